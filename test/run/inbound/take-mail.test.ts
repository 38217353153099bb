/** What follows from mail that came back: who is suppressed, who never is; on both databases. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sendDue } from '../../../src/delivery/worker.js'
import type { AppContext } from '../../../src/run/app-context.js'
import { takeInbound } from '../../../src/run/inbound/take-mail.js'
import { takeMailboxes } from '../../../src/run/inbound/take-mailboxes.js'
import { showPerson, suppressAll, unsuppressAll } from '../../../src/run/people/by-operator.js'
import { leaveAddress, makeLeaveToken, makeReturnPath, makeToken } from '../../../src/subscribers/links.js'
import { suppressionOf } from '../../../src/subscribers/suppression-store.js'
import { addMailing, addPerson, addressOf } from '../../delivery/ledger.js'
import { arf, dsn, PATH } from '../../inbound/shapes.js'
import { dialects, testOn } from '../../support/databases.js'
import { makeProject, openTestWorld, type Project, type TestClock, testClock } from '../../support/project.js'

const ADA = 'ada@example.net'

describe.each(dialects)('mail that came back, on %s', (dialect) => {
  const it = testOn(dialect)
  let project: Project
  let world: AppContext
  let clock: TestClock
  let people: Record<string, number>
  let mailing: number

  beforeEach(async () => {
    clock = testClock('2026-05-05T12:00:00Z')
    project = await makeProject(dialect, { inbound: { maildir: 'mail' } })
    world = await openTestWorld(project, clock)
    people = {}
    for (const address of [ADA, 'eve@example.org', ...many])
      people[address] = await addPerson(world.store, address, LISTS)
    mailing = await addMailing(world.store)
  })
  afterEach(async () => await world.close())

  const pathOf = (address: string, number = mailing) =>
    makeReturnPath(world.keys, { person: people[address] ?? 0, mailing: number }, 'announce.lantern.example')
  const bounce = (address: string, report = dsn({ diagnostic: `smtp; 550 5.1.1 <${ADA}> no such user` })) =>
    Buffer.from(report.replace(PATH, pathOf(address)))
  const take = async (bytes: Uint8Array) => await takeInbound(world, bytes)
  const reasonOf = async (address = ADA) => (await suppressionOf(world.store.db, address))?.reason

  it('who is not there is suppressed, once, with the words of the server; an operator undoes it for good', async () => {
    expect(await take(bounce(ADA))).toMatchObject({ outcome: 'suppressed', address: ADA })
    expect(await reasonOf()).toBe('bounced: 550 5.1.1 … no such user')
    const shown = await showPerson(world, addressOf(ADA))
    expect(shown.bounces).toEqual([
      {
        mailing,
        class: 'hard',
        status: '5.1.1',
        words: `550 5.1.1 <${ADA}> no such user`,
        source: 'mail',
        at: '2026-05-05T12:00:00Z',
      },
    ])
    expect(shown.events).toMatchObject([{ action: 'suppress', by: 'mail that came back' }])
    expect(JSON.stringify(shown.events)).not.toContain(ADA)
    expect(await take(bounce(ADA))).toMatchObject({ outcome: 'known' })
    await unsuppressAll(world, [addressOf(ADA)], { by: 'mara', reason: 'it works again' })
    expect(await take(bounce(ADA))).toMatchObject({ outcome: 'known' })
    expect(await reasonOf()).toBeUndefined()
    expect(await reasonOf('eve@example.org')).toBeUndefined()
  })

  test.each([
    ['full', '5.2.2', '552 5.2.2 mailbox full'],
    ['policy', '5.7.1', '550 5.7.1 looks like spam'],
  ])('%s is kept and suppresses nobody', async (_what, status, words) => {
    const report = dsn({ status, diagnostic: `smtp; ${words}` })
    expect(await take(bounce(ADA, report))).toMatchObject({ outcome: 'counted' })
    expect(await take(bounce(ADA, report))).toMatchObject({ outcome: 'known' })
    expect(await reasonOf()).toBeUndefined()
    expect((await showPerson(world, addressOf(ADA))).bounces).toHaveLength(1)
    // What comes later of the same mail counts.
    expect(await take(bounce(ADA))).toMatchObject({ outcome: 'suppressed' })
  })

  it('a complaint ends all lists and is never mailed again, by its return path or by its link to leave', async () => {
    expect(await take(Buffer.from(arf('abuse', `Return-Path: <${pathOf(ADA)}>`)))).toMatchObject({
      outcome: 'suppressed',
    })
    const token = makeToken(world.keys, 'unsubscribe', { person: people['eve@example.org'] ?? 0, mailing })
    const head = `List-Unsubscribe: <https://mail.lantern.example/unsubscribe/${token}>`
    expect(await take(Buffer.from(arf('abuse', head)))).toMatchObject({ outcome: 'suppressed' })
    for (const address of [ADA, 'eve@example.org']) {
      expect(await reasonOf(address)).toBe('complained (abuse)')
      const { subscriptions, events } = await showPerson(world, addressOf(address))
      expect(subscriptions.map(({ state }) => state)).toEqual(['ended', 'ended'])
      expect(events.map(({ action }) => action)).toEqual(['unsubscribe', 'suppress'])
    }
  })

  const leaveOf = (address: string, keys = world.keys) =>
    leaveAddress(makeLeaveToken(keys, { person: people[address] ?? 0, mailing }), 'announce.lantern.example')
  const statesOf = async (address = ADA) =>
    (await showPerson(world, addressOf(address))).subscriptions.map(({ list, state }) => `${list} ${state}`)

  it('mail to the address to leave by ends what the link ends, once, whoever sends it', async () => {
    const mail = Buffer.from(`From: <someone@else.example>\r\nTo: <${leaveOf(ADA)}>\r\nSubject: x\r\n\r\n`)
    expect(await take(mail)).toMatchObject({ outcome: 'left', why: 'left releases', address: ADA })
    expect(await statesOf()).toEqual(['releases ended', 'security confirmed'])
    expect(await take(mail)).toMatchObject({ outcome: 'known' })
    const eve = 'eve@example.org'
    expect(await takeInbound(world, Buffer.from('\r\n'), leaveOf(eve).toUpperCase())).toMatchObject({
      outcome: 'left',
      address: eve,
    })
    for (const address of [ADA, eve]) expect(await reasonOf(address)).toBeUndefined()
  })

  it('who wrote to leave gets nothing of a mailing under way, the next message of it included', async () => {
    await takeInbound(world, Buffer.from('\r\n'), leaveOf(ADA))
    const going = await world.store.db.selectFrom('deliveries').select(['address', 'id']).execute()
    expect(going.length).toBe(14)
    await sendDue(world)
    const sent = await world.store.db.selectFrom('deliveries').select(['address', 'state']).execute()
    expect(sent.filter(({ state }) => state !== 'accepted')).toEqual([{ address: ADA, state: 'cancelled' }])
  })

  test.each([
    ['another ledger', () => leaveOf(ADA, { ...world.keys, ledger: 'another' })],
    ['another purpose', () => pathOf(ADA).replace(/^b/, 'u')],
    ['a mailing that never was theirs', () => leaveOf('nobody@example.org')],
    ['a domain in front', () => `x@y,u-${leaveOf(ADA).slice(2, 20)}@announce.lantern.example`],
  ])('an address to leave by of %s ends nothing', async (_what, make) => {
    const mail = Buffer.from(`To: <${make()}>\r\nSubject: unsubscribe\r\n\r\n`)
    expect(await takeInbound(world, mail, make())).toMatchObject({ outcome: 'ignored' })
    expect(await statesOf()).toEqual(['releases confirmed', 'security confirmed'])
  })

  test.each([
    ['a holiday reply', 'From: <ada@example.net>\r\nAuto-Submitted: auto-replied\r\nSubject: Away', 'Back on Monday.'],
    [
      'one of Exchange',
      'From: <ada@example.net>\r\nX-Auto-Response-Suppress: All\r\nSubject: Automatic reply',
      'Away.',
    ],
    ['one by a server', 'From: <MAILER-DAEMON@mx.example.net>\r\nSubject: Out of office', 'I am away, 550 is my room.'],
    [
      'a challenge',
      'From: <ada@example.net>\r\nSubject: Please confirm',
      'Answer this, or your mail is undeliverable.',
    ],
    ['what a person writes', 'From: <ada@example.net>\r\nSubject: Re: news', 'The user is unknown, 550 5.1.1.'],
  ])('%s to a return path leads to nothing', async (_what, head, text) => {
    const mail = Buffer.from(`To: ${pathOf(ADA)}\r\n${head}\r\n\r\n${text}\r\n`)
    expect(await takeInbound(world, mail, pathOf(ADA))).toMatchObject({ outcome: 'ignored' })
    const { bounces, subscriptions } = await showPerson(world, addressOf(ADA))
    expect([bounces, subscriptions.map(({ state }) => state)]).toEqual([[], ['confirmed', 'confirmed']])
    expect(await reasonOf()).toBeUndefined()
  })

  it('nothing is believed without a MAC, of another purpose, ledger or mailing', async () => {
    const forged = pathOf(ADA).replace(/.@/, (end) => (end === '0@' ? '1@' : '0@'))
    const preferences = makeToken(world.keys, 'preferences', { person: people[ADA] ?? 0, mailing })
    const other = makeReturnPath(
      { ...world.keys, ledger: 'another' },
      { person: people[ADA] ?? 0, mailing },
      'a.example',
    )
    for (const message of [
      dsn({}).replace(PATH, forged),
      dsn({}).replace(PATH, other),
      dsn({}).replace(PATH, ADA),
      dsn({}).replace(PATH, pathOf(ADA, mailing + 999)),
      arf('abuse', `X: <https://mail.lantern.example/unsubscribe/${preferences}>`),
    ])
      expect(await take(Buffer.from(message))).toMatchObject({ outcome: 'ignored' })
    expect(await reasonOf()).toBeUndefined()
  })

  it('an accident of a provider suppresses nobody, lifts what it did, and operators hear of it once', async () => {
    const taken = []
    for (const address of many) taken.push(await take(bounce(address)))
    expect(taken.slice(0, 10).map(({ outcome }) => outcome)).toEqual(Array(10).fill('suppressed'))
    expect(taken.slice(10).map(({ outcome }) => outcome)).toEqual(['accident', 'accident'])
    expect(taken.at(-1)?.problems).toMatchObject([{ code: 'BOUNCE_ACCIDENT', severity: 'warning' }])
    for (const address of many) expect(await reasonOf(address)).toBeUndefined()
    // Of another domain it is what it was; and the same reports again are no less an accident.
    expect(await take(bounce(ADA))).toMatchObject({ outcome: 'suppressed' })
    expect(await take(bounce(many[0] ?? ''))).toMatchObject({ outcome: 'accident' })
    expect(await reasonOf(many[0])).toBeUndefined()
  })

  it('who was suppressed for another reason stays so, whatever a provider does', async () => {
    const [operators = '', complains = '', ...rest] = many
    await suppressAll(world, [addressOf(operators)], { by: 'mara', reason: 'asked by phone' })
    await take(bounce(complains))
    await take(Buffer.from(arf('abuse', `Return-Path: <${pathOf(complains)}>`)))
    for (const address of [operators, ...rest]) await take(bounce(address))
    expect(await reasonOf(operators)).toBe('asked by phone')
    expect(await reasonOf(complains)).toContain('bounced')
    for (const address of rest) expect(await reasonOf(address)).toBeUndefined()
  })

  it('a message that cannot be read is named and stays; a pipe in the folder is not waited for', async () => {
    const folder = join(project.folder, 'mail')
    mkdirSync(join(folder, 'new', 'folder'), { recursive: true })
    writeFileSync(join(folder, 'new', '1.a'), bounce(ADA))
    writeFileSync(join(folder, 'cur'), 'a file where a folder should be')
    expect(await takeMailboxes(world)).toMatchObject([{ code: 'INBOUND', severity: 'warning' }])
    expect(readdirSync(join(folder, 'new'))).toEqual(['1.a', 'folder'])
    expect(await reasonOf()).toContain('bounced')
    rmSync(join(folder, 'cur'))
    expect(await takeMailboxes(world)).toEqual([])
    expect(readdirSync(join(folder, 'new'))).toEqual(['folder'])
  })

  it('a Maildir is taken once: what was new is in cur, and one line says what it was', async () => {
    const folder = join(project.folder, 'mail')
    for (const name of ['new', 'tmp']) mkdirSync(join(folder, name), { recursive: true })
    writeFileSync(join(folder, 'new', '1.a'), bounce(ADA))
    writeFileSync(join(folder, 'new', '2.b'), 'Hello')
    writeFileSync(join(folder, 'new', '.3'), 'a file of a mail server')
    expect(await takeMailboxes(world)).toEqual([])
    expect(readdirSync(join(folder, 'new'))).toEqual(['.3'])
    expect(readdirSync(join(folder, 'cur'))).toEqual(['1.a:2,S', '2.b:2,S'])
    expect(readFileSync(join(folder, 'cur', '2.b:2,S'), 'utf8')).toBe('Hello')
    expect(await reasonOf()).toContain('bounced')
  })

  it('an mbox is set aside and taken once; what a server still writes to it is taken too, and it is kept', async () => {
    const folder = join(project.folder, 'spool')
    const box = join(folder, 'belfry')
    mkdirSync(folder)
    const given = {
      ...world,
      config: { ...world.config, inbound: { ...world.config.inbound, maildir: '', mbox: box } },
    }
    const inBox = (bytes: Buffer) =>
      `From MAILER-DAEMON Tue May  5 12:00:00 2026\n${bytes.toString().replace(/\r\n/g, '\n')}\n\n`
    const eve = 'eve@example.org'
    const start = Date.now()
    expect(await takeMailboxes(given, { filesNow: start })).toEqual([])
    writeFileSync(box, inBox(Buffer.from('Subject: hello\r\n\r\n>From here on.\r\n')) + inBox(bounce(ADA)))
    writeFileSync(`${box}.lock`, '')
    expect(await takeMailboxes(given, { filesNow: start })).toEqual([])
    // Its server is writing.
    expect(await reasonOf()).toBeUndefined()
    rmSync(`${box}.lock`)
    expect(await takeMailboxes(given, { filesNow: start })).toEqual([])
    expect(await reasonOf()).toContain('bounced')
    const [aside = '', ...more] = readdirSync(folder)
    expect([aside, more]).toEqual([expect.stringMatching(/^belfry\.\d+-\d{2}\.belfry$/), []])
    await unsuppressAll(world, [addressOf(ADA)], { by: 'mara', reason: 'it works again' })
    // A server that had it open goes on, and so does one that makes it anew.
    writeFileSync(join(folder, aside), inBox(bounce(eve)), { flag: 'a' })
    writeFileSync(box, inBox(bounce(many[0] ?? '')))
    expect(await takeMailboxes(given, { filesNow: start + 1000 })).toEqual([])
    expect([await reasonOf(), await reasonOf(eve), await reasonOf(many[0])]).toEqual([
      undefined,
      expect.stringContaining('bounced'),
      expect.stringContaining('bounced'),
    ])
    expect(await takeMailboxes(given, { filesNow: start + 120_000 })).toEqual([])
    const kept = readdirSync(folder)
    expect(kept).toEqual([`belfry.${start}.taken`, `belfry.${start + 1000}.taken`])
    const whole = kept.map((name) => readFileSync(join(folder, name), 'utf8')).join('')
    expect(whole.match(/^From /gm)).toHaveLength(4)
    expect(await takeMailboxes(given, { filesNow: start + 240_000 })).toEqual([])
    expect(readdirSync(folder)).toEqual(kept)
  })

  it('a folder of mboxes is taken, each; one message that cannot be taken stays with the rest', async () => {
    const folder = join(project.folder, 'spool')
    mkdirSync(folder)
    const given = {
      ...world,
      config: { ...world.config, inbound: { ...world.config.inbound, maildir: '', mbox: folder } },
    }
    for (const [name, address] of [
      ['a', ADA],
      ['b', 'eve@example.org'],
    ] as const)
      writeFileSync(join(folder, name), `From x\n${bounce(address).toString()}`)
    const away = await openTestWorld(project, clock)
    await away.close()
    await expect(takeMailboxes({ ...away, config: given.config })).rejects.toThrow()
    expect(await reasonOf()).toBeUndefined()
    expect(await takeMailboxes(given)).toEqual([])
    for (const address of [ADA, 'eve@example.org']) expect(await reasonOf(address)).toContain('bounced')
  })

  it('a Maildir that is not there is named, and stops nothing', async () => {
    expect(await takeMailboxes(world)).toMatchObject([{ code: 'INBOUND', severity: 'warning' }])
  })
})

const LISTS = ['releases', 'security']
const many = Array.from({ length: 12 }, (_, index) => `person${index}@big.example`)
