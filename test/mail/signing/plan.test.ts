/** What is signed by a plan is what would be signed without one. */
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { freezeAnnouncement } from '../../../src/mail/freeze-notice.js'
import { planSigning } from '../../../src/mail/signing/plan.js'
import { signerWith } from '../../../src/mail/signing/signer.js'
import { type Frozen, findSlots, type Placeholders, personalise, placeholdersFor } from '../../../src/mail/slots.js'
import { loadTemplates } from '../../../src/mail/templates/load.js'
import { makeLeaveToken, makeToken } from '../../../src/subscribers/links.js'
import { announcement, configOf } from '../../support/announcements.js'
import { repository } from '../../support/project.js'
import { BOTH_PASS, bothKeys, verdicts } from './dkim-keys.js'

const keys = { current: 1, byNumber: new Map([[1, Buffer.alloc(32, 7)]]) }
const signer = signerWith(bothKeys)
const placeholders = placeholdersFor('nonce')

const values = (person: number): Placeholders => ({
  unsubscribe: makeToken(keys, 'unsubscribe', { person, mailing: 3 }),
  leave: makeLeaveToken(keys, { person, mailing: 3 }),
  preferences: makeToken(keys, 'preferences', { person, mailing: 3 }),
  confirm: makeToken(keys, 'confirm', { person, mailing: 3 }),
  address: makeToken(keys, 'address', { person, mailing: 3 }),
  since: '2026-05-04',
})

async function both(frozen: Frozen, to: string, person: number): Promise<{ planned: string; whole: string }> {
  const message = personalise(frozen, to, values(person))
  const fields = await signer.prepare(frozen)(to, values(person))
  return {
    planned: Buffer.concat([Buffer.from(fields), message]).toString('latin1'),
    whole: (await signer.sign(message)).toString('latin1'),
  }
}

/** White space, empty lines, dots, tokens split over lines: what canonicalising changes and what it must not. */
const piece = fc.oneof(
  fc.constantFrom(' ', '\t ', '\r\n', '\r\n\r\n', '.', '=\r\n', 'é', ...Object.values(placeholders)),
  fc.string({ maxLength: 8 }),
  fc.constantFrom(...Object.values(placeholders).map((text) => `${text.slice(0, 4)}=\r\n${text.slice(4)}`)),
)

test('for whatever body, address and person, the plan signs what canonicalising the whole message would', async () => {
  const head = `From: Lantern OS <announce@lantern.example>\r\nSubject: one\r\n  two \t three\r\nDate: Mon, 04 May 2026 12:00:00 +0000\r\nList-Unsubscribe: <https://lantern.example/${placeholders.unsubscribe}>\r\nX-Other: ${placeholders.preferences}${placeholders.confirm}\r\n\r\n`
  const to = fc.constantFrom('ada@example.org', 'jörg@example.org')
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 20 }), to, fc.nat(1e9), async (pieces, address, person) => {
      const bytes = Buffer.from(head + pieces.join(''))
      const { planned, whole } = await both({ bytes, slots: findSlots(bytes, placeholders) }, address, person)
      expect(planned).toBe(whole)
    }),
    { numRuns: 200 },
  )
})

test('two people at once, from one plan, each have signatures of their own that verify', async () => {
  const config = configOf({ web: { url: 'https://mail.lantern.example' } })
  const lists = config.lists.slice(0, 1)
  const { variants } = await freezeAnnouncement({
    config,
    templates: loadTemplates(join(repository, 'emails')),
    key: 'announcement:one',
    announcement: announcement(),
    lists,
    now: Date.parse('2026-05-04T12:00:00Z'),
  })
  for (const { frozen } of variants) {
    expect(planSigning(frozen, bothKeys)).toBeDefined()
    const signFor = signer.prepare(frozen)
    const people = await Promise.all(
      [1, 2].map(async (person) => await signFor(`p${person}@example.org`, values(person))),
    )
    for (const [index, fields] of people.entries()) {
      const message = personalise(frozen, `p${index + 1}@example.org`, values(index + 1))
      expect(await verdicts(Buffer.concat([Buffer.from(fields), message]))).toEqual(BOTH_PASS)
    }
  }
})

test('a message with control characters of its own is signed without a plan', async () => {
  const bytes = Buffer.from('From: a@lantern.example\r\nDate: Mon, 04 May 2026 12:00:00 +0000\r\n\r\nbell \x07\x01\r\n')
  expect(planSigning({ bytes, slots: [] }, bothKeys)).toBeUndefined()
  const { planned, whole } = await both({ bytes, slots: [] }, 'ada@example.org', 1)
  expect(planned).toBe(whole)
})
