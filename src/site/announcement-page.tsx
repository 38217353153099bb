/** The page of one announcement. Pure. In: its facts, its HTML. Out: HTML. */

import type { VNode } from 'preact'
import { formatDay } from '../base/format-day.js'
import { languageAttributes } from '../markup/in-language.js'
import { shownVersion } from '../posts/version.js'
import type { Provenance } from '../register/provenance.js'
import { say } from '../words/words.js'
import { feedsOf } from './feed-links.js'
import { pageHtml } from './frame.js'
import { Marks } from './news-list.js'
import type { AnnouncementPageFacts, Neighbour, PostFacts } from './page-facts.js'
import { type PageUpdates, withAnchors } from './page-updates.js'
import { linkTo } from './paths.js'
import { linkedTo, said } from './said.js'
import type { Site } from './site.js'
import { titleText } from './title-text.js'
import { type ShownUpdate, UpdateBlocks } from './updates.js'

export interface AnnouncementPageProps {
  readonly facts: AnnouncementPageFacts
  /** Safe HTML as this page wants it. */
  readonly html: string
  /** Plain text for search engines, or empty. */
  readonly description: string
  /** Updates that stand before the body, as safe HTML. */
  readonly updatesHtml: readonly ShownUpdate[]
  readonly root: string
}

export function announcementPage(
  site: Site,
  { facts, html, description, updatesHtml, root }: AnnouncementPageProps,
): string {
  const { post, updates } = facts
  const body = withAnchors(html, updates)
  const marked = languageAttributes(post.language, site.language)
  return pageHtml(site, {
    title: post.title,
    ...(description === '' ? {} : { description }),
    root,
    canonical: post.url,
    feeds: feedsOf(post, site),
    children: (
      <>
        <article class="announcement">
          <header>
            <h1 {...marked}>{titleText(post.title, post.language ?? site.language)}</h1>
            {post.severity === 'recall' && <Recall site={site} updates={updates} />}
          </header>
          <FactsList site={site} body={body} {...facts} />
          <div>
            <UpdateBlocks updates={updatesHtml} site={site} taken={(anchor) => hasId(body, anchor)} />
            <Body site={site} post={post} body={body} />
          </div>
        </article>
        <Onward site={site} root={root} {...facts} />
      </>
    ),
  })
}

function hasId(html: string, id: string): boolean {
  return html.includes(` id="${id}"`)
}

function Recall({ site, updates }: { site: Site; updates: PageUpdates }): VNode {
  const { recall, because, before, inBody } = updates
  const hasUpdates = before.length + inBody.length > 0
  const readFirst = recall === undefined ? 'recallUpdates' : 'recallUpdate'
  const key = `pages.announcement.${hasUpdates ? readFirst : 'recall'}`
  return (
    <p class="notice">
      {said(site.words, key, {}, { link: linkedTo(`#${recall}`) })}
      {because !== undefined && ` ${because}`}
    </p>
  )
}

interface FactsListProps {
  readonly site: Site
  readonly post: PostFacts
  readonly updates: PageUpdates
  readonly body: string
  readonly provenance?: Provenance
}

function FactsList({ site, post, updates, body, provenance }: FactsListProps): VNode {
  const label = (key: string) => say(site.words, `pages.announcement.${key}`)
  const { before, inBody } = updates
  const updated = [...before, ...inBody].sort((a, b) => (a.anchor < b.anchor ? -1 : 1))
  const days = [...new Map(updated.toReversed().map((update) => [update.day, update])).values()].toReversed()
  // Where the block was not found, the link of the feed comes here.
  const lost = new Set(inBody.map(({ anchor }) => anchor).filter((anchor) => !hasId(body, anchor)))
  return (
    <div class="facts">
      <dl>
        <dt>{label('published')}</dt>
        <dd>
          <Day day={post.day} site={site} />
        </dd>
        {days.length > 0 && <dt>{label('updated')}</dt>}
        {days.map(({ day, anchor }) => (
          <dd key={day} {...(lost.has(anchor) ? { id: anchor } : {})}>
            <Day day={day} site={site} />
          </dd>
        ))}
        <dt>{label('kind')}</dt>
        <dd>
          <Marks site={site} of={post} />
        </dd>
        <dt>{label('by')}</dt>
        {post.authors.map((author) => (
          <dd key={author}>{author}</dd>
        ))}
        {provenance !== undefined && <ToldFrom site={site} {...provenance} />}
      </dl>
      <Download site={site} post={post} />
    </div>
  )
}

function ToldFrom({ site: { words }, commit, path, signer }: Provenance & { readonly site: Site }): VNode {
  return (
    <>
      <dt>{say(words, 'feeds.toldFrom')}</dt>
      <dd class="told-from">
        {said(words, 'feeds.commit', { commit: <code dir="ltr">{commit}</code> })}
        {path !== undefined && (
          <>
            , <code dir="ltr">{path}</code>
          </>
        )}
        {signer !== undefined && <>, {said(words, 'feeds.signedBy', { signer: <bdi>{signer}</bdi> })}</>}
      </dd>
    </>
  )
}

function Day({ day, site }: { day: string; site: Site }): VNode {
  return <time dateTime={day}>{formatDay(day, site.language)}</time>
}

/** A withdrawn announcement offers no download. */
function Download({ site, post }: { site: Site; post: PostFacts }): VNode | null {
  if (post.downloadUrl === undefined || post.severity === 'recall') return null
  const version = shownVersion(post)
  return (
    <a class="button" href={post.downloadUrl}>
      {version
        ? said(site.words, 'pages.announcement.downloadVersion', { version: <bdi>{version}</bdi> })
        : say(site.words, 'pages.announcement.download')}
    </a>
  )
}

function Body({ site, post, body }: { site: Site; post: PostFacts; body: string }): VNode {
  if (post.redirectTo !== undefined) {
    const address = <a href={post.redirectTo}>{post.redirectTo}</a>
    return <p class="outward">{said(site.words, 'pages.announcement.elsewhere', { address })}</p>
  }
  // Sanitised by the markup room.
  return <div class="prose" dangerouslySetInnerHTML={{ __html: body }} />
}

interface OnwardProps extends Pick<AnnouncementPageFacts, 'newer' | 'older'> {
  readonly site: Site
  readonly root: string
}

function Onward({ site, root, newer, older }: OnwardProps): VNode {
  const link = (rel: string, label: string, neighbour: Neighbour | undefined) =>
    neighbour && (
      <a rel={rel} href={linkTo(neighbour.url, site.url, root)}>
        <small>{label}</small> {titleText(neighbour.title, site.language)}
      </a>
    )
  return (
    <div class="onward">
      <p>
        {said(
          site.words,
          'pages.announcement.next',
          {},
          {
            mail: linkedTo(`${root}#subscribe`),
            feed: linkedTo(root + site.feedsPage),
          },
        )}
      </p>
      <nav class="neighbours" aria-label={say(site.words, 'pages.announcement.others')}>
        {link('prev', say(site.words, 'pages.announcement.earlier'), older)}
        {link('next', say(site.words, 'pages.announcement.later'), newer)}
      </nav>
    </div>
  )
}
