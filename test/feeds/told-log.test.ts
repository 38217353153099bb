/** told.json: each line follows from the one before, and says who was told nothing of. */
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { toldFiles, toldLog } from '../../src/feeds/told-log.js'
import type { LoggedNotice } from '../../src/register/register.js'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const logged = (name: string, more: Partial<LoggedNotice> = {}): LoggedNotice => ({
  ...{ key: `announcement:${name}`, kind: 'announcement', severity: 'info', at: Date.parse('2026-05-05T12:00:00Z') },
  ...{ digest: sha256(name), messageId: `${name}@announce.lantern.example`, audit: sha256(`event ${name}`) },
  ...more,
})

test('is no file before something was told', () => {
  expect(toldFiles({})).toEqual([])
  expect(toldFiles({ log: [logged('one')] }).map(({ path }) => path)).toEqual(['told.json'])
})

test('is JSON of which every line has the hash of the line before', () => {
  const from = { commit: 'c'.repeat(40), path: 'posts/two.md', signer: 'mara@lantern.example' }
  const text = toldLog([logged('one'), logged('two', from), logged('"three",\n')])
  const lines = text
    .split('\n')
    .slice(1, -2)
    .map((line) => line.replace(/,$/, ''))
  const entries: { key: string; previous: string }[] = JSON.parse(text)
  expect(entries.map(({ key }) => key)).toEqual(['announcement:one', 'announcement:two', 'announcement:"three",\n'])
  expect(entries.map(({ previous }) => previous)).toEqual(['', sha256(lines[0] ?? ''), sha256(lines[1] ?? '')])
  expect(entries[1]).toEqual({
    ...{ key: 'announcement:two', kind: 'announcement', severity: 'info', at: '2026-05-05T12:00:00Z' },
    ...{ digest: sha256('two'), messageId: 'two@announce.lantern.example', commit: from.commit, signer: from.signer },
    ...{ audit: sha256('event two'), previous: sha256(lines[0] ?? '') },
  })
})
