/** What every page knows of the site. Pure. In: the configuration. Out: a Site. */
import type { Config } from '../config/schema.js'
import { type Words, wordsUnder } from '../words/words.js'
import { FEEDS_PAGE } from './paths.js'

export const STYLE_FILE = 'belfry.css'

/** What of the configuration shows on every page. */
export interface Site {
  readonly title: string
  readonly description: string
  readonly language: string
  /** What pages and forms say, in that language. */
  readonly words: Words
  /** Without a slash at the end. */
  readonly url: string
  /** Where forms go, without a slash at the end. */
  readonly webUrl: string
  /** Where people read of the feeds: relative to the top, a page or a place on the front page. */
  readonly feedsPage: string
  /** Where the mails of a trial run can be read; absent where mail is really sent. */
  readonly outboxUrl?: string
}

/** Of the words files; these go with every page to another thread. */
const SAID_ON_PAGES = ['kind', 'severity', 'pages', 'forms', 'feeds']

export function siteOf(config: Config): Site {
  return {
    title: config.site.title,
    description: config.site.description,
    language: config.site.language,
    words: wordsUnder(config.words, SAID_ON_PAGES),
    url: config.site.url,
    webUrl: config.web.url,
    feedsPage: config.feeds.pages ? FEEDS_PAGE.replace('index.html', '') : '#follow',
    ...(showsOutbox(config) ? { outboxUrl: `${config.web.url}/outbox` } : {}),
  }
}

/** The outbox is shown only if mail goes to a file and the server listens on this machine alone. */
function showsOutbox(config: Config): boolean {
  return config.mail.transport.startsWith('file:') && /^(localhost|127(\.\d+){3}|::1)$/i.test(config.web.listen.host)
}
