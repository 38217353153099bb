/** The compiled program, because only that has threads: what they sign is what is signed without them. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { signerOnThreads } from '../../../src/mail/signing/open-threads.js'
import { type Signer, signerWith } from '../../../src/mail/signing/signer.js'
import { type Frozen, findSlots, personalise, placeholdersFor } from '../../../src/mail/slots.js'
import { compiled } from '../../support/compiled.js'
import { BOTH_PASS, bothKeys, verdicts } from './dkim-keys.js'

const placeholders = placeholdersFor('nonce')
const valuesOf = (person: number) => ({ unsubscribe: String(person).padStart(39, 'u'), since: '2026-05-04' })

function frozenAs(subject: string): Frozen {
  const bytes = Buffer.from(
    `From: Lantern OS <announce@lantern.example>\r\nSubject: ${subject}\r\nDate: Mon, 04 May 2026 12:00:00 +0000\r\nList-Unsubscribe: <https://lantern.example/${placeholders.unsubscribe}>\r\n\r\nSince ${placeholders.since}, leave  at \r\n${placeholders.unsubscribe.slice(0, 9)}=\r\n${placeholders.unsubscribe.slice(9)}\r\n\r\n`,
  )
  return { bytes, slots: findSlots(bytes, placeholders) }
}

async function onThreads(here: Signer): Promise<Signer> {
  const threads = (await import(join(compiled(), 'mail/signing/open-threads.js'))) as {
    signerOnThreads: typeof signerOnThreads
  }
  return threads.signerOnThreads(bothKeys, here)
}

/** Counts what is signed without a thread. */
function counting(signer: Signer): Signer & { here: number } {
  const counted = {
    ...signer,
    here: 0,
    prepare: (frozen: Frozen) => {
      const signFor = signer.prepare(frozen)
      return async (...about: Parameters<typeof signFor>) => {
        counted.here += 1
        return await signFor(...about)
      }
    },
  }
  return counted
}

test('messages of many people, signed at once, have the signatures that they would have without threads', async () => {
  const here = counting(signerWith(bothKeys))
  const frozen = frozenAs('one')
  const signFor = (await onThreads(here)).prepare(frozen)
  const alone = signerWith(bothKeys).prepare(frozen)
  const people = Array.from({ length: 200 }, (_, person) => person)
  const to = (person: number) => (person % 7 === 0 ? `jörg${person}@example.org` : `p${person}@example.org`)
  const fields = await Promise.all(people.map(async (person) => await signFor(to(person), valuesOf(person))))
  expect(here.here).toBe(50)
  for (const person of people) expect(fields[person]).toBe(await alone(to(person), valuesOf(person)))
  const last = personalise(frozen, to(199), valuesOf(199))
  expect(await verdicts(Buffer.concat([Buffer.from(fields[199] ?? ''), last]))).toEqual(BOTH_PASS)
})

test('of a hundred mailings the older are forgotten, and signed all the same', async () => {
  const signer = await onThreads(signerWith(bothKeys))
  const mailings = Array.from({ length: 100 }, (_, number) => frozenAs(`mailing ${number}`))
  const signers = mailings.map((frozen) => signer.prepare(frozen))
  for (const [number, signFor] of signers.entries()) {
    for (let person = 0; person < 52; person += 1) await signFor('ada@example.org', valuesOf(number))
  }
  for (const number of [0, 50, 99]) {
    const frozen = mailings[number] ?? frozenAs('')
    const alone = await signerWith(bothKeys).prepare(frozen)('ada@example.org', valuesOf(number))
    expect(await signers[number]?.('ada@example.org', valuesOf(number))).toBe(alone)
  }
})
