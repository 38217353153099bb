import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listMailings } from '../../../src/delivery/mailing-reports-store.js'
import { createMailing } from '../../../src/delivery/mailing-store.js'
import { sendDue } from '../../../src/delivery/worker.js'
import { emptyRegister } from '../../../src/register/register.js'
import type { AppContext } from '../../../src/run/app-context.js'
import { verifyAudit } from '../../../src/run/history/audit.js'
import { erase, showPerson } from '../../../src/run/people/by-operator.js'
import { forgetPeople } from '../../../src/run/people/forget.js'
import { proofOf } from '../../../src/run/people/form-requests.js'
import { holderOf, isGenuine, waitingFor } from '../../../src/run/people/link-holder.js'
import {
  askForPreferences,
  changeDetails,
  choose,
  comeBack,
  confirm,
  leave,
  leaveAll,
  type SubscribeRequest,
  subscribe,
} from '../../../src/run/people/membership.js'
import { makeToken, type Purpose } from '../../../src/subscribers/links.js'
import { findByAddress, findPerson, subscriptionsOf } from '../../../src/subscribers/person-store.js'
import { suppress } from '../../../src/subscribers/suppression-store.js'
import { addPerson, addressOf, MINUTE } from '../../delivery/ledger.js'
import { dialects } from '../../support/databases.js'
import { makeProject, openTestWorld, type Project, type TestClock, testClock } from '../../support/project.js'

const ADA = 'ada@example.org'
const DAY = 86_400_000

for (const dialect of dialects) {
  describe(`coming and going on ${dialect}`, () => {
    let clock: TestClock
    let project: Project
    let world: AppContext

    beforeEach(async () => {
      clock = testClock('2026-05-04T12:00:00Z')
      project = await makeProject(dialect)
      world = await openTestWorld(project, clock)
    })

    afterEach(async () => await world.close())

    const ask = async (lists: readonly string[], about: Partial<SubscribeRequest> = {}) =>
      await subscribe(world, { address: addressOf(ADA), lists, details: {}, ask: 'request', ...about })

    const confirmations = async () =>
      (await listMailings(world.store.db, true)).filter((one) => one.key.startsWith('confirmation:'))

    const personal = async (kind: 'welcome' | 'preferences') =>
      (await listMailings(world.store.db, true)).filter((one) => one.key.startsWith(`${kind}:`))

    const personOf = async (address = ADA) => {
      const person = await findByAddress(world.store.db, addressOf(address))
      if (person === undefined) throw new Error(`${address} is not there`)
      return person
    }

    const statesOf = async (address = ADA) => {
      const states = await subscriptionsOf(world.store.db, (await personOf(address)).id)
      return Object.fromEntries([...states].map(([list, { state }]) => [list, state]))
    }

    /** The holder of a link in the newest mailing, or in one with these lists. */
    const holderFor = async (purpose: Purpose, mailing?: number, address = ADA) => {
      const newest = mailing ?? (await listMailings(world.store.db, true))[0]?.mailing ?? 0
      const token = makeToken(world.keys, purpose, { person: (await personOf(address)).id, mailing: newest })
      const holder = await holderOf(world, purpose, token)
      if (holder === undefined) throw new Error('the link holds nothing')
      return holder
    }

    const mail = async (lists: readonly string[]): Promise<number> => {
      const mailing = {
        key: `announcement:${lists.join('-')}`,
        kind: 'notice' as const,
        priority: 3,
        subject: 's',
        messageId: '<m@lantern.example>',
        lists,
        linkKey: 1,
        variants: [],
      }
      return (
        await world.store.transaction(
          async (transaction) =>
            await createMailing({ dialect: world.store.dialect, transaction }, mailing, clock.now()),
        )
      ).id
    }

    test('who asks is mailed one confirmation and gets nothing before confirming', async () => {
      expect(await ask(['releases', 'security'])).toEqual({
        changed: true,
        isNew: true,
        pending: ['releases', 'security'],
      })
      expect(await statesOf()).toEqual({ releases: 'pending', security: 'pending' })
      expect(await confirmations()).toMatchObject([{ audience: 1, state: 'queued' }])
      await mail(['releases'])
      expect((await listMailings(world.store.db, false))[0]).toMatchObject({ audience: 0 })
    })

    test('who asks again within ten minutes is not mailed again, and after them is', async () => {
      await ask(['releases'])
      clock.advance(10 * MINUTE - 1)
      expect(await ask(['releases'])).toEqual({ changed: false, isNew: false, pending: ['releases'] })
      expect((await confirmations()).length).toBe(1)
      clock.advance(1)
      await ask(['releases'])
      expect((await confirmations()).length).toBe(2)
    })

    test('asking for other lists in turns does not get around the ten minutes', async () => {
      for (const lists of [['releases'], ['security'], ['releases'], ['security'], ['releases', 'security']])
        await ask(lists)
      expect((await confirmations()).length).toBe(2)
    })

    test('asking many times at once is one confirmation', async () => {
      const results = await Promise.all(Array.from({ length: 6 }, async () => await ask(['releases'])))
      expect(results.map((one) => one.pending)).toEqual(Array.from({ length: 6 }, () => ['releases']))
      expect((await confirmations()).length).toBe(1)
    })

    test('an address in other letters is the same person', async () => {
      await ask(['releases'])
      await ask(['releases'], { address: addressOf('ADA@Example.ORG') })
      expect((await confirmations()).length).toBe(1)
      expect((await personOf()).address).toBe(ADA)
    })

    test('the link of the confirmation confirms its lists, once and for all', async () => {
      await ask(['security', 'releases'])
      const holder = await holderFor('confirm')
      expect(holder.lists.map((list) => list.id)).toEqual(['releases', 'security'])
      clock.advance(MINUTE)
      expect((await confirm(world, holder)).sort()).toEqual(['releases', 'security'])
      expect(await statesOf()).toEqual({ releases: 'confirmed', security: 'confirmed' })
      expect(await confirm(world, await holderFor('confirm'))).toEqual([])
      expect(await statesOf()).toEqual({ releases: 'confirmed', security: 'confirmed' })
    })

    test('an old confirmation does not bring back a list that was left', async () => {
      await ask(['releases'])
      const holder = await holderFor('confirm')
      await confirm(world, holder)
      await leave(world, holder)
      expect(await confirm(world, await holderFor('confirm'))).toEqual([])
      expect(await statesOf()).toEqual({ releases: 'ended' })
    })

    test('a stranger cannot change how a confirmed subscriber gets their mail', async () => {
      await addPerson(world.store, ADA, ['releases'], { format: 'html' })
      await ask(['releases', 'security'], { details: { format: 'text', runs: ['4.2'] } })
      expect(await personOf()).toMatchObject({ format: 'html', runs: '' })
      expect(await statesOf()).toEqual({ releases: 'confirmed', security: 'pending' })
    })

    test('who has not confirmed yet may ask again for another format', async () => {
      await ask(['releases'], { details: { format: 'html' } })
      await ask(['releases'], { details: { format: 'text' } })
      expect((await personOf()).format).toBe('text')
    })

    test('who is confirmed and asks for the same again gets the link to change it, once in ten minutes', async () => {
      await addPerson(world.store, ADA, ['releases', 'security'])
      expect(await ask(['releases'])).toEqual({ changed: false, isNew: false, pending: [] })
      expect(await confirmations()).toEqual([])
      expect(await personal('preferences')).toMatchObject([
        { audience: 1, subject: 'Choose what you get from Lantern OS' },
      ])
      expect((await holderFor('preferences')).lists.map(({ id }) => id)).toEqual(['releases', 'security'])
      clock.advance(10 * MINUTE - 1)
      await Promise.all([ask(['releases']), ask(['security']), askForPreferences(world, addressOf('ADA@example.org'))])
      expect(await personal('preferences')).toHaveLength(1)
      clock.advance(1)
      await askForPreferences(world, addressOf(ADA))
      expect(await personal('preferences')).toHaveLength(2)
      await sendDue(world)
      expect((await listMailings(world.store.db, true)).map(({ state, accepted }) => [state, accepted])).toEqual([
        ['finished', 1],
        ['finished', 1],
      ])
    })

    test('who is not subscribed, has not confirmed, left or is suppressed is mailed no link', async () => {
      await askForPreferences(world, addressOf('nobody@example.org'))
      expect(await findByAddress(world.store.db, addressOf('nobody@example.org'))).toBeUndefined()
      await ask(['releases'])
      await askForPreferences(world, addressOf(ADA))
      await addPerson(world.store, 'bea@example.org', ['releases'])
      await suppress(world.store.db, addressOf('bea@example.org'), 'complained', clock.now())
      await askForPreferences(world, addressOf('bea@example.org'))
      expect(await personal('preferences')).toEqual([])
    })

    test('an operator who adds somebody twice mails them nothing', async () => {
      await addPerson(world.store, ADA, ['releases'])
      await ask(['releases'], { byOperator: true })
      expect(await personal('preferences')).toEqual([])
    })

    test('a link to preferences that was asked for is not sent after leaving', async () => {
      await addPerson(world.store, ADA, ['releases'])
      await askForPreferences(world, addressOf(ADA))
      await leave(world, await holderFor('preferences'))
      await sendDue(world)
      expect(await personal('preferences')).toMatchObject([{ accepted: 0 }])
    })

    test('nobody is welcomed unless the configuration says so', async () => {
      await ask(['releases'])
      await confirm(world, await holderFor('confirm'))
      expect(await personal('welcome')).toEqual([])
    })

    test('with mail.welcome, confirming is answered once, with what was confirmed and the ways out', async () => {
      await world.close()
      project = await makeProject(dialect, { mail: { welcome: true } })
      world = await openTestWorld(project, clock)
      await ask(['security', 'releases'], { details: { format: 'text' } })
      await sendDue(world)
      const holder = await holderFor('confirm')
      const confirmed = await Promise.all([confirm(world, holder), confirm(world, holder)])
      expect(confirmed.map(({ length }) => length).sort()).toEqual([0, 2])
      expect(await personal('welcome')).toMatchObject([{ audience: 1, subject: 'You are subscribed to Lantern OS' }])
      await sendDue(world)
      expect(await personal('welcome')).toMatchObject([{ accepted: 1 }])
      const outbox = readdirSync(project.outbox).map((name) => readFileSync(join(project.outbox, name), 'utf8'))
      const welcome = outbox.find((mail) => mail.includes('Subject: You are subscribed')) ?? ''
      expect(welcome).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m)
      expect(welcome).toContain('- Releases')
      expect(welcome).toContain('- Security bulletins')
      const token = /unsubscribe\/([\w=\r\n-]+?)>/.exec(welcome)?.[1]?.replace(/=\r\n|\s/g, '') ?? ''
      const link = await holderOf(world, 'unsubscribe', token)
      expect(link === undefined ? [] : (await leave(world, link)).sort()).toEqual(['releases', 'security'])
      await confirm(world, await holderFor('confirm', (await confirmations())[0]?.mailing))
      expect(await personal('welcome')).toHaveLength(1)
    })

    test('a template with a fault keeps nobody from confirming', async () => {
      await world.close()
      const templates = mkdtempSync(join(tmpdir(), 'belfry-emails-'))
      writeFileSync(join(templates, 'welcome.txt'), '{{ nothing }}')
      project = await makeProject(dialect, { mail: { welcome: true, templates } })
      world = await openTestWorld(project, clock)
      await ask(['releases'])
      expect(await confirm(world, await holderFor('confirm'))).toEqual(['releases'])
      expect(await personal('welcome')).toEqual([])
    })

    test('an operator vouches without a confirmation, but cannot bring back who left', async () => {
      expect(await ask(['releases', 'security'], { ask: 'vouch' })).toEqual({ changed: true, isNew: true, pending: [] })
      expect(await confirmations()).toEqual([])
      const mailing = await mail(['releases'])
      await leave(world, await holderFor('unsubscribe', mailing))
      const again = await ask(['releases', 'announcements'], { ask: 'vouch' })
      expect(again).toMatchObject({ changed: true, refused: expect.stringContaining('left') })
      expect(await statesOf()).toEqual({ releases: 'ended', security: 'confirmed', announcements: 'confirmed' })
    })

    test('a suppressed address is asked nothing and remembered no more than before', async () => {
      await suppress(world.store.db, addressOf(ADA), 'complained', clock.now())
      expect(await ask(['releases'])).toMatchObject({
        changed: false,
        pending: [],
        refused: expect.stringContaining('suppressed'),
      })
      expect(await ask(['releases'], { ask: 'vouch' })).toMatchObject({
        refused: expect.stringContaining('suppressed'),
      })
      expect(await findByAddress(world.store.db, addressOf(ADA))).toBeUndefined()
      expect(await confirmations()).toEqual([])
    })

    test('leaving ends exactly the lists that the delivery came through', async () => {
      await addPerson(world.store, ADA, ['releases', 'security', 'announcements'])
      await addPerson(world.store, 'bea@example.org', ['releases', 'security'])
      const mailing = await mail(['releases', 'security'])
      expect((await leave(world, await holderFor('unsubscribe', mailing))).sort()).toEqual(['releases', 'security'])
      expect(await statesOf()).toEqual({ releases: 'ended', security: 'ended', announcements: 'confirmed' })
      expect(await statesOf('bea@example.org')).toEqual({ releases: 'confirmed', security: 'confirmed' })
      expect(await leave(world, await holderFor('unsubscribe', mailing))).toEqual([])
    })

    test('what a person does by their links is in the chain: by number, once, and shown', async () => {
      await ask(['releases', 'security'])
      const [mailing] = await confirmations()
      await confirm(world, await holderFor('confirm', mailing?.mailing ?? 0))
      const holder = await holderFor('preferences', await mail(['releases']))
      const details = { format: 'text' as const }
      await choose(world, holder, { wanted: ['releases', 'announcements'], details })
      await choose(world, holder, { wanted: ['releases', 'announcements'], details })
      const link = await holderFor('unsubscribe', await mail(['announcements']))
      await leave(world, link, 'one-click')
      await leave(world, link, 'one-click')
      await comeBack(world, link, ['announcements'])
      await comeBack(world, link, ['announcements'])
      await leave(world, link, 'mail')
      const { events } = await showPerson(world, addressOf(ADA))
      expect(events.map(({ action, by, details }) => [action, by, details])).toEqual([
        ['confirm', 'the person', { lists: ['releases', 'security'] }],
        ['choose', 'the person', { ended: ['security'], confirmed: ['announcements'], format: 'text' }],
        ['unsubscribe', 'the person', { lists: ['announcements'], way: 'one-click' }],
        ['undo', 'the person', { lists: ['announcements'] }],
        ['unsubscribe', 'the person', { lists: ['announcements'], way: 'mail' }],
      ])
      const rows = await world.store.db.selectFrom('events').selectAll().execute()
      expect(rows.map(({ via }) => via)).toEqual(['web', 'web', 'web', 'web', 'inbound'])
      expect(JSON.stringify(rows)).not.toContain('ada')
      expect(await verifyAudit(world.store.db, emptyRegister)).toMatchObject({ ok: true })
    })

    test('leaving leaves a list alone that the person joined after the mail', async () => {
      await addPerson(world.store, ADA, ['releases'])
      const mailing = await mail(['releases', 'security'])
      await addPerson(world.store, ADA, ['security'])
      await leave(world, await holderFor('unsubscribe', mailing))
      expect(await statesOf()).toEqual({ releases: 'ended', security: 'confirmed' })
    })

    test('leaving a list that is not in the configuration any more ends it all the same', async () => {
      await addPerson(world.store, ADA, ['retired'])
      const mailing = await mail(['retired'])
      const holder = await holderFor('unsubscribe', mailing)
      expect(holder.lists).toEqual([])
      expect(await leave(world, holder)).toEqual(['retired'])
      expect(await statesOf()).toEqual({ retired: 'ended' })
    })

    test('the preferences page sets lists and format at once, without a second confirmation', async () => {
      await addPerson(world.store, ADA, ['releases', 'security'])
      const holder = await holderFor('preferences', await mail(['releases']))
      await choose(world, holder, {
        wanted: ['security', 'announcements', 'no-such-list'],
        details: { format: 'text' },
      })
      expect(await statesOf()).toEqual({ releases: 'ended', security: 'confirmed', announcements: 'confirmed' })
      expect((await personOf()).format).toBe('text')
      expect(await confirmations()).toEqual([])
      await choose(world, holder, { wanted: [], details: { format: 'html', runs: ['lantern/3.1'] } })
      expect(Object.values(await statesOf())).toEqual(['ended', 'ended', 'ended'])
      expect(await personOf()).toMatchObject({ format: 'html', runs: 'lantern/3.1' })
      await choose(world, holder, { wanted: [], details: { format: 'html' } })
      expect((await personOf()).runs).toBe('lantern/3.1')
    })

    test('an operator changes what a confirmed subscriber gets; a form does not', async () => {
      const details = { format: 'text' as const, runs: ['lantern/3.0'] }
      await addPerson(world.store, ADA, ['releases'])
      expect(await ask(['releases'], { details })).toMatchObject({ changed: false })
      expect(await personOf()).toMatchObject({ format: 'html', runs: '' })
      expect(await ask(['releases'], { details, byOperator: true })).toMatchObject({ changed: true, isNew: false })
      expect(await personOf()).toMatchObject({ format: 'text', runs: 'lantern/3.0' })
      expect(await ask(['releases'], { details, byOperator: true })).toMatchObject({ changed: false })
    })

    test('what is known of a person is changed without asking them anything', async () => {
      expect(
        await changeDetails(world, addressOf(ADA), { runs: ['lantern/3.0'] }, { by: 'mara', reason: '' }),
      ).toBeUndefined()
      await addPerson(world.store, ADA, ['releases'])
      expect(
        await changeDetails(world, addressOf('ADA@example.org'), { runs: ['lantern/3.0'] }, { by: 'mara', reason: '' }),
      ).toBe(true)
      expect(await changeDetails(world, addressOf(ADA), { runs: ['lantern/3.0'] }, { by: 'mara', reason: '' })).toBe(
        false,
      )
      expect(await changeDetails(world, addressOf(ADA), { runs: [], format: 'text' }, { by: 'mara', reason: '' })).toBe(
        true,
      )
      expect(await personOf()).toMatchObject({ format: 'text', runs: '' })
      expect(await statesOf()).toEqual({ releases: 'confirmed' })
      expect(await confirmations()).toEqual([])
    })

    test('choosing what one has changes nothing, not even since when', async () => {
      await addPerson(world.store, ADA, ['releases'])
      const holder = await holderFor('preferences', await mail(['releases']))
      const before = await subscriptionsOf(world.store.db, holder.person.id)
      clock.advance(MINUTE)
      await choose(world, holder, { wanted: ['releases'], details: { format: 'html' } })
      expect(await subscriptionsOf(world.store.db, holder.person.id)).toEqual(before)
    })

    test('who left and asks again at once gets a new link; the old one confirms nothing more', async () => {
      await ask(['releases'])
      const first = await holderFor('confirm')
      clock.advance(1000)
      await confirm(world, first)
      clock.advance(1000)
      await leave(world, first)
      clock.advance(1000)
      await ask(['releases'])
      expect(await confirmations()).toHaveLength(2)
      const old = await holderFor('confirm', first.mailing)
      expect(waitingFor(old, clock.now())).toEqual([])
      expect(await confirm(world, old)).toEqual([])
      expect(await statesOf()).toEqual({ releases: 'pending' })
      expect(await confirm(world, await holderFor('confirm'))).toEqual(['releases'])
    })

    test('a link confirms what its own request asked for, for 30 days', async () => {
      await ask(['releases'])
      const first = await holderFor('confirm')
      clock.advance(MINUTE)
      await ask(['security'])
      const second = await holderFor('confirm')
      expect(waitingFor(second, clock.now()).map(({ id }) => id)).toEqual(['security'])
      clock.advance(30 * DAY - MINUTE)
      expect(await confirm(world, second)).toEqual(['security'])
      clock.advance(1)
      expect(await confirm(world, first)).toEqual([])
      expect(await statesOf()).toEqual({ releases: 'pending', security: 'confirmed' })
    })

    test('a clock that was set back makes no link that confirms nothing', async () => {
      await ask(['releases'])
      clock.advance(-DAY)
      await ask(['releases'])
      expect(await confirm(world, await holderFor('confirm'))).toEqual(['releases'])
    })

    test('proof is kept of who asked and confirmed themselves: when, from where, in which words', async () => {
      const said = { network: '192.0.2.1', wording: 'Releases, please' }
      await ask(['releases', 'security'], { said: proofOf(world, said) })
      const holder = await holderFor('confirm')
      clock.advance(MINUTE)
      await confirm(world, { ...holder, lists: holder.lists.slice(0, 1) }, { network: '198.51.100.1' })
      await choose(world, holder, { wanted: ['releases', 'announcements'], details: {}, said })
      const { consents } = await showPerson(world, addressOf(ADA))
      const [asked, confirmed] = ['2026-05-04T12:00:00Z', '2026-05-04T12:01:00Z']
      expect(consents.map((one) => [one.list, one.way, one.asked, one.confirmed, one.wording])).toEqual([
        ['announcements', 'preferences', confirmed, confirmed, 'Releases, please'],
        ['releases', 'form', asked, confirmed, 'Releases, please'],
        ['security', 'form', asked, null, 'Releases, please'],
      ])
      expect(consents[1]?.askedFrom).toMatch(/^[0-9a-f]{32}$/)
      expect(consents[1]?.confirmedFrom).not.toBe(consents[1]?.askedFrom)
      expect(consents[0]?.askedFrom).toBe(consents[1]?.askedFrom)
      await erase(world, addressOf(ADA), { by: 'olga', reason: '' })
      expect(await world.store.db.selectFrom('consents').selectAll().execute()).toEqual([])
    })

    test('who is erased while a mail to them is sent is named, and erased whole by the next run', async () => {
      await ask(['releases'])
      const move = async (state: 'sending' | 'accepted') =>
        await world.store.db.updateTable('deliveries').set({ state }).execute()
      await move('sending')
      const word = { by: 'olga', reason: '' }
      await expect(erase(world, addressOf(ADA), word, 0)).rejects.toMatchObject({ code: 'PERSON_BUSY' })
      const addresses = async () =>
        (await world.store.db.selectFrom('deliveries').select('address').execute()).map(({ address }) => address)
      await forgetPeople(world)
      expect(await addresses()).toEqual([ADA])
      await move('accepted')
      await forgetPeople(world)
      expect(await addresses()).toEqual([''])
      expect(await world.store.db.selectFrom('meta').where('name', 'like', 'erase%').selectAll().execute()).toEqual([])
    })

    test('an operator’s word is no proof of theirs', async () => {
      await ask(['releases'], { ask: 'vouch', byOperator: true })
      expect((await showPerson(world, addressOf(ADA))).consents).toEqual([])
    })

    test('leaving is taken back within the hour, what was left earlier is not', async () => {
      await addPerson(world.store, ADA, ['releases', 'security', 'announcements'])
      const holder = await holderFor('unsubscribe', await mail(['releases']))
      await leave(world, holder)
      clock.advance(60 * MINUTE)
      expect((await leaveAll(world, await holderFor('unsubscribe', holder.mailing))).sort()).toEqual([
        'announcements',
        'security',
      ])
      expect(await comeBack(world, holder, ['releases', 'security', 'no-such-list'])).toEqual(['security'])
      expect(await statesOf()).toEqual({ releases: 'ended', security: 'confirmed', announcements: 'ended' })
      // The log of who left knows it too: an operator's word adds nothing, and takes nothing away.
      expect(await ask(['security'], { ask: 'vouch' })).toMatchObject({ changed: false })
      expect(await comeBack(world, holder, ['security'])).toEqual([])
    })

    test('who never confirmed is forgotten after pendingFor, and nobody else', async () => {
      await ask(['releases'])
      const gone = await personOf()
      await addPerson(world.store, 'eve@example.org', ['releases'])
      await ask(['releases'], { address: addressOf('lea@example.org') })
      await leave(world, await holderFor('unsubscribe', undefined, 'lea@example.org'))
      await sendDue(world)
      clock.advance(30 * DAY - MINUTE)
      await ask(['releases'], { address: addressOf('bob@example.org') })
      await sendDue(world)
      expect(await forgetPeople(world)).toBe(0)
      clock.advance(2 * MINUTE)
      expect(await forgetPeople(world)).toBe(1)
      expect(await findByAddress(world.store.db, addressOf(ADA))).toBeUndefined()
      for (const table of ['deliveries', 'subscriptions', 'consents'] as const)
        expect([
          table,
          await world.store.db.selectFrom(table).select('person_id').where('person_id', '=', gone.id).execute(),
        ]).toEqual([table, []])
      expect((await confirmations()).length).toBe(2)
      for (const name of ['eve', 'lea', 'bob']) expect((await personOf(`${name}@example.org`)).address).toContain(name)
      // Numbers are never used twice: an old link is nobody's.
      await ask(['releases'])
      expect((await personOf()).id).toBeGreaterThan(gone.id)
    })

    test('who was asked again a day ago is not forgotten, though they asked long ago', async () => {
      await ask(['releases'])
      await sendDue(world)
      clock.advance(29 * DAY)
      await ask(['releases'])
      await sendDue(world)
      clock.advance(2 * DAY)
      expect(await forgetPeople(world)).toBe(0)
    })

    test('a forged link, one for another purpose and one of an erased person hold nothing', async () => {
      await addPerson(world.store, ADA, ['releases'])
      const mailing = await mail(['releases'])
      const { id } = await personOf()
      const token = makeToken(world.keys, 'unsubscribe', { person: id, mailing })
      expect((await holderOf(world, 'unsubscribe', token))?.person.id).toBe(id)
      expect(await holderOf(world, 'preferences', token)).toBeUndefined()
      expect(await holderOf(world, 'unsubscribe', `${token.slice(0, -2)}AA`)).toBeUndefined()
      expect(
        await holderOf(world, 'unsubscribe', makeToken(world.keys, 'unsubscribe', { person: id + 1, mailing })),
      ).toBeUndefined()
      await world.store.db.deleteFrom('people').where('id', '=', id).execute()
      expect(await findPerson(world.store.db, id)).toBeUndefined()
      expect(await holderOf(world, 'unsubscribe', token)).toBeUndefined()
      // It is ours all the same: whoever is gone may hear that they are out.
      expect(isGenuine(world, 'unsubscribe', token)).toBe(true)
      expect(isGenuine(world, 'unsubscribe', 'x')).toBe(false)
    })
  })
}
