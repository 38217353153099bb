/** Accounts of operators: links, sessions, tokens and roles, and when each of them ends. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { IDLE_MS, LINK_ENDS_MS, sessionOf, tokenHolder } from '../../src/operators/operator-store.js'
import { masked, may, type Right, roles, tokenMay } from '../../src/operators/roles.js'
import type { AppContext } from '../../src/run/app-context.js'
import { endTokens, inviteByWord, revokeByWord, signInByLink, tokenByWord } from '../../src/run/sign-in/accounts.js'
import { mailSignIn } from '../../src/run/sign-in/mail-link.js'
import { dialects } from '../support/databases.js'
import { makeProject, openTestWorld, type TestClock, testClock } from '../support/project.js'
import { addressOf } from '../web/web-fixture.js'

const WORD = { by: 'root', reason: '' }
const ADA = addressOf('ada@example.org')
const MINUTE = 60_000

describe.each(dialects)('operators on %s', (dialect) => {
  let clock: TestClock
  let world: AppContext
  let outbox = ''
  beforeEach(async () => {
    clock = testClock('2026-05-04T12:00:00Z')
    const project = await makeProject(dialect)
    outbox = project.outbox
    world = await openTestWorld(project, clock)
  })
  afterEach(async () => await world.close())

  const invited = async (role: 'admin' | 'viewer' = 'admin') => {
    const { url } = await inviteByWord(world, ADA, role, WORD)
    return url.replace(/^.*\//, '')
  }
  const session = async (secret: string) => await sessionOf(world.store.db, secret, clock.now())

  test('a link signs in once, within a day, and a newer one ends it', async () => {
    const first = await invited()
    const second = await invited()
    expect(await signInByLink(world, first)).toBeUndefined()
    const found = (await signInByLink(world, second)) ?? ''
    expect(await session(found)).toMatchObject({
      operator: { address: 'ada@example.org', role: 'admin' },
      isFresh: true,
    })
    expect(await signInByLink(world, second)).toBeUndefined()
    const late = await invited()
    clock.advance(LINK_ENDS_MS)
    expect(await signInByLink(world, late)).toBeUndefined()
  })

  test('a mailed link goes to operators alone, ends after 15 minutes, and takes no invitation away', async () => {
    const secret = await invited()
    await mailSignIn(world, addressOf('eve@example.org'))
    expect(existsSync(outbox) ? readdirSync(outbox) : []).toEqual([])
    await mailSignIn(world, ADA)
    await mailSignIn(world, ADA)
    const links = readdirSync(outbox).map((name) => {
      const mail = readFileSync(join(outbox, name), 'utf8').replace(/=\r\n/g, '')
      expect(mail).toContain('To: ada@example.org')
      return /sign-in\/([\w-]{43})/.exec(mail)?.[1] ?? ''
    })
    expect(await signInByLink(world, secret)).toBeDefined()
    expect(await signInByLink(world, links[0] ?? '')).toBeDefined()
    clock.advance(15 * MINUTE)
    expect(await signInByLink(world, links[1] ?? '')).toBeUndefined()
  })

  test('two who press the same link at once are one session', async () => {
    const secret = await invited()
    const both = await Promise.all([signInByLink(world, secret), signInByLink(world, secret)])
    expect(both.filter((one) => one !== undefined)).toHaveLength(1)
  })

  test('a session is fresh for ten minutes and ends after twelve idle hours, not before', async () => {
    const secret = (await signInByLink(world, await invited())) ?? ''
    clock.advance(10 * MINUTE)
    expect(await session(secret)).toMatchObject({ isFresh: false })
    clock.advance(IDLE_MS - MINUTE)
    expect(await session(secret)).toBeDefined()
    clock.advance(IDLE_MS - MINUTE)
    expect(await session(secret)).toBeDefined()
    clock.advance(IDLE_MS)
    expect(await session(secret)).toBeUndefined()
  })

  test('a session that is always busy ends after a week', async () => {
    const secret = (await signInByLink(world, await invited())) ?? ''
    for (let hours = 0; hours < 7 * 24; hours += 8) {
      expect(await session(secret)).toBeDefined()
      clock.advance(8 * 60 * MINUTE)
    }
    expect(await session(secret)).toBeUndefined()
  })

  test('who is revoked has no session, link or token any more, and nothing of it comes back with the account', async () => {
    const secret = (await signInByLink(world, await invited())) ?? ''
    const token = await tokenByWord(world, { address: ADA, name: 'ci', scopes: ['read'], ms: MINUTE }, WORD)
    const link = await invited()
    await revokeByWord(world, ADA, WORD)
    const nothing = async () => {
      expect(await session(secret)).toBeUndefined()
      expect(await tokenHolder(world.store.db, token, clock.now())).toBeUndefined()
    }
    await nothing()
    expect(await signInByLink(world, link)).toBeUndefined()
    await invited('viewer')
    await nothing()
    const unknown = { code: 'OPERATOR_UNKNOWN' }
    await expect(revokeByWord(world, addressOf('eve@example.org'), WORD)).rejects.toMatchObject(unknown)
  })

  test('a token ends when it says so, or by its name', async () => {
    await invited()
    const make = async () =>
      await tokenByWord(world, { address: ADA, name: 'ci', scopes: ['read', 'stop'], ms: MINUTE }, WORD)
    const token = await make()
    expect(await tokenHolder(world.store.db, token, clock.now())).toMatchObject({ scopes: ['read', 'stop'] })
    clock.advance(MINUTE)
    expect(await tokenHolder(world.store.db, token, clock.now())).toBeUndefined()
    const other = await make()
    expect(await endTokens(world, ADA, 'ci', WORD)).toBe(2)
    expect(await tokenHolder(world.store.db, other, clock.now())).toBeUndefined()
  })

  test('the ledger holds no secret, and every word is kept', async () => {
    const link = await invited()
    const secret = (await signInByLink(world, link)) ?? ''
    const token = await tokenByWord(world, { address: ADA, name: 'ci', scopes: ['read'], ms: MINUTE }, WORD)
    const rows = JSON.stringify([
      await world.store.db.selectFrom('operator_links').selectAll().execute(),
      await world.store.db.selectFrom('operator_sessions').selectAll().execute(),
      await world.store.db.selectFrom('operator_tokens').selectAll().execute(),
      await world.store.db.selectFrom('events').selectAll().execute(),
    ])
    for (const one of [link, secret, token]) expect(rows).not.toContain(one)
    const events = await world.store.db.selectFrom('events').select(['action', 'actor']).orderBy('id').execute()
    expect(events.map(({ action, actor }) => `${action} ${actor}`)).toEqual([
      'invite root',
      'sign-in ada@example.org',
      'token root',
    ])
  })
})

test('roles hold what the table of the docs says, and a token never more than its operator', () => {
  const rights: readonly Right[] = ['see', 'try', 'stop', 'decide', 'people', 'rule']
  expect(roles.map((role) => `${role}: ${rights.filter((right) => may(role, right)).join(' ')}`)).toEqual([
    'viewer: see',
    'author: see try stop',
    'sender: see try stop decide people',
    'admin: see try stop decide people rule',
  ])
  expect(tokenMay('viewer', ['read', 'stop', 'decide'], 'decide')).toBe(false)
  expect(tokenMay('admin', ['read'], 'decide')).toBe(false)
  expect(tokenMay('admin', ['decide'], 'rule')).toBe(false)
  expect(tokenMay('sender', ['decide'], 'decide')).toBe(true)
})

test('a masked address shows its first letter and its domain', () => {
  expect(['ada@example.org', 'é@example.org', '@x', ''].map(masked)).toEqual([
    'a***@example.org',
    'é***@example.org',
    '***',
    '***',
  ])
})
