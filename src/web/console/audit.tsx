/** What was decided and done, the newest first. Pure. In: events. Out: HTML. */
import type { ListedEvent } from '../../subscribers/event-store.js'
import { consolePage } from './frame.js'
import type { SignedIn } from './signed-in.js'

export function auditPage(here: SignedIn, events: readonly ListedEvent[]): string {
  return consolePage({
    title: 'Audit',
    here,
    children: (
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
    ),
  })
}
