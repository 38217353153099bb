/**
 * Ten thousand reports that nobody's server wrote: shapes of real ones with MACs that are wrong, missing, of somebody
 * else, of another purpose or ledger; with bits turned, cut, joined. Whoever sends them knows all but the keys, and has
 * a genuine return path of their own. Nobody but the forger is ever suppressed, and nobody leaves.
 */
import { expect, test } from 'vitest'
import { takeInbound } from '../../../src/run/inbound/take-mail.js'
import { type Claim, leaveAddress, makeLeaveToken, makeReturnPath, makeToken } from '../../../src/subscribers/links.js'
import { addMailing, addPerson } from '../../delivery/ledger.js'
import { arf, PATH, shapes } from '../../inbound/shapes.js'
import { closing } from '../../support/closing.js'
import { makeProject, openTestWorld, testClock } from '../../support/project.js'

const COUNT = 10_000
const DOMAIN = 'announce.lantern.example'
const FORGER = 'forger@evil.example'

/** Numbers below `under`, the same in each run (mulberry32). */
function dice(seed: number): (under: number) => number {
  let state = seed
  return (under) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * under)
  }
}

test('of 10,000 forged reports none suppresses anybody, or ends a list', async () => {
  const project = await makeProject('sqlite', { inbound: { pipe: true } })
  const world = closing(await openTestWorld(project, testClock('2026-05-05T12:00:00Z')))
  const addresses = Array.from({ length: 20 }, (_, index) => `person${index}@example.org`)
  const victims: number[] = []
  for (const address of addresses) victims.push(await addPerson(world.store, address, ['releases']))
  const forger = await addPerson(world.store, FORGER, ['releases'])
  const mailing = await addMailing(world.store)
  const { keys } = world
  const roll = dice(20260505)
  const oneOf = <One>(list: readonly One[]): One => list[roll(list.length)] as One
  const hex = (length: number) => Array.from({ length }, () => roll(16).toString(16)).join('')
  const flipped = (text: string, from: number, to: number) => {
    const at = from + roll(to - from)
    const was = text.charAt(at)
    return (
      text.slice(0, at) +
      oneOf([...'0123456789abcdef'].filter((digit) => digit !== was.toLowerCase())) +
      text.slice(at + 1)
    )
  }
  const claim = (): Claim => ({ person: oneOf(victims), mailing })
  const own = { person: forger, mailing }
  const pathOf = (of: Claim) => makeReturnPath(keys, of, DOMAIN)
  const others = { ...keys, ledger: 'another' }

  const paths: readonly (() => string)[] = [
    () => flipped(pathOf(claim()), 2, 48),
    // The head of one and the MAC of another.
    () => pathOf(claim()).slice(0, 28) + pathOf(own).slice(28),
    () => pathOf(own).slice(0, 28) + pathOf(claim()).slice(28),
    () => `b-${makeLeaveToken(keys, claim())}@${DOMAIN}`,
    () =>
      `b-${Buffer.from(makeToken(keys, 'unsubscribe', claim()), 'base64url')
        .toString('hex')
        .slice(0, 46)}@${DOMAIN}`,
    () => makeReturnPath(others, claim(), DOMAIN),
    () => pathOf({ person: oneOf(victims), mailing: mailing + 1 + roll(9) }),
    () => `${pathOf(claim()).slice(0, 10 + roll(30))}@${DOMAIN}`,
    () => `b-${hex(46)}@${DOMAIN}`,
    () => oneOf(addresses),
    () => leaveAddress(flipped(makeLeaveToken(keys, claim()), 0, 46), DOMAIN),
    () => `u-${makeToken(keys, 'preferences', claim())}@${DOMAIN}`,
    () => `u${pathOf(claim()).slice(1)}`,
    () => pathOf(own),
  ]
  const links: readonly (() => string)[] = [
    () => makeToken(keys, oneOf(['preferences', 'confirm', 'return-path'] as const), claim()),
    () => makeToken(others, 'unsubscribe', claim()),
    () => flipped(makeToken(keys, 'unsubscribe', claim()), 0, 38),
    () => makeToken(keys, 'unsubscribe', own),
  ]
  const complaint = () =>
    arf(
      'abuse',
      `List-Unsubscribe: <https://mail.lantern.example/unsubscribe/${oneOf(links)()}>\r\nReturn-Path: <${PATH}>`,
    )
  const shape = () => (roll(4) === 0 ? complaint() : oneOf(shapes)[1]).replaceAll('ada@example.net', oneOf(addresses))
  const written = (text: string) => text.replaceAll(PATH, () => oneOf(paths)())
  const mutations: readonly (() => Buffer)[] = [
    () => Buffer.from(written(shape())),
    () => {
      const bytes = Buffer.from(written(shape()))
      for (let count = roll(20); count >= 0; count -= 1) {
        const at = roll(bytes.length)
        bytes[at] = (bytes[at] ?? 0) ^ (1 << roll(8))
      }
      return bytes
    },
    () => Buffer.from(written(shape())).subarray(roll(200)),
    () => {
      const bytes = Buffer.from(written(shape()))
      return bytes.subarray(0, roll(bytes.length))
    },
    () => Buffer.from(written(shape()) + written(shape())),
    () => {
      const [one, other] = [written(shape()), written(shape())]
      return Buffer.from(one.slice(0, roll(one.length)) + other.slice(roll(other.length)))
    },
  ]
  const counts = new Map<string, number>()
  for (let index = 0; index < COUNT; index += 1) {
    const recipient = roll(3) === 0 ? oneOf(paths)() : ''
    const { outcome, address = '' } = await takeInbound(world, oneOf(mutations)(), recipient)
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
    if (outcome !== 'ignored') expect(address).toBe(FORGER)
  }
  const suppressed = await world.store.db.selectFrom('suppressions').select('address_key').execute()
  expect(suppressed.map((row) => row.address_key)).toEqual([FORGER])
  const kept = await world.store.db.selectFrom('bounces').select('person_id').distinct().execute()
  expect(kept.map((row) => row.person_id)).toEqual([forger])
  const ended = await world.store.db
    .selectFrom('subscriptions')
    .select('person_id')
    .where('state', '=', 'ended')
    .execute()
  expect(ended.map((row) => row.person_id)).toEqual([forger])
  // The forger's own counts, or nothing of this would be read at all.
  expect(counts.get('ignored')).toBeGreaterThan(COUNT / 2)
  console.info(`${COUNT} forged reports: ${[...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ')}`)
})
