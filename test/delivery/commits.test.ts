/** How many questions share a commit, and how long one waits for others. Time is that of the test. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Commits } from '../../src/delivery/commits.js'
import type { DeliveryRow } from '../../src/store/tables.js'

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => vi.useRealTimers())

const COMMIT_MS = 6
const row = (id: number) => ({ id }) as DeliveryRow

/** Each commit takes as long; `sizes` has how many deliveries each one started. */
function committing(enough = 10, commitMs = COMMIT_MS) {
  const sizes: number[] = []
  const exchange = async (_: unknown, start: readonly DeliveryRow[]) => {
    sizes.push(start.length)
    await new Promise((resolve) => setTimeout(resolve, commitMs))
    return new Set(start.map(({ id }) => id))
  }
  const commits = new Commits(
    exchange,
    async () => false,
    () => enough,
  )
  const ask = (id: number) => void commits.exchanged(undefined, row(id))
  return { sizes, ask }
}

/** One after the other, so that it is known how long they take. */
async function learned(enough?: number) {
  const all = committing(enough)
  for (let id = 0; id < 30; id += 1) {
    all.ask(id)
    await vi.advanceTimersByTimeAsync(2 * COMMIT_MS)
  }
  all.sizes.length = 0
  return all
}

test('the first question waits for nobody', async () => {
  const { sizes, ask } = committing()
  ask(1)
  await vi.advanceTimersByTimeAsync(0)
  expect(sizes).toEqual([1])
})

test('a commit waits for company as long as a commit takes', async () => {
  const { sizes, ask } = await learned()
  ask(1)
  await vi.advanceTimersByTimeAsync(COMMIT_MS - 2)
  ask(2)
  expect(sizes).toEqual([])
  await vi.advanceTimersByTimeAsync(3)
  expect(sizes).toEqual([2])
})

test('enough questions wait for no more', async () => {
  const { sizes, ask } = await learned(3)
  for (const id of [1, 2, 3]) ask(id)
  await vi.advanceTimersByTimeAsync(0)
  expect(sizes).toEqual([3])
})

test('what is asked while a commit is under way shares the next one', async () => {
  const { sizes, ask } = await learned(2)
  for (const id of [1, 2]) ask(id)
  await vi.advanceTimersByTimeAsync(1)
  for (const id of [3, 4, 5]) ask(id)
  await vi.advanceTimersByTimeAsync(COMMIT_MS)
  expect(sizes).toEqual([2, 3])
})

test('where nothing was sent for a while, a question waits for nobody', async () => {
  const { sizes, ask } = await learned()
  await vi.advanceTimersByTimeAsync(100)
  ask(1)
  await vi.advanceTimersByTimeAsync(0)
  expect(sizes).toEqual([1])
})

test('a slow disk makes nobody wait longer than ten milliseconds', async () => {
  const { sizes, ask } = committing(10, 1000)
  ask(1)
  await vi.advanceTimersByTimeAsync(1000)
  ask(2)
  await vi.advanceTimersByTimeAsync(9)
  expect(sizes).toEqual([1])
  await vi.advanceTimersByTimeAsync(1)
  expect(sizes).toEqual([1, 1])
})
