/** Updates that stand before an announcement's body. Pure. In: days, anchors and HTML. Out: elements. */
import type { VNode } from 'preact'
import { formatDay } from '../base/format-day.js'
import type { Anchor } from './page-updates.js'
import { said } from './said.js'
import type { Site } from './site.js'

export interface ShownUpdate extends Anchor {
  /** Safe HTML as the page wants it, without ids: the body may have the same. */
  readonly html: string
}

export function UpdateBlocks({
  updates,
  site,
  taken,
}: {
  updates: readonly ShownUpdate[]
  site: Site
  /** Whether the body has an element of that id. */
  taken: (anchor: string) => boolean
}): VNode {
  return (
    <>
      {updates.map(({ anchor, day, html }) => (
        <section key={anchor} class="update prose" {...(taken(anchor) ? {} : { id: anchor })}>
          <h2>
            {said(site.words, 'pages.announcement.update', {
              day: <time dateTime={day}>{formatDay(day, site.language)}</time>,
            })}
          </h2>
          {/* Sanitised by the markup room. */}
          <div dangerouslySetInnerHTML={{ __html: html }} />
        </section>
      ))}
    </>
  )
}
