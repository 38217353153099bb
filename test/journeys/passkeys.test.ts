/**
 * An operator's passkeys, in Chromium with an authenticator that is a program: added after the one-time link, signed in
 * with, asked for anew before a send, removed; and what other answers come to.
 */
import type { BrowserContext, CDPSession, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listNotices } from '../../src/notices/memory-store.js'
import { FRESH_MS, findOperator, sessionOf } from '../../src/operators/operator-store.js'
import { addChallenge, CHALLENGE_ENDS_MS, takeChallenge } from '../../src/operators/passkey-store.js'
import {
  checkAnswerToAdd,
  checkAnswerToSignIn,
  partyOf,
  readAnswerToAdd,
  readAnswerToSignIn,
} from '../../src/operators/passkeys.js'
import type { AppContext } from '../../src/run/app-context.js'
import { noticeId } from '../../src/run/operators/notice-record.js'
import { run } from '../../src/run/pipeline.js'
import { inviteByWord, listedOperators, revokeByWord } from '../../src/run/sign-in/accounts.js'
import { addByAnswer, askToAdd, removeNamedPasskey, signInByAnswer } from '../../src/run/sign-in/passkeys.js'
import { startServer, type WebServer } from '../../src/web/server.js'
import { addPerson } from '../delivery/ledger.js'
import { findings } from '../support/axe.js'
import { openBrowser, sideways, type TestBrowser } from '../support/chromium.js'
import { dialects, testOn } from '../support/databases.js'
import { freePort } from '../support/free-port.js'
import { makeProject, openTestWorld, type TestClock, testClock } from '../support/project.js'
import { addressOf, NO_HOOKS } from '../web/web-fixture.js'

const ADA = addressOf('ada@example.org')
const WORD = { by: 'root', reason: '' }
const MINUTE = 60_000

let browser: TestBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(async () => await browser.close())

describe.each(dialects)('passkeys, on %s', (dialect) => {
  const it = testOn(dialect)
  let clock: TestClock
  let world: AppContext
  let server: WebServer
  let url = ''
  let at: BrowserContext
  let page: Page
  let cdp: CDPSession
  /** What the browser answered, by path. */
  let answers: Map<string, string>

  beforeEach(async () => {
    clock = testClock('2026-05-04T12:00:00Z')
    const port = await freePort()
    url = `http://localhost:${port}`
    const project = await makeProject(dialect, { console: true, web: { listen: `127.0.0.1:${port}`, url } })
    world = await openTestWorld(project, clock)
    await addPerson(world.store, 'reader@example.org', ['releases'])
    project.post('2026-05-01-first.md', { title: 'First', date: '2026-05-01' }, 'Text.')
    await run(world, { send: false })
    project.post('2026-05-04-told.md', { title: 'Told', date: '2026-05-04', categories: ['releases'] }, 'Text.')
    await run(world, { send: false })
    server = await startServer(world, NO_HOOKS)
    at = await browser.newContext()
    page = await at.newPage()
    cdp = await at.newCDPSession(page)
    await cdp.send('WebAuthn.enable')
    await addAuthenticator()
    answers = new Map()
    page.on('request', (request) => {
      const response = new URLSearchParams(request.postData() ?? '').get('response')
      if (response !== null) answers.set(new URL(request.url()).pathname, response)
    })
  })
  afterEach(async () => {
    await at.close()
    await server.close()
    await world.close()
  })

  const addAuthenticator = async () => {
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
        ...{ isUserVerified: true, automaticPresenceSimulation: true },
      },
    })
    return authenticatorId
  }
  const ada = async () => {
    const operator = await findOperator(world.store.db, ADA)
    if (operator === undefined) throw new Error('no operator')
    return operator
  }
  const signInByLink = async () => {
    const invited = await inviteByWord(world, ADA, 'admin', WORD)
    await page.goto(invited.url)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Today' }).waitFor()
  }
  const add = async (name: string) => {
    await page.goto(`${url}/console/account`)
    await page.getByLabel('Name of the passkey').fill(name)
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.locator('.rows p').getByText(name, { exact: true }).waitFor()
  }
  const signInByPasskey = async () => {
    await page.goto(`${url}/console/sign-in`)
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.getByRole('heading', { name: 'Today' }).waitFor()
  }
  const signOut = async () => {
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  }

  it('added after the link, signs in, and goes on with a send that was pressed too late', async () => {
    await signInByLink()
    await add('Laptop')
    await signOut()
    await signInByPasskey()
    await page.goto(`${url}/console/account`)
    await page.getByText('last used').waitFor()
    expect(await listedOperators(world)).toMatchObject([{ passkeys: [{ name: 'Laptop' }], sessions: 1 }])

    const [notice] = await listNotices(world.store.db)
    await page.goto(`${url}/console/notices/${noticeId(notice?.key ?? '')}`)
    clock.advance(FRESH_MS)
    const before = (await at.cookies())[0]?.value ?? ''
    await page.getByRole('button', { name: 'Send now' }).click()
    await page.getByRole('heading', { name: 'Sign in again first' }).waitFor()
    await page.getByRole('button', { name: 'Go on with a passkey' }).click()
    await page.getByText('is mailed at once to 1 person on releases').waitFor()
    await page.getByRole('button', { name: 'Send now' }).click()
    await page.getByText('0 of 1 person are done').waitFor()
    // The session that grew old is over: there is one of this browser.
    expect(await sessionOf(world.store.db, before, clock.now())).toBeUndefined()
    const events = await world.store.db.selectFrom('events').select(['action', 'details']).orderBy('id').execute()
    const of = (action: string) => events.filter((one) => one.action === action).map(({ details }) => details)
    expect(of('passkey')).toEqual(['{"added":"Laptop"}'])
    expect(of('sign-in')).toEqual(['{}', '{"passkey":"Laptop"}', '{"passkey":"Laptop"}'])
  })

  it('several, by name; what is removed, or whose account is revoked, signs in no more', async () => {
    await signInByLink()
    await add('Laptop')
    // The same authenticator makes no second one.
    await page.getByLabel('Name of the passkey').fill('Laptop again')
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByText('This authenticator has a passkey for this console already.').waitFor()
    clock.advance(1000)
    // Another device: it stands in the place of the first, which would answer.
    await cdp.send('WebAuthn.disable')
    await cdp.send('WebAuthn.enable')
    await addAuthenticator()
    await add('Phone')
    expect(await listedOperators(world)).toMatchObject([{ passkeys: [{ name: 'Laptop' }, { name: 'Phone' }] }])
    await page.getByRole('button', { name: 'Remove Laptop' }).click()
    await page.getByText('Laptop signs you in no more').waitFor()
    await signOut()
    await signInByPasskey()
    await removeNamedPasskey(world, ADA, 'Phone', WORD)
    await expect(removeNamedPasskey(world, ADA, 'Phone', WORD)).rejects.toMatchObject({ code: 'PASSKEY_UNKNOWN' })
    await signOut()
    const refused = async () => {
      await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
      await page.getByText('No operator has this passkey').waitFor()
    }
    await refused()
    await signInByLink()
    await cdp.send('WebAuthn.disable')
    await cdp.send('WebAuthn.enable')
    await addAuthenticator()
    await add('Tablet')
    await signOut()
    await revokeByWord(world, ADA, WORD)
    await refused()
  })

  it('an answer counts once, for its challenge, its site and its person, and only if somebody was verified', async () => {
    await signInByLink()
    await page.goto(`${url}/console/account`)
    await page.getByLabel('Name of the passkey').fill('<b>Lap\u202Etop</b>')
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.locator('.rows p').getByText('<b>Laptop</b>', { exact: true }).waitFor()
    await signOut()
    await signInByPasskey()
    const added = answers.get('/console/account/passkeys') ?? ''
    const signed = answers.get('/console/sign-in/passkey') ?? ''
    const late = { code: 'PASSKEY_REFUSED', message: expect.stringContaining('too long ago') }
    await expect(signInByAnswer(world, signed)).rejects.toMatchObject(late)
    await expect(addByAnswer(world, await ada(), { name: 'x', text: added }, WORD)).rejects.toMatchObject(late)

    const party = partyOf(url, 'x')
    const toAdd = readAnswerToAdd(added)
    const toSignIn = readAnswerToSignIn(signed)
    if (party === undefined || toAdd === undefined || toSignIn === undefined) throw new Error('no answers')
    const key = await checkAnswerToAdd(party, toAdd)
    if ('refused' in key) throw new Error(key.refused)
    const passkey = { ...key, name: 'Laptop', madeAt: 0, usedAt: null }
    expect(await checkAnswerToSignIn(party, passkey, toSignIn)).toEqual({ counter: expect.any(Number) })
    const others = [
      { ...party, origin: 'https://evil.example' },
      { ...party, id: 'evil.example' },
      { ...party, origin: `${party.origin}.evil.example` },
    ]
    for (const other of others) {
      expect(await checkAnswerToAdd(other, toAdd)).toEqual({ refused: expect.any(String) })
      expect(await checkAnswerToSignIn(other, passkey, toSignIn)).toEqual({ refused: expect.any(String) })
    }
    const again = { ...toSignIn, challenge: 'A'.repeat(43) }
    expect(await checkAnswerToSignIn(party, passkey, again)).toEqual({ refused: expect.stringContaining('challenge') })
    // An authenticator that was copied counts from where the copy was made.
    const counted = { ...passkey, counter: 1_000_000 }
    expect(await checkAnswerToSignIn(party, counted, toSignIn)).toEqual({ refused: expect.stringContaining('counter') })
    // Octet 32 of the authenticator's data has the flags; 4 says that somebody was verified (WebAuthn §6.1).
    const octets = Buffer.from(toAdd.answer.response.attestationObject, 'base64url')
    const rpHash = Buffer.from(toSignIn.answer.response.authenticatorData, 'base64url').subarray(0, 32)
    const flags = octets.indexOf(rpHash) + 32
    octets[flags] = (octets[flags] ?? 0) & ~4
    const unseen = {
      ...toAdd,
      answer: {
        ...toAdd.answer,
        response: { ...toAdd.answer.response, attestationObject: octets.toString('base64url') },
      },
    }
    expect(await checkAnswerToAdd(party, unseen)).toEqual({ refused: expect.stringContaining('User verification') })

    const challenge = (await addChallenge(world.store.db, 'sign-in', await ada(), clock.now())) ?? ''
    clock.advance(CHALLENGE_ENDS_MS)
    expect(await takeChallenge(world.store.db, challenge, clock.now())).toBeUndefined()
    // What was asked of one operator, another one's passkey does not answer.
    const eve = await inviteByWord(world, addressOf('eve@example.org'), 'admin', WORD)
    await page.goto(eve.url)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Today' }).waitFor()
    // The pages of an account may ask this server, the others nobody.
    await page.goto(`${url}/console/account`)
    const options = await page.evaluate(`fetch('/console/sign-in/passkey/options', { method: 'POST',
      body: new URLSearchParams({ again: 'yes' }) }).then((answer) => answer.json())`)
    expect(options).toEqual({ error: expect.stringContaining('eve@example.org has no passkey') })
    const rows = JSON.stringify(await world.store.db.selectFrom('operator_challenges').selectAll().execute())
    expect(rows).not.toContain(challenge)
  })

  it('only so many, and the page is like the others', async () => {
    await signInByLink()
    await page.goto(`${url}/console/account`)
    for (const [width, colorScheme] of [
      [320, 'light'],
      [1280, 'dark'],
    ] as const) {
      await page.setViewportSize({ width, height: 800 })
      await page.emulateMedia({ colorScheme })
      await page.reload()
      const overflow = await sideways(page)
      expect([width, overflow, await findings(page, 'page')]).toEqual([width, 0, []])
    }
    const operator = await ada()
    const keys = Array.from({ length: 20 }, (_, index) => ({
      ...{ id: `key-${index}`, operator_id: operator.id, name: `key ${index}`, public_key: 'AA', counter: 0 },
      ...{ transports: '', made_at: index, used_at: null },
    }))
    await world.store.db.insertInto('operator_passkeys').values(keys).execute()
    await expect(askToAdd(world, operator)).rejects.toMatchObject({ message: expect.stringContaining('20 passkeys') })
    clock.advance(11 * MINUTE)
    await page.reload()
    await page.getByText('needs a sign-in of the last ten minutes').waitFor()
    expect(await page.getByRole('button', { name: 'Add a passkey' }).count()).toBe(0)
  })
})

test('passkeys are for hosts with a name, over TLS or on this machine', () => {
  const urls = ['https://news.example.org/x', 'http://localhost:8025', 'http://news.example.org', 'https://192.0.2.1']
  expect([...urls, 'https://[2001:db8::1]:8443'].map((one) => partyOf(one, 'x')?.id)).toEqual([
    'news.example.org',
    'localhost',
    ...[undefined, undefined, undefined],
  ])
})
