/** The page of one announcement. Pure. In: its facts, its HTML. Out: HTML. */

import type { VNode } from 'preact'
import { formatDay } from '../base/format-day.js'
import { NewestCache } from '../base/newest-cache.js'
import { languageAttributes } from '../markup/in-language.js'
import { shownVersion } from '../posts/version.js'
import type { Provenance } from '../register/provenance.js'
import { say } from '../words/words.js'
import { feedsOf } from './feed-links.js'
import { escapedText, type MadeHtml, pageHtml, rendered } from './frame.js'
import { Marks } from './news-list.js'
import type { AnnouncementPageFacts, Neighbour, PostFacts } from './page-facts.js'
import { type PageUpdates, withAnchors } from './page-updates.js'
import { linkTo } from './paths.js'
import { linkedTo, said } from './said.js'
import type { Site } from './site.js'
import { mainForTextBrowsers } from './text-browsers.js'
import { titleText } from './title-text.js'
import { type ShownUpdate, UpdateBlocks } from './updates.js'
import { fillGaps, gap, splitAtGaps, type WithGaps } from './with-gaps.js'

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

export function announcementPage(site: Site, props: AnnouncementPageProps): string {
  const { facts, html, description, updatesHtml, root } = props
  const { post } = facts
  const shown = { site, root, facts, updatesHtml, body: withAnchors(html, facts.updates), ...wordsOf(post, site) }
  return pageHtml(site, {
    title: post.title,
    ...(description === '' ? {} : { description }),
    root,
    canonical: post.url,
    feeds: feedsOf(post, site),
    children: isPlain(facts) ? plainly(shown) : <Content {...shown} />,
  })
}

interface Shown extends Pick<AnnouncementPageProps, 'facts' | 'updatesHtml' | 'root'> {
  readonly site: Site
  readonly body: string
  /** Its day, as people read it. */
  readonly day: string
  /** Empty where none is shown. */
  readonly version: string
}

const wordsOf = (post: PostFacts, site: Site) => ({
  day: formatDay(post.day, site.language),
  version: shownVersion(post),
})

function Content({ site, root, facts, updatesHtml, body, day, version }: Shown): VNode {
  const { post, updates } = facts
  const marked = languageAttributes(post.language, site.language)
  return (
    <>
      <article class="announcement">
        <header>
          <h1 {...marked}>{titleText(post.title, post.language ?? site.language)}</h1>
          {post.severity === 'recall' && <Recall site={site} updates={updates} />}
        </header>
        <FactsList site={site} body={body} day={day} version={version} {...facts} />
        <div>
          <UpdateBlocks updates={updatesHtml} site={site} taken={(anchor) => hasId(body, anchor)} />
          <Body site={site} post={post} body={body} />
        </div>
      </article>
      <Onward site={site} root={root} {...facts} />
    </>
  )
}

/** Nothing stands on it but what nearly all pages have. */
function isPlain({ post, updates, provenance }: AnnouncementPageFacts): boolean {
  const hasUpdates = updates.before.length + updates.inBody.length > 0
  return !hasUpdates && post.severity !== 'recall' && post.redirectTo === undefined && provenance === undefined
}

const contents = new WeakMap<Site, NewestCache<string, WithGaps | undefined>>()
/** One for each depth of pages, kind, language and number of authors; those that stand on few pages come and go. */
const CONTENTS_KEPT = 200

/** Of such pages most is the same on many: it is made once, with gaps for what is not. */
function plainly(shown: Shown): MadeHtml | VNode {
  const { site, root, facts, version } = shown
  const { post, newer, older } = facts
  const known = contents.get(site) ?? new NewestCache<string, WithGaps | undefined>({ most: CONTENTS_KEPT })
  contents.set(site, known)
  const { kind, severity, language, authors, downloadUrl } = post
  const isThere = [downloadUrl, newer, older].map((one) => one !== undefined)
  const shape = JSON.stringify([root, kind, severity, language, authors.length, version !== '', ...isThere])
  if (!known.has(shape)) known.set(shape, contentWithGaps(shown))
  const parts = known.get(shape)
  return parts === undefined ? <Content {...shown} /> : { html: fillGaps(parts, textsOf(shown)) }
}

function contentWithGaps(shown: Shown): WithGaps | undefined {
  const { facts, version } = shown
  const { post, newer, older, ...rest } = facts
  const ofGaps: Shown = {
    ...shown,
    facts: {
      ...rest,
      post: {
        ...post,
        title: gap('title'),
        day: gap('dateTime'),
        authors: post.authors.map((_name, at) => gap(`author${at}`)),
        ...(post.downloadUrl !== undefined && { downloadUrl: gap('download') }),
      },
      ...(newer !== undefined && { newer: { url: gap('newer'), title: gap('newerTitle') } }),
      ...(older !== undefined && { older: { url: gap('older'), title: gap('olderTitle') } }),
    },
    ...{ day: gap('day'), body: gap('body'), version: version && gap('version') },
  }
  const isGap = { download: post.downloadUrl !== undefined, version: post.downloadUrl !== undefined && version !== '' }
  const names = [...textsOf(shown).keys()].filter((name) => name !== 'download' && name !== 'version')
  const more = (['download', 'version'] as const).filter((name) => isGap[name])
  return splitAtGaps(mainForTextBrowsers(rendered(<Content {...ofGaps} />)), [...names, ...more])
}

/** What stands in the gaps. */
function textsOf({ site, root, facts, body, day, version }: Shown): Map<string, string> {
  const { post, newer, older } = facts
  const texts = new Map([
    ['title', titleHtml(post.title, post.language ?? site.language)],
    ['dateTime', escapedText(post.day)],
    ['day', escapedText(day)],
    ['download', escapedText(post.downloadUrl ?? '')],
    ['version', escapedText(version)],
    ['body', body],
  ])
  for (const [at, author] of post.authors.entries()) texts.set(`author${at}`, escapedText(author))
  for (const [name, neighbour] of [
    ['newer', newer],
    ['older', older],
  ] as const) {
    if (neighbour === undefined) continue
    texts.set(name, escapedText(linkTo(neighbour.url, site.url, root)))
    texts.set(`${name}Title`, titleHtml(neighbour.title, site.language))
  }
  return texts
}

function titleHtml(title: string, language: string): string {
  const text = titleText(title, language)
  return typeof text === 'string' ? escapedText(text) : rendered(text)
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
  readonly day: string
  readonly version: string
  readonly provenance?: Provenance
}

function FactsList({ site, post, updates, body, day: written, version, provenance }: FactsListProps): VNode {
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
          <time dateTime={post.day}>{written}</time>
        </dd>
        {days.length > 0 && <dt>{label('updated')}</dt>}
        {days.map(({ day, anchor }) => (
          <dd key={day} {...(lost.has(anchor) ? { id: anchor } : {})}>
            <time dateTime={day}>{formatDay(day, site.language)}</time>
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
      <Download site={site} post={post} version={version} />
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

/** A withdrawn announcement offers no download. */
function Download({ site, post, version }: { site: Site; post: PostFacts; version: string }): VNode | null {
  if (post.downloadUrl === undefined || post.severity === 'recall') return null
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
