/** What was decided and done, the newest first. Pure. In: events. Out: HTML. */
import type { ListedEvent } from '../../subscribers/event-store.js'
import type { SignedIn } from './accounts/signed-in.js'
import { consolePage } from './frame.js'

/** @param isMore where there are earlier ones */
export function auditPage(here: SignedIn, events: readonly ListedEvent[], isMore: boolean): string {
  const last = events.at(-1)
  const list = (
    <ul class="rows">
      {events.map(({ at, by, via, action, key, reason }, index) => (
        <li key={index}>
          <p>
            {action} {key}
          </p>
          <p class="quiet">
            {by} ({via}), {at}
            {reason !== '' && `: ${reason}`}
          </p>
        </li>
      ))}
    </ul>
  )
  return consolePage({
    title: 'Audit',
    here,
    children: (
      <>
        {events.length === 0 ? <p>Nothing was decided yet.</p> : list}
        {isMore && last !== undefined && (
          <nav class="pages" aria-label="Pages">
            <a href={`/console/audit?before=${last.number}`}>Earlier</a>
          </nav>
        )}
      </>
    ),
  })
}
