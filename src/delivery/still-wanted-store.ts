/**
 * Whether the person of a delivery still wants it. Out: a condition for statements about `deliveries`. Door.
 */
import { sql } from 'kysely'

/** Subscribed to one of its lists (waiting to confirm one, for a confirmation), and not suppressed. */
export const WANTED = sql<boolean>`exists (select 1 from subscriptions s join mailings m on m.id = deliveries.mailing_id
    where s.person_id = deliveries.person_id and (' ' || deliveries.lists || ' ') like ('% ' || s.list || ' %')
      and s.state = case when m.kind = 'confirmation' then 'pending' else 'confirmed' end)
  and not exists (select 1 from suppressions x join people p on p.address_key = x.address_key
    where p.id = deliveries.person_id)`
