/** Mail goes to another address once both mailboxes have said so, and to no other on anybody's word. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sendDue } from '../../../src/delivery/worker.js'
import type { AppContext } from '../../../src/run/app-context.js'
import { askedBy, askForAddress, confirmAddress, listsToMove } from '../../../src/run/people/address-change.js'
import { erase, showPerson } from '../../../src/run/people/by-operator.js'
import { holderOf } from '../../../src/run/people/link-holder.js'
import { leave } from '../../../src/run/people/membership.js'
import { makeToken } from '../../../src/subscribers/links.js'
import { findByAddress, subscriptionsOf } from '../../../src/subscribers/person-store.js'
import { suppress } from '../../../src/subscribers/suppression-store.js'
import { addPerson, addressOf, MINUTE } from '../../delivery/ledger.js'
import { readMail } from '../../journeys/mail.js'
import { dialects } from '../../support/databases.js'
import { makeProject, openTestWorld, type TestClock, testClock } from '../../support/project.js'
import { type Sink, startSink } from '../../support/smtp-sink.js'

const OLD = 'ada@example.org'
const NEW = 'ada@lantern.example'

for (const dialect of dialects) {
  describe(`another address, on ${dialect}`, () => {
    let clock: TestClock
    let sink: Sink
    let world: AppContext
    let person = 0

    beforeEach(async () => {
      clock = testClock('2026-05-04T12:00:00Z')
      sink = await startSink()
      const project = await makeProject(dialect, { mail: { transport: sink.transport } })
      world = await openTestWorld(project, clock)
      await addPerson(world.store, OLD, ['releases', 'security'])
      person = (await findByAddress(world.store.db, addressOf(OLD)))?.id ?? 0
    })

    afterEach(async () => {
      await world.close()
      await sink.close()
    })

    const holder = async () => {
      const token = makeToken(world.keys, 'preferences', { person, mailing: 999 })
      const found = await holderOf(world, 'preferences', token)
      if (found === undefined) throw new Error('the link holds nothing')
      return found
    }

    /** Tokens of the links that were mailed, by the address they went to. */
    const asks = async (to = NEW): Promise<Record<string, string>> => {
      const before = sink.received.length
      await askForAddress(world, await holder(), addressOf(to))
      await sendDue(world)
      const mails = await Promise.all(sink.received.slice(before).map(readMail))
      return Object.fromEntries(
        mails.map((mail) => [mail.to, /\/address\/([\w-]{39})/.exec(mail.text ?? '')?.[1] ?? '']),
      )
    }

    const answer = async (token: string | undefined) => {
      const asked = await askedBy(world, token ?? '')
      return asked === undefined ? 'nothing' : await confirmAddress(world, asked)
    }

    const statesOf = async (address: string) => {
      const known = await findByAddress(world.store.db, addressOf(address))
      const states = await subscriptionsOf(world.store.db, known?.id ?? 0)
      return Object.fromEntries([...states].map(([list, { state }]) => [list, state]))
    }

    test.each([
      [OLD, NEW],
      [NEW, OLD],
    ])('it changes with the second yes, first of %s; links of before go on', async (first, second) => {
      const tokens = await asks()
      expect(Object.keys(tokens).sort()).toEqual([OLD, NEW])
      expect(await answer(tokens[first])).toBe('waits')
      expect(await answer(tokens[first])).toBe('waits')
      expect(await findByAddress(world.store.db, addressOf(NEW))).toBeUndefined()
      expect(await answer(tokens[second])).toBe('changed')
      expect(await statesOf(NEW)).toEqual({ releases: 'confirmed', security: 'confirmed' })
      expect(await findByAddress(world.store.db, addressOf(OLD))).toBeUndefined()
      for (const token of Object.values(tokens)) expect(await answer(token)).toBe('nothing')
      const { events } = await showPerson(world, addressOf(NEW))
      expect(events.map(({ action, by }) => [action, by])).toEqual([['change-address', 'the person']])
      expect(JSON.stringify(events)).not.toContain('@')
      // Mail of before still ends what they get now, and the old address is not brought back by an operator's word.
      await leave(world, await holder())
      expect(await statesOf(NEW)).toEqual({ releases: 'ended', security: 'ended' })
      expect(world.marks.leftAt(addressOf(OLD).key, 'releases')).toBeDefined()
    })

    test('what the new mailbox reads does not hold the old address', async () => {
      await asks()
      const mail = sink.received.find(({ to }) => to === NEW)
      expect(mail?.bytes.toString('latin1')).not.toContain(OLD)
    })

    test('who has the address already gets the lists, and the old one is ended', async () => {
      await addPerson(world.store, NEW, ['announcements'])
      const tokens = await asks()
      await answer(tokens[OLD])
      expect(await answer(tokens[NEW])).toBe('changed')
      expect(await statesOf(NEW)).toEqual({ announcements: 'confirmed', releases: 'confirmed', security: 'confirmed' })
      expect(await statesOf(OLD)).toEqual({ releases: 'ended', security: 'ended' })
    })

    test('nobody is asked twice in ten minutes; a later asking takes the place of the first', async () => {
      const first = await asks()
      clock.advance(9 * MINUTE)
      expect(await asks('eve@example.net')).toEqual({})
      clock.advance(2 * MINUTE)
      const second = await asks('ada@other.example')
      expect(await answer(first[OLD])).toBe('nothing')
      expect(await answer(first[NEW])).toBe('nothing')
      await answer(second[OLD])
      expect(await answer(second['ada@other.example'])).toBe('changed')
    })

    test('links are over after 30 days; a suppressed address, their own and one without lists are not asked', async () => {
      await suppress(world.store.db, addressOf('gone@example.net'), 'it bounced', clock.now())
      expect(await asks('gone@example.net')).toEqual({})
      expect(await asks('ADA@example.org')).toEqual({})
      const tokens = await asks()
      await answer(tokens[OLD])
      clock.advance(30 * 86_400_000 + 1)
      expect(await answer(tokens[NEW])).toBe('nothing')
      await leave(world, await holder())
      expect(listsToMove(world, await holder())).toEqual([])
      expect(await asks()).toEqual({})
    })

    test('who was erased meanwhile is not moved, and nothing of the change is left', async () => {
      const tokens = await asks()
      await answer(tokens[OLD])
      await erase(world, addressOf(OLD), { by: 'olga', reason: '' })
      expect(await answer(tokens[NEW])).toBe('nothing')
      expect(await world.store.db.selectFrom('address_changes').selectAll().execute()).toEqual([])
    })
  })
}
