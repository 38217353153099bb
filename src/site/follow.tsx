/** How to hear of the next announcement: the feeds, in words for people who never used one, and mail. Pure. */
import type { VNode } from 'preact'
import type { List } from '../config/schema.js'
import { say } from '../words/words.js'
import { feedLinks } from './feed-links.js'
import type { Site } from './site.js'
import { SubscribeForm } from './subscribe-form.js'

export function Follow({ site, root, lists }: { site: Site; root: string; lists: readonly List[] }): VNode {
  const { words } = site
  return (
    <aside class="follow" aria-label={say(words, 'pages.follow.label')}>
      <section id="subscribe" aria-labelledby="subscribe-title">
        <h2 id="subscribe-title">{say(words, 'pages.follow.mail')}</h2>
        <p>{say(words, 'forms.promise')}</p>
        <SubscribeForm site={site} lists={lists} />
      </section>
      <section id="follow" aria-labelledby="follow-title">
        <h2 id="follow-title">{say(words, 'pages.follow.feed')}</h2>
        <p>{say(words, 'pages.follow.howFeed')}</p>
        <ul class="feeds">
          {feedLinks.map(({ file, type, name, whom }) => (
            <li key={file}>
              <a href={root + file} type={type}>
                {name}
              </a>{' '}
              <span>{say(words, whom)}</span>
            </li>
          ))}
        </ul>
        {site.feedsPage.endsWith('/') && (
          <p class="more">
            <a href={root + site.feedsPage}>{say(words, 'pages.follow.all')}</a>
          </p>
        )}
      </section>
    </aside>
  )
}
