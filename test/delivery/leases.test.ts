/** What a worker has leased is its own as long as the monotonic clock says, and never again after a lapse. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { silentLog } from '../../src/base/log.js'
import { Leases } from '../../src/delivery/leases.js'
import type { DeliveryRow } from '../../src/store/tables.js'

const LEASE_MS = 20_000

let ticks: number
let isAway: boolean
let renewals: number
let leases: Leases

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  ticks = 1000
  isAway = false
  renewals = 0
  const renew = async () => {
    if (isAway) throw new Error('the database is away')
    renewals += 1
  }
  leases = new Leases(LEASE_MS, { renew, log: silentLog, ticks: () => ticks })
})

afterEach(() => {
  leases.stop()
  vi.useRealTimers()
})

const leasedNow = () => ({ row: {} as DeliveryRow, leasedAt: ticks })

/** Time goes by, and the process lives through it. */
async function live(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 1000) {
    ticks += 1000
    await vi.advanceTimersByTimeAsync(1000)
  }
}

test('what was leased ends with its lease where nobody can renew it', async () => {
  isAway = true
  const row = leasedNow()
  await live(LEASE_MS - 1000)
  expect(leases.isLeased(row)).toBe(true)
  await live(1000)
  expect(leases.isLeased(row)).toBe(false)
})

test('renewals keep it up, four in each lease, and end when it is stopped', async () => {
  const row = leasedNow()
  await live(10 * LEASE_MS)
  expect([leases.isLeased(row), renewals]).toEqual([true, 40])
  leases.stop()
  await live(LEASE_MS)
  expect([leases.isLeased(row), renewals]).toEqual([false, 40])
})

test('what was leased before the machine slept through a lease is gone, though renewing succeeds again', async () => {
  const row = leasedNow()
  ticks += LEASE_MS
  expect(leases.isLeased(row)).toBe(false)
  await live(LEASE_MS / 2)
  expect(renewals).toBeGreaterThan(0)
  expect(leases.isLeased(row)).toBe(false)
  await live(3 * LEASE_MS)
  expect(leases.isLeased(row)).toBe(false)
})

test('what is leased after such a sleep is kept up like any other', async () => {
  ticks += 5 * LEASE_MS
  await live(LEASE_MS)
  const row = leasedNow()
  await live(2 * LEASE_MS)
  expect(leases.isLeased(row)).toBe(true)
})

test('a sleep that is shorter than a lease takes nothing', async () => {
  const row = leasedNow()
  ticks += LEASE_MS / 2
  await live(LEASE_MS)
  expect(leases.isLeased(row)).toBe(true)
})

test('a database that is away for less than a lease takes nothing, and one that is away longer takes all', async () => {
  const row = leasedNow()
  isAway = true
  await live(LEASE_MS - 6000)
  isAway = false
  await live(LEASE_MS)
  expect(leases.isLeased(row)).toBe(true)
  isAway = true
  await live(2 * LEASE_MS)
  isAway = false
  await live(LEASE_MS)
  expect(leases.isLeased(row)).toBe(false)
})
