/** Pages of the console say until when a notice settles once, in the reader's zone; and where it comes from. */
import { renderToString } from 'preact-render-to-string'
import { expect, test } from 'vitest'
import { reasons } from '../../src/notices/reasons.js'
import { OriginFacts } from '../../src/web/console/origin.js'
import { reasonBeside, whyThen } from '../../src/web/console/reason.js'

const until = Date.parse('2026-05-04T10:00:00Z')

test.each([
  ['settling', reasons.settles(until), ''],
  ['settling', reasons.newsSettles('a new block', until), 'a new block'],
  ['held', reasons.settles(until), reasons.settles(until)],
  ['due', reasons.announcementSettled(), reasons.announcementSettled()],
] as const)('%s, "%s": "%s"', (state, reason, shown) => {
  expect(reasonBeside({ state, reason, until })).toBe(shown)
})

test('what waits for a window says so, and what an operator put off does not', () => {
  expect(whyThen({ notBefore: until }, until)).toBe('')
  for (const notBefore of [null, until - 1]) expect(whyThen({ notBefore }, until)).toMatch(/send window/)
})

test('from when it is approved is said beside it, and not as the record has it', () => {
  const at = Date.parse('2026-05-06T08:00:00Z')
  const about = { state: 'due', until, reason: reasons.approvedFor(at) } as const
  expect(reasonBeside({ ...about, notBefore: at })).toBe('approved by an operator')
  expect(reasonBeside({ ...about, notBefore: at + 60_000 })).toBe(reasons.approvedFor(at))
})

test('where a notice came from says so in each case: told, about to be told, signed, unsigned, not from git', () => {
  const from = { commit: 'c0ffee', path: 'posts/lamp.md', signer: 'ada (SHA256:x)' }
  const rows = (origin: typeof from | null, now?: typeof from) =>
    renderToString(OriginFacts({ notice: { post: 'lamp', origin }, now })).replace(/^.*<\/a><\/dd>/, '')
  const said = (commit: string, signer: string) =>
    `<dt>Commit</dt><dd>${commit}</dd><dt>Signed by</dt><dd>${signer}</dd>`
  expect(rows(from)).toBe(said('c0ffee', 'ada (SHA256:x)'))
  expect(rows(null, from)).toBe(said('c0ffee', 'ada (SHA256:x)'))
  expect(rows(from, { ...from, commit: 'of now' })).toBe(said('c0ffee', 'ada (SHA256:x)'))
  expect(rows({ ...from, signer: '' })).toMatch(/<dd>not checked: no signers are named/)
  expect(rows(null)).toBe(said('not from git', 'not signed'))
})
