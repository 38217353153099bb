import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  findNotice,
  keysBehind,
  loadMemory,
  markTold,
  recordDecision,
  saveNotice,
} from '../../src/notices/memory-store.js'
import { freshNotice, postText } from '../../src/notices/notice.js'
import type { Store } from '../../src/store/open.js'
import { openLedger } from '../delivery/ledger.js'
import { dialects } from '../support/databases.js'
import { Folder, MINUTE } from './situations.js'

for (const dialect of dialects) {
  describe(`what was judged and told, on ${dialect}`, () => {
    let store: Store
    let folder: Folder

    beforeEach(async () => {
      store = await openLedger(dialect)
      folder = new Folder(Date.parse('2026-05-04T12:00:00Z'))
    })

    afterEach(async () => await store.close())

    /** Decides from the ledger and writes it down, as a run does. */
    const run = async (afterMs = 0) => {
      folder.memory = await loadMemory(store.db, folder.posts)
      const decision = folder.look(afterMs)
      await store.transaction(async (transaction) => await recordDecision(transaction, decision))
      return decision
    }

    test('an empty ledger remembers nothing, not even a baseline', async () => {
      expect(await loadMemory(store.db, [])).toEqual({ baselineAt: null, posts: [], notices: [], ends: [] })
    })

    test('what is read back is what was decided', async () => {
      folder.add({ title: 'Old', day: '2026-05-01' })
      folder.unreadable = ['2026-05-02-broken.md']
      const first = await run()
      const after = await loadMemory(store.db, [])
      expect(after.baselineAt).toBe(folder.now)
      expect(after.posts).toEqual(expect.arrayContaining([...first.posts]))
      expect(after.posts.length).toBe(2)
      folder.add()
      const second = await run(MINUTE)
      expect((await loadMemory(store.db, [])).notices).toEqual(second.notices)
      const [notice] = second.notices
      if (notice === undefined) throw new Error('nothing was decided')
      await saveNotice(store.db, { ...notice, notBefore: folder.now + 1 })
      expect((await findNotice(store.db, notice.key))?.notBefore).toBe(folder.now + 1)
      expect(second.notices[0]?.state).toBe('settling')
      // Deciding from what was read back changes nothing more.
      expect(await run()).toMatchObject({ posts: [], changed: [], tell: [] })
    })

    test('a notice is marked as told once, with the text that people hold', async () => {
      folder.add({ title: 'Old', day: '2026-05-01' })
      await run()
      const post = folder.add()
      await run()
      const [notice] = (await run(30 * MINUTE)).tell
      if (notice === undefined) throw new Error('nothing is due')
      expect(await markTold(store.db, notice, folder.now)).toBe(true)
      expect(await markTold(store.db, notice, folder.now + 1)).toBe(false)
      expect(await findNotice(store.db, notice.key)).toMatchObject({ state: 'told', toldAt: folder.now })
      const row = await store.db
        .selectFrom('posts')
        .select(['judged', 'told'])
        .where('id', '=', post.id)
        .executeTakeFirstOrThrow()
      expect(JSON.parse(row.told ?? '')).toEqual(postText(post))
      const edited = folder.edit(post, { body: `${post.body}\n` })
      await run(MINUTE)
      const later = await store.db
        .selectFrom('posts')
        .select(['judged', 'told'])
        .where('id', '=', post.id)
        .executeTakeFirstOrThrow()
      expect(JSON.parse(later.judged)).toEqual(postText(edited))
      expect(later.told).toBe(row.told)
      expect((await run(MINUTE)).tell).toEqual([])
    })

    test('a post that vanished keeps its texts and the instant it was first seen', async () => {
      const post = folder.add({ day: '2026-05-01' })
      folder.add({ title: 'Another', day: '2026-05-01', body: 'Another.\n' })
      await run()
      const before = await store.db.selectFrom('posts').selectAll().where('id', '=', post.id).executeTakeFirstOrThrow()
      folder.remove(post)
      await run(MINUTE)
      const after = await store.db.selectFrom('posts').selectAll().where('id', '=', post.id).executeTakeFirstOrThrow()
      expect(after).toEqual({ ...before, gone_at: folder.now })
    })

    test('a second baseline is refused: two first runs at once cannot both be first', async () => {
      folder.add({ day: '2026-05-01' })
      const decision = folder.look()
      await store.transaction(async (transaction) => await recordDecision(transaction, decision))
      await expect(
        store.transaction(async (transaction) => await recordDecision(transaction, decision)),
      ).rejects.toThrow(/unique/i)
    })

    test('keys that the register was told and the ledger was not show an old backup', async () => {
      folder.add({ day: '2026-05-01' })
      const register = new Map([
        ['announcement:told', 1],
        ['announcement:lost', 2],
      ])
      expect(await keysBehind(store.db, register)).toEqual([])
      await run()
      const notice = {
        ...freshNotice,
        key: 'announcement:told',
        kind: 'announcement' as const,
        state: 'told' as const,
        severity: 'info' as const,
        post: 'told',
        since: 1,
        until: 1,
        reason: '',
        toldAt: 1,
        followUpOf: null,
      }
      await saveNotice(store.db, notice)
      await saveNotice(store.db, { ...notice, key: 'announcement:lost', state: 'settling', toldAt: null })
      expect(await keysBehind(store.db, register)).toEqual(['announcement:lost'])
    })
  })
}
