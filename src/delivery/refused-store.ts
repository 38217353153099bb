/**
 * Deliveries that a server refused for good, for who looks at what it said. In: mailings, an instant. Out: those that
 * were not looked at yet. Door.
 */
import type { Queries } from '../store/open.js'
import type { Claim } from '../subscribers/links.js'
import { ENDED, isIn, OF_NOTICES } from './states-store.js'

export interface Refused extends Claim {
  readonly id: number
  readonly address: string
  readonly reply: string
}

/**
 * What a server refused for good, or for so long that it was given up; the oldest first. @param after number of a
 * delivery
 */
export async function refusedIn(queries: Queries, mailing: number, after: number, most: number): Promise<Refused[]> {
  return await queries
    .selectFrom('deliveries')
    .select(['id', 'mailing_id as mailing', 'person_id as person', 'address', 'reply'])
    .where('mailing_id', '=', mailing)
    .where(ENDED)
    .where(isIn('failed'))
    .where('id', '>', after)
    // What no server said is the sender's own trouble.
    .where((e) => e.or([e('reply', 'like', '5%'), e('reply', 'like', 'gave up after % tries: 4%')]))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('bounces')
            .select('bounces.id')
            .whereRef('bounces.mailing_id', '=', 'deliveries.mailing_id')
            .whereRef('bounces.person_id', '=', 'deliveries.person_id')
            .where('bounces.source', '=', 'rcpt'),
        ),
      ),
    )
    .orderBy('id')
    .limit(most)
    .execute()
}

/** Numbers of notices' mailings that are under way, or ended since an instant. */
export async function mailingsSince(queries: Queries, since: number): Promise<number[]> {
  const rows = await queries
    .selectFrom('mailings')
    .select('id')
    .where(OF_NOTICES)
    .where((e) => e.or([e('finished_at', 'is', null), e('finished_at', '>=', since)]))
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}
