/** The page of one announcement. Pure. In: its facts, its HTML. Out: HTML. */
import type { VNode } from 'preact'
import { formatDay } from '../base/format-day.js'
import { shownVersion } from '../posts/version.js'
import type { Provenance } from '../register/provenance.js'
import { feedsOf } from './feed-links.js'
import { pageHtml } from './frame.js'
import { Marks } from './news-list.js'
import type { AnnouncementPageFacts, Neighbour, PostFacts } from './page-facts.js'
import { type PageUpdates, withAnchors } from './page-updates.js'
import { linkTo } from './paths.js'
import type { Site } from './site.js'
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
  const body = withAnchors(html, updates.inBody)
  return pageHtml(site, {
    title: post.title,
    ...(description === '' ? {} : { description }),
    root,
    canonical: post.url,
    feeds: feedsOf(post, site.title),
    children: (
      <>
        <article class="announcement">
          <header>
            <h1>{post.title}</h1>
            {post.severity === 'recall' && <Recall {...updates} />}
          </header>
          <FactsList site={site} body={body} {...facts} />
          <div>
            <UpdateBlocks updates={updatesHtml} language={site.language} taken={(anchor) => hasId(body, anchor)} />
            <Body post={post} body={body} />
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

function Recall({ recall, because, before, inBody }: PageUpdates): VNode {
  const hasUpdates = before.length + inBody.length > 0
  const updates = recall === undefined ? 'the updates in its text' : <a href={`#${recall}`}>its update</a>
  return (
    <p class="notice">
      <strong>Withdrawn.</strong> Do not install or use what this announced
      {hasUpdates ? <> before you have read {updates}.</> : ', and wait for word.'}
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
  const { before, inBody } = updates
  const updated = [...before, ...inBody].sort((a, b) => (a.anchor < b.anchor ? -1 : 1))
  const days = [...new Map(updated.toReversed().map((update) => [update.day, update])).values()].toReversed()
  // Where the block was not found, the link of the feed comes here.
  const lost = new Set(inBody.map(({ anchor }) => anchor).filter((anchor) => !hasId(body, anchor)))
  return (
    <div class="facts">
      <dl>
        <dt>Published</dt>
        <dd>
          <Day day={post.day} site={site} />
        </dd>
        {days.length > 0 && <dt>Updated</dt>}
        {days.map(({ day, anchor }) => (
          <dd key={day} {...(lost.has(anchor) ? { id: anchor } : {})}>
            <Day day={day} site={site} />
          </dd>
        ))}
        <dt>Kind</dt>
        <dd>
          <Marks of={post} />
        </dd>
        <dt>By</dt>
        {post.authors.map((author) => (
          <dd key={author}>{author}</dd>
        ))}
        {provenance !== undefined && <ToldFrom {...provenance} />}
      </dl>
      <Download post={post} />
    </div>
  )
}

function ToldFrom({ commit, path, signer }: Provenance): VNode {
  return (
    <>
      <dt>Told from</dt>
      <dd class="told-from">
        commit <code>{commit}</code>
        {path !== undefined && (
          <>
            , <code>{path}</code>
          </>
        )}
        {signer !== undefined && <>, signed by {signer}</>}
      </dd>
    </>
  )
}

function Day({ day, site }: { day: string; site: Site }): VNode {
  return <time dateTime={day}>{formatDay(day, site.language)}</time>
}

/** A withdrawn announcement offers no download. */
function Download({ post }: { post: PostFacts }): VNode | null {
  if (post.downloadUrl === undefined || post.severity === 'recall') return null
  const version = shownVersion(post)
  return (
    <a class="button" href={post.downloadUrl}>
      Download{version && ` ${version}`}
    </a>
  )
}

function Body({ post, body }: { post: PostFacts; body: string }): VNode {
  if (post.redirectTo !== undefined) {
    return (
      <p class="outward">
        This announcement stands at <a href={post.redirectTo}>{post.redirectTo}</a>.
      </p>
    )
  }
  // Sanitised by the content room.
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
        <small>{label}</small> {neighbour.title}
      </a>
    )
  return (
    <div class="onward">
      <p>
        Hear of the next one: <a href={`${root}#subscribe`}>by mail</a> or <a href={root + site.feedsPage}>by feed</a>.
      </p>
      <nav class="neighbours" aria-label="Other announcements">
        {link('prev', 'Earlier', older)}
        {link('next', 'Later', newer)}
      </nav>
    </div>
  )
}
