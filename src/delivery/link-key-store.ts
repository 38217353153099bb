/** Mail under way whose key of links is lost. In: an open transaction. Out: numbers of what stands paused. Door. */
import type { Writing } from '../store/dialect.js'

const REASON = 'the key of its links was lost: what is sent from now on has links of a new one'

/** @param usable numbers of the keys that are there; @param key of the one that is used instead */
export async function withoutKeys(
  { dialect, transaction }: Writing,
  usable: readonly number[],
  key: number,
): Promise<number[]> {
  const rows = await transaction
    .selectFrom('mailings')
    .select(['id', 'link_key', 'single'])
    .where('state', 'in', ['queued', 'sending', 'paused'])
    .orderBy('id')
    .execute()
  const lost = rows.filter((row) => !usable.includes(row.link_key))
  const toMany = lost.filter((row) => row.single === 0).map((row) => row.id)
  const set = async (ids: readonly number[], more: { state?: 'paused'; reason?: string }) => {
    if (ids.length === 0) return
    await dialect.lockMailings(ids)?.execute(transaction)
    await transaction
      .updateTable('mailings')
      .set({ ...more, link_key: key, token_form: 'masked' })
      .where('id', 'in', [...ids])
      .execute()
  }
  // Who asked for a confirmation waits for it.
  await set(
    lost.filter((row) => row.single === 1).map((row) => row.id),
    {},
  )
  await set(toMany, { state: 'paused', reason: REASON })
  return toMany
}
