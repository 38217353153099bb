/**
 * The frame that every page stands in: head, header, navigation, footer. Pure. In: the site, a page's title and
 * content. Out: HTML. The static pages use it and so do the pages that the web server answers with.
 */
import { type ComponentChildren, Fragment, h, type VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { directionOf } from '../base/locale.js'
import { NewestCache } from '../base/newest-cache.js'
import { say } from '../words/words.js'
import { feedLinks } from './feed-links.js'
import { linked } from './linked-text.js'
import { OWN_STYLE_FILE, type Site, STYLE_FILE } from './site.js'
import { forTextBrowsers, mainForTextBrowsers } from './text-browsers.js'
import { fillGaps, gap, splitAtGaps, type WithGaps } from './with-gaps.js'

export interface Page {
  /** Absent on the front page, whose title is the site's. */
  readonly title?: string
  readonly description?: string
  /** From this page to the top of the site: `./`, some `../`, or an absolute path for a page served at many depths. */
  readonly root: string
  /** Absolute; absent for pages that no search engine should keep. */
  readonly canonical?: string
  /** Where browsers go from here at once. */
  readonly refresh?: string
  /** Feeds that what is on this page is in, beside the main ones. */
  readonly feeds?: readonly { readonly file: string; readonly title: string }[]
  /** Address of the one script that runs on it; on published pages there is none. */
  readonly script?: string
  readonly children: ComponentChildren | MadeHtml
}

/** HTML that was made already, as browsers without style sheets want it. */
export interface MadeHtml {
  readonly html: string
}

/** A bell, inside the page: no request, and nothing of the site's own is in the way. */
const ICON =
  "data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20viewBox='0%200%2016%2016'%3E" +
  "%3Cpath%20fill='%231a7391'%20d='M8%201q5%201%205%209l1%202H2l1-2q0-8%205-9zM6%2013h4q-2%204-4%200z'/%3E%3C/svg%3E"

/** What stands around the content is the same on most pages of a site: it is made once, with gaps for what is not. */
export function pageHtml(site: Site, page: Page): string {
  const { title, description, canonical, feeds = [], children } = page
  const frame = page.refresh === undefined ? frameFor(site, page) : undefined
  if (frame === undefined) return whole(site, page)
  const texts = new Map([
    ['title', escapedText(title ?? '')],
    ['description', escapedText(description ?? '')],
    ['canonical', escapedText(canonical ?? '')],
    ['feeds', feeds.map((feed) => feedLink(site, feed)).join('')],
    ['content', isMade(children) ? children.html : mainForTextBrowsers(rendered(children))],
  ])
  return fillGaps(frame, texts)
}

function isMade(children: Page['children']): children is MadeHtml {
  return typeof children === 'object' && children !== null && 'html' in children
}

function whole(site: Site, page: Page): string {
  return `<!doctype html>\n${forTextBrowsers(renderToString(<Frame site={site} page={page} />))}\n`
}

const frames = new WeakMap<Site, NewestCache<string, WithGaps | undefined>>()
/** One for each depth of pages, with and without what not all pages have. */
const FRAMES_KEPT = 60

/** @returns undefined where the site's own texts look like gaps */
function frameFor(site: Site, page: Page): WithGaps | undefined {
  const known = frames.get(site) ?? new NewestCache<string, WithGaps | undefined>({ most: FRAMES_KEPT })
  frames.set(site, known)
  const { title, description, canonical, root, script } = page
  const shape = JSON.stringify([root, script, title !== undefined, Boolean(description), Boolean(canonical)])
  if (!known.has(shape)) known.set(shape, gapped(site, page))
  return known.get(shape)
}

function gapped(site: Site, { title, description, canonical, root, script }: Page): WithGaps | undefined {
  const isIn = { title: title !== undefined, description: Boolean(description), canonical: Boolean(canonical) }
  const page = {
    ...{ root, feeds: [FEEDS_GAP], children: gap('content') },
    ...(script !== undefined && { script }),
    ...(isIn.title && { title: gap('title') }),
    ...(isIn.description && { description: gap('description') }),
    ...(isIn.canonical && { canonical: gap('canonical') }),
  }
  const html = whole(site, page).replace(feedLink(site, FEEDS_GAP), gap('feeds'))
  const wanted = ['feeds', 'content', ...(['title', 'description', 'canonical'] as const).filter((name) => isIn[name])]
  return splitAtGaps(html, wanted)
}

const FEEDS_GAP = { file: 'feeds', title: 'feeds' }

const REFERENCES: Readonly<Record<string, string>> = { '"': '&quot;', '&': '&amp;', '<': '&lt;' }

/** Texts and values of attributes, to the letter as preact escapes them. */
export function escapedText(text: string): string {
  return text.replace(/["&<]/g, (sign) => REFERENCES[sign] ?? sign)
}

export function rendered(children: ComponentChildren): string {
  return renderToString(h(Fragment, null, children))
}

const links = new NewestCache<string, string>({ most: 500 })

/** Many pages link the same feeds. */
function feedLink(site: Site, feed: { readonly file: string; readonly title: string }): string {
  const key = JSON.stringify([site.url, feed.file, feed.title])
  return links.getOrMake(key, () => renderToString(<FeedLink site={site} {...feed} />))
}

function FeedLink({ site, file, title }: { site: Site; file: string; title: string }): VNode {
  return <link rel="alternate" type="application/atom+xml" title={title} href={`${site.url}/${file}`} />
}

function Frame({ site, page }: { site: Site; page: Page }): VNode {
  const direction = directionOf(site.language)
  const { words } = site
  return (
    <html lang={site.language} {...(direction === 'rtl' && { dir: direction })}>
      <Head site={site} page={page} />
      <body>
        <a class="skip" href="#content">
          {say(words, 'pages.skip')}
        </a>
        <header class="masthead">
          <a class="wordmark" href={page.root}>
            {site.look?.logo ? (
              <img src={site.look.logo} alt={site.look.logoAlt} width={site.look.logoWidth} />
            ) : (
              site.title
            )}
          </a>
          <nav aria-label={say(words, 'pages.site')}>
            <a href={page.root}>{say(words, 'pages.news')}</a>
            <a href={page.root + site.feedsPage}>{say(words, 'pages.feeds')}</a>
            <a href={`${page.root}#subscribe`}>{say(words, 'pages.subscribe')}</a>
            {site.outboxUrl && <a href={site.outboxUrl}>{say(words, 'pages.outbox')}</a>}
          </nav>
        </header>
        {isMade(page.children) ? (
          <main id="content" dangerouslySetInnerHTML={{ __html: page.children.html }} />
        ) : (
          <main id="content">{page.children}</main>
        )}
        <footer class="colophon">
          <p>{site.description || site.title}</p>
          <p>
            {feedLinks.map(({ file, name, type }) => (
              <Fragment key={file}>
                <a href={page.root + file} type={type}>
                  {name}
                </a>{' '}
              </Fragment>
            ))}
          </p>
          {site.look?.footer.map((line) => (
            <p key={line}>{linked(line)}</p>
          ))}
          {page.script === undefined && <p>{say(words, 'pages.colophon')}</p>}
        </footer>
      </body>
    </html>
  )
}

function Head({ site, page }: { site: Site; page: Page }): VNode {
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="generator" content="Belfry" />
      {page.refresh !== undefined && <meta httpEquiv="refresh" content={`0; url=${page.refresh}`} />}
      <title>{page.title === undefined ? site.title : `${page.title} · ${site.title}`}</title>
      {page.description && <meta name="description" content={page.description} />}
      {page.canonical ? <link rel="canonical" href={page.canonical} /> : <meta name="robots" content="noindex" />}
      {feedLinks.map(({ file, name, type }) => (
        <link
          key={file}
          rel="alternate"
          type={type}
          title={say(site.words, 'pages.feedIn', { site: site.title, format: name })}
          href={`${site.url}/${file}`}
        />
      ))}
      {page.feeds?.map((feed) => (
        <FeedLink key={feed.file} site={site} {...feed} />
      ))}
      <link rel="stylesheet" href={page.root + STYLE_FILE} />
      {site.hasOwnStyle && <link rel="stylesheet" href={page.root + OWN_STYLE_FILE} />}
      <link rel="icon" href={ICON} />
      {page.script !== undefined && <script src={page.script} defer />}
    </head>
  )
}
