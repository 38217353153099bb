/**
 * People taken over from a file: many at once as each alone, a file that breaks off changes nothing, an import that was
 * broken off goes on, on both databases.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readMark } from '../../../src/marks/read-marks.js'
import type { AppContext } from '../../../src/run/app-context.js'
import { type ImportedLine, type ImportOptions, importPeople } from '../../../src/run/people/import.js'
import { hashOf } from '../../../src/subscribers/erase-store.js'
import { type ImportRules, importFile } from '../../../src/subscribers/import-csv.js'
import { askFor, savePerson } from '../../../src/subscribers/person-store.js'
import { suppress } from '../../../src/subscribers/suppression-store.js'
import { addressOf } from '../../delivery/ledger.js'
import { dialects } from '../../support/databases.js'
import { inPieces } from '../../support/import-text.js'
import { makeProject, openTestWorld, testClock } from '../../support/project.js'
import { lantern } from '../../support/releases.js'

const rules: ImportRules = { lists: ['all', 'security'], releases: lantern, languages: ['en', 'de'] }
const settings = {
  subscribers: { languages: ['de'] },
  lists: [
    { id: 'all', title: 'All', categories: ['*'] },
    { id: 'security', title: 'Security', categories: ['security'], language: 'de' },
  ],
}
const asked: ImportOptions = { confirmed: false, dryRun: false, word: { by: 'ada', reason: '' } }
const vouched = { ...asked, confirmed: true }

async function taken(world: AppContext, text: string, options: ImportOptions) {
  return await importPeople(
    world,
    importFile(() => inPieces(text, 1000), rules),
    options,
  )
}

/** All that an import writes of people, by their addresses. */
async function ledgerOf({ store }: AppContext) {
  const { db } = store
  const people = await db.selectFrom('people').selectAll().orderBy('address_key').execute()
  const of = new Map(people.map(({ id, address_key }) => [id, address_key]))
  const lists = await db.selectFrom('subscriptions').selectAll().execute()
  const mailed = await db
    .selectFrom('mailings')
    .innerJoin('deliveries', 'deliveries.mailing_id', 'mailings.id')
    .select(['deliveries.person_id', 'mailings.kind', 'mailings.lists'])
    .execute()
  return {
    // Who has no list was there before, and was not taken.
    people: people
      .filter(({ id }) => lists.some((one) => one.person_id === id))
      .map(({ id: _id, ...person }) => person),
    lists: lists.map(({ person_id: id, list, state, since }) => `${of.get(id)} ${list} ${state} ${since}`).sort(),
    mailed: mailed.map(({ person_id: id, kind, lists: about }) => `${of.get(id)} ${kind} ${about}`).sort(),
    suppressed: await db.selectFrom('suppressions').selectAll().orderBy('address_key').execute(),
  }
}

const some = <Value extends string>(...values: Value[]) => fc.constantFrom('', ...values)
const lists = some('all', 'security', 'all security')
const row = fc.record({
  lists,
  pending: lists,
  ended: lists,
  suppressed: fc.constantFrom('', '', '', '', 'yes'),
  format: some('text', 'html'),
  runs: some('3.1'),
  language: some('de'),
  status: some('pending', 'unsubscribed', 'bounced'),
  since: some('2020-01-02', '2030-01-01', 'some day'),
})
const HEADER = 'address,lists,pending,ended,suppressed,format,runs,language,status,since'

describe.each(dialects)('on %s', (dialect) => {
  const clock = testClock('2026-05-04T12:00:00Z')
  let [many, each]: [AppContext, AppContext] = [undefined as never, undefined as never]

  beforeAll(async () => {
    const open = async () => await openTestWorld(await makeProject(dialect, settings), clock)
    ;[many, each] = [await open(), await open()]
  })

  afterAll(async () => {
    await many.close()
    await each.close()
  })

  test('many at once are as each alone', async () => {
    let file = 0
    const pairs = fc.array(fc.tuple(row, row), { maxLength: 12 })
    const property = fc.asyncProperty(pairs, fc.boolean(), async (rows, confirmed) => {
      file += 1
      const address = (index: number) => `p${file}-${index}@example.org`
      const textOf = (which: 0 | 1) =>
        [HEADER, ...rows.map((pair, index) => [address(index), ...Object.values(pair[which])].join(','))].join('\n')
      // Whoever has a row and no list is no newcomer, and is taken alone.
      for (const index of rows.keys()) await savePerson(each.store.db, addressOf(address(index)), {}, clock.now())
      for (const which of [0, 1, 1] as const) {
        const text = textOf(which)
        const of = async (world: AppContext) => {
          const { added, changed, skipped } = await taken(world, text, { ...asked, confirmed })
          return { added, changed, skipped, ledger: await ledgerOf(world) }
        }
        expect(await of(many)).toEqual(await of(each))
        clock.advance(3_600_000)
      }
    })
    await fc.assert(property, { numRuns: 8 })
  })

  test('who is new is on lists, or left them, since the file says so, and who waits does from now on', async () => {
    const text = [
      'address,lists,pending,ended,since',
      'a@since.example,all,security,,2020-01-02 10:00:00+02:00',
      'b@since.example,all,,security,03.04.2021',
      'c@since.example,all,,,2099-01-01',
      'd@since.example,all,,,03/04/2021',
    ].join('\n')
    await taken(many, text, vouched)
    const theirs = (await ledgerOf(many)).lists.filter((line) => line.includes('@since.example'))
    const now = clock.now()
    const [first, second] = [Date.UTC(2020, 0, 2, 8), Date.UTC(2021, 3, 3)]
    expect(theirs).toEqual([
      `a@since.example all confirmed ${first}`,
      `a@since.example security pending ${now}`,
      `b@since.example all confirmed ${second}`,
      `b@since.example security ended ${second}`,
      `c@since.example all confirmed ${now}`,
      `d@since.example all confirmed ${now}`,
    ])
    // Who is known since keeps the day.
    clock.advance(1000)
    await taken(many, text.replaceAll('2020', '2019'), vouched)
    expect((await ledgerOf(many)).lists.filter((line) => line.includes('@since.example'))).toEqual(theirs)
  })

  test('many who want the same are on it since a day of their own each, and few beside them as well', async () => {
    const day = (index: number) => new Date(Date.UTC(2020, 0, 1 + index)).toISOString().slice(0, 10)
    const rows = Array.from({ length: 120 }, (_, index) => {
      const what = index % 40 === 0 ? 'security,all,' : 'all,,security'
      return `n${String(index).padStart(3, '0')}@alike.example,${what},${day(index)}`
    })
    await taken(many, ['address,lists,pending,ended,since', ...rows].join('\n'), vouched)
    const theirs = (await ledgerOf(many)).lists.filter((line) => line.includes('@alike.example'))
    const now = clock.now()
    const expected = rows.flatMap((_, index) => {
      const at = `n${String(index).padStart(3, '0')}@alike.example`
      const since = Date.parse(day(index))
      return index % 40 === 0
        ? [`${at} all pending ${now}`, `${at} security confirmed ${since}`]
        : [`${at} all confirmed ${since}`, `${at} security ended ${since}`]
    })
    expect(theirs).toEqual(expected)
  })

  test('when it is answered, this machine remembers all of it', async () => {
    const rows = Array.from({ length: 1100 }, (_, index) => `m${index}@marked.example`)
    const remembered = async () => {
      const { sequence } = await many.store.db.selectFrom('machines').select('sequence').executeTakeFirstOrThrow()
      expect(readMark(many.marks.folder ?? '')).toMatchObject({ state: 'whole', mark: { sequence: Number(sequence) } })
      return Number(sequence)
    }
    const before = await remembered()
    await taken(many, rows.slice(0, 550).join('\n'), vouched)
    const first = await remembered()
    expect(first).toBeGreaterThan(before)
    // Within the same second too.
    await taken(many, rows.slice(550).join('\n'), vouched)
    expect(await remembered()).toBeGreaterThan(first)
    // A trial is nothing to remember.
    const last = await remembered()
    await taken(many, 'trial@marked.example', { ...vouched, dryRun: true })
    expect(await remembered()).toBe(last)
  })

  test('of two lines of one person the sterner holds, but not against what they said here; lists may be named', async () => {
    const before = (await ledgerOf(many)).lists
    const text = [
      'address,status',
      'both@twice.example,subscribed',
      'Both@Twice.example,unsubscribed',
      'left@twice.example,unsubscribed',
      'left@twice.example,subscribed',
      'never@twice.example,subscribed',
      'never@twice.example,bounced',
    ].join('\n')
    const { skipped, become } = await taken(many, text, { ...vouched, lists: ['security'] })
    expect(become).toEqual({ confirmed: 2, pending: 0, ended: 2, suppressed: 1 })
    expect(skipped).toEqual([{ line: 5, reason: 'left@twice.example stands in line 4 already' }])
    const now = clock.now()
    const theirs = (await ledgerOf(many)).lists.filter((line) => !before.includes(line))
    expect(theirs).toEqual([
      `both@twice.example security ended ${now}`,
      `left@twice.example security ended ${now}`,
      `never@twice.example security confirmed ${now}`,
    ])
    const never = await many.store.db.selectFrom('suppressions').select('address_key').execute()
    expect(never.map((row) => row.address_key)).toContain('never@twice.example')
  })

  test('who is suppressed in an export is on the same lists, and is asked nothing', async () => {
    const before = await ledgerOf(many)
    const text = 'address,lists,pending,ended,suppressed\nshut@export.example,all,security,,yes'
    expect(await taken(many, text, vouched)).toMatchObject({ added: 1, changed: 0, skipped: [] })
    const after = await ledgerOf(many)
    const now = clock.now()
    expect(after.lists.filter((line) => !before.lists.includes(line))).toEqual([
      `shut@export.example all confirmed ${now}`,
      `shut@export.example security pending ${now}`,
    ])
    expect(after.mailed).toEqual(before.mailed)
    expect(await taken(many, text, vouched)).toMatchObject({ added: 0, changed: 0 })
  })

  test('a file that cannot be read to its end changes nothing', async () => {
    const before = await ledgerOf(many)
    const good = Array.from({ length: 600 }, (_, index) => `good${index}@example.org,`)
    await expect(taken(many, ['address,name', ...good, '"bad@example.org'].join('\n'), vouched)).rejects.toThrow(
      expect.objectContaining({
        code: 'IMPORT_FORMAT',
        message: 'The file is not CSV: the quote that opens in line 602 does not end.',
      }),
    )
    expect(await ledgerOf(many)).toEqual(before)
  })

  test('an import that was broken off goes on where it was, and asks nobody twice', async () => {
    // Ten are asked, of whom five come after the first transaction.
    const isAsked = (index: number) => index < 5 || index >= 505
    const rows = Array.from({ length: 510 }, (_, index) => `x${index}@example.net,${isAsked(index) ? '' : 'all'}`)
    const file = importFile(() => inPieces(['address,ended', ...rows].join('\n'), 1000), rules)
    const dies = () => {
      throw new Error('killed')
    }
    await expect(importPeople(many, file, { ...asked, onProgress: dies })).rejects.toThrow('killed')
    // Of one of them the mail was lost with the process.
    await many.store.transaction(async (within) => {
      const { id: person } = await savePerson(within, addressOf('x505@example.net'), {}, clock.now())
      await askFor(within, { person, lists: ['all', 'security'] }, 'request', clock.now())
    })
    clock.advance(86_400_000)
    expect(await importPeople(many, file, asked)).toMatchObject({ added: 9, changed: 0, skipped: [] })
    const { mailed } = await ledgerOf(many)
    const theirs = mailed.filter((line) => /^x\d+@example\.net confirmation/.test(line))
    expect([theirs.length, new Set(theirs).size]).toEqual([10, 10])
    clock.advance(86_400_000)
    const said: (readonly string[])[] = []
    const again = { ...asked, onLine: (line: ImportedLine) => said.push(line.asked) }
    expect(await importPeople(many, file, again)).toMatchObject({ added: 0, changed: 0, skipped: [] })
    expect([said.length, said.flat()]).toEqual([510, []])
    expect((await ledgerOf(many)).mailed).toEqual(mailed)
  })

  test('of whom the ledger will not have, each is named with the line, among those who come', async () => {
    await suppress(many.store.db, addressOf('never@example.com'), 'bounced', clock.now())
    await taken(many, 'address,ended\nleft@example.com,all security\n', vouched)
    const hash = hashOf(addressOf('gone@example.com'), many.hashKey())
    await many.store.db.insertInto('erased').values({ hash, at: clock.now() }).execute()
    const text = 'address\nnew@example.com\nnever@example.com\nleft@example.com\nnew@example.com\ngone@example.com\n'
    expect(await taken(many, text, vouched)).toMatchObject({
      added: 1,
      changed: 0,
      skipped: [
        { line: 3, reason: expect.stringMatching(/^never@example\.com is suppressed/) },
        { line: 4, reason: 'left@example.com left this list and can only come back by confirming' },
        { line: 5, reason: 'new@example.com stands in line 2 already' },
        { line: 6, reason: expect.stringMatching(/^gone@example\.com erased/) },
      ],
    })
  })
})
