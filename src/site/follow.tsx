/** How to hear of the next announcement: the feeds, in words for people who never used one, and mail. Pure. */
import type { VNode } from 'preact'
import type { List } from '../config/schema.js'
import { feedLinks } from './feed-links.js'
import type { Site } from './site.js'
import { SubscribeForm } from './subscribe-form.js'

export function Follow({ site, root, lists }: { site: Site; root: string; lists: readonly List[] }): VNode {
  return (
    <aside class="follow" aria-label="How to follow">
      <section id="subscribe" aria-labelledby="subscribe-title">
        <h2 id="subscribe-title">By mail</h2>
        <p>One mail for each announcement and nothing else. You confirm first; every mail carries a link to leave.</p>
        <SubscribeForm action={`${site.webUrl}/subscribe`} lists={lists} />
      </section>
      <section id="follow" aria-labelledby="follow-title">
        <h2 id="follow-title">By feed</h2>
        <p>
          A feed reader fetches new announcements by itself and needs no address of yours. Give it one of these; they
          hold the same.
        </p>
        <ul class="feeds">
          {feedLinks.map(({ file, type, name, whom }) => (
            <li key={file}>
              <a href={root + file} type={type}>
                {name}
              </a>{' '}
              <span>{whom}</span>
            </li>
          ))}
        </ul>
        {site.feedsPage.endsWith('/') && (
          <p class="more">
            <a href={root + site.feedsPage}>All feeds, and how to subscribe</a>
          </p>
        )}
      </section>
    </aside>
  )
}
