/**
 * Ten releases tables, each with the habits of a kind of project, lived through from 2024 to 2028: what is told is told
 * once, to who is meant, and reads as it did (test/golden/tables). The whole of each mail: npm run bench:tables.
 */
import { describe, expect, test } from 'vitest'
import { parseNoticeKey } from '../../src/register/notice-keys.js'
import { tableOn, tenTables } from '../support/ten-tables.js'
import { type ToldMail, walkTable } from '../support/walk-tables.js'

/** Of two hundred models the first are enough to read. */
const MOST_LINES = 24

/** `SUBJECT`, and below it the first sentences: what to do, and what is the case. */
function shown({ notice: { title, text } }: ToldMail): string {
  const [act = '', what = ''] = text.split('\n\n')
  return [
    title,
    act,
    what
      .split(/(?<=[.]) (?=[A-Z])/)
      .slice(0, 2)
      .join(' '),
  ].join('\n  ')
}

describe.each(tenTables.map((table) => [table.name, table] as const))('%s', (name, table) => {
  const { mails, waiting } = walkTable(table, '2024-01-01', '2028-12-31', false)
  const of = (person: string) => mails.filter(({ people }) => people.includes(person))

  test('is read without a fault, and its people run what it has', () => {
    const { products, unreadable } = tableOn(table, '2024-01-01')
    expect(unreadable).toEqual([])
    const cycles = products.flatMap(({ id, releases }) =>
      releases.map(({ cycle }) => `${id}/${cycle.replace(/\s+/g, '_')}`),
    )
    for (const run of Object.values(table.people).flat()) expect(cycles).toContain(run)
  })

  test('tells each notice once, and leaves nothing waiting that nobody doubts', () => {
    const keys = mails.map(({ notice }) => notice.key)
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys.every((key) => parseNoticeKey(key)?.kind === 'end-of-life')).toBe(true)
    expect(waiting).toEqual([])
  })

  test('tells whoever runs an ending or a renamed cycle of its end, and whoever runs another of that alone', () => {
    const reaches = (person: 'ending' | 'renamed') =>
      of(person).some(({ people, notice }) => notice.severity === 'important' && people.includes('none'))
    expect(reaches('ending')).toBe(true)
    expect(reaches('renamed')).toBe(true)
    expect(of('none')).toHaveLength(mails.length)
    const [run = ''] = table.people.another
    const cycle = run.slice(run.indexOf('/') + 1)
    for (const { notice } of of('another')) expect(notice.key.replace(/ /g, '_')).toContain(cycle)
  })

  test('reads as it did', async () => {
    const distinct = [...new Set(mails.map(shown))]
    const left = distinct.length - MOST_LINES
    const lines = [...distinct.slice(0, MOST_LINES), ...(left > 0 ? [`and ${left} more`] : [])]
    await expect(`${lines.join('\n\n')}\n`).toMatchFileSnapshot(`../golden/tables/${name}.txt`)
  })
})
