/** Lists of whom nothing is mailed to, as Belfry and other programs write them. */
import { expect, test } from 'vitest'
import { parseSuppressions } from '../../src/subscribers/suppression-csv.js'

const NOW = Date.parse('2026-05-05T12:00:00Z')
const DAY = Date.parse('2026-03-05T00:00:00Z')

test.each([
  ['Belfry', 'address,reason,since\r\nada@example.org,bounced,2026-03-05T00:00:00.000Z\r\n', DAY],
  ['SendGrid', 'email,reason,status,created\nada@example.org,bounced,550,1772668800\n', DAY],
  ['a day of its own name', 'Email;Reason;Date added\nada@example.org;bounced;5.3.2026\n', DAY],
  ['a day that may be one of two', 'email,reason,since\nada@example.org,bounced,05/03/2026\n', undefined],
  ['a day that is to come', 'email,reason,since\nada@example.org,bounced,2027-03-05\n', undefined],
])('since when, by a file of %s', async (_from, text, since) => {
  const { list, skipped } = await parseSuppressions(() => [text], NOW)
  expect([list.map((one) => [one.address.key, one.reason, one.since]), skipped]).toEqual([
    [['ada@example.org', 'bounced', since]],
    [],
  ])
})
