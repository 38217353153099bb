/** The digest of what the ledger tells who decides: whatever of a post is otherwise gives another one. */
import { randomBytes } from 'node:crypto'
import { type Insertable, sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import type { AppContext } from '../../../src/run/app-context.js'
import { stampMemory } from '../../../src/run/due/memory-stamp-store.js'
import type { PostTable } from '../../../src/store/tables/notices.js'
import { closing } from '../../support/closing.js'
import { dialects, testOn } from '../../support/databases.js'
import { makeProject, openTestWorld, testClock } from '../../support/project.js'

const POST: Insertable<PostTable> = {
  ...{ id: 'tag:1', path: '1.md', slug: '1', url: 'https://lantern.example/1', state: 'known', title: 'One' },
  ...{ instant: 1, digest: 'a', body_digest: 'b', judged: '{}', seen: '{}', judged_at: 1, first_seen_at: 1 },
}

/** Each is otherwise than the one before, some only where one value ends and the next begins. */
const CHANGES: readonly Partial<PostTable>[] = [
  { path: '1.md"' },
  { path: '1.md","' },
  { path: '', url: '1.md' },
  { path: '1.md', url: '' },
  { state: 'seen' },
  { instant: 2 },
  { digest: 'c' },
  { judged_at: 2 },
  { open_since: 0 },
  { open_since: null, gone_at: 0 },
  { gone_at: 1 },
  { id: 'tag:2' },
]

async function stampOf({ store: { dialect, transaction } }: AppContext): Promise<string> {
  return await transaction(async (queries) => (await stampMemory({ dialect, transaction: queries })).stamp)
}

describe.each(dialects)('the stamp of a ledger on %s', (dialect) => {
  const it = testOn(dialect)
  const open = async () => closing(await openTestWorld(await makeProject(dialect), testClock('2026-05-05T12:00:00Z')))

  it('is another one for each value of a post, and the same again once that is as it was', async () => {
    const world = await open()
    const { db } = world.store
    const stamps = [await stampOf(world)]
    await db.insertInto('posts').values(POST).execute()
    stamps.push(await stampOf(world))
    for (const change of CHANGES) {
      await db.updateTable('posts').set(change).execute()
      stamps.push(await stampOf(world))
    }
    expect(new Set(stamps).size).toBe(stamps.length)
    await db
      .updateTable('posts')
      .set({ ...POST, open_since: null, gone_at: null })
      .execute()
    expect(await stampOf(world)).toBe(stamps[1])
  })

  it('holds posts whose paths and addresses are longer than an index of PostgreSQL could hold', async () => {
    const world = await open()
    const long = randomBytes(8_000).toString('base64url')
    await world.store.db
      .insertInto('posts')
      .values({ ...POST, path: long, url: `https://lantern.example/${long}` })
      .execute()
    const before = await stampOf(world)
    await world.store.db
      .updateTable('posts')
      .set({ path: `${long}.md` })
      .execute()
    expect(await stampOf(world)).not.toBe(before)
  })
})

test('on SQLite posts are found by an index that holds no text of them', async () => {
  const { store } = closing(await openTestWorld(await makeProject('sqlite'), testClock('2026-05-05T12:00:00Z')))
  const asked: string[] = []
  const dialect: typeof store.dialect = {
    ...store.dialect,
    joined: (...about) => {
      const query = store.dialect.joined(...about)
      asked.push(query.compile(store.db).sql)
      return query
    },
  }
  await store.transaction(async (transaction) => await stampMemory({ dialect, transaction }))
  const { rows } = await sql.raw<{ detail: string }>(`explain query plan ${asked[0]}`).execute(store.db)
  expect(rows.map(({ detail }) => detail)).toEqual(['SCAN posts USING COVERING INDEX posts_stamped'])
})
