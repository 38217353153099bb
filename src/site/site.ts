/** What every page knows of the site. Pure. In: the configuration. Out: a Site. */
import { ownNameOf } from '../base/locale.js'
import { fontFamilies, LOGO_WIDTH, type Look } from '../config/look.js'
import type { Config } from '../config/schema.js'
import { PAGE_SCHEMES, type Schemes, schemesOf } from '../config/schemes.js'
import { offeredLanguages } from '../config/spoken.js'
import { type Words, wordsUnder } from '../words/words.js'
import { FEEDS_PAGE } from './paths.js'

export const STYLE_FILE = 'belfry.css'
/** A project's own, as it was written. */
export const OWN_STYLE_FILE = 'site.css'

/** What a project says of the look of its pages; absent where it says nothing. */
export interface PageLook {
  readonly schemes: Schemes
  /** Families of CSS; empty: Belfry's alone. */
  readonly font: string
  readonly titleFont: string
  /** Empty: the title as text. */
  readonly logo: string
  readonly logoAlt: string
  /** Pixels. */
  readonly logoWidth: number
  /** Lines of plain text. */
  readonly footer: readonly string[]
}

/** What of the configuration shows on every page. */
export interface Site {
  readonly title: string
  readonly description: string
  readonly language: string
  /** What pages and forms say, in that language. */
  readonly words: Words
  /** What subscribers choose among, this one first; absent where there is nothing to choose. */
  readonly languages?: readonly OfferedLanguage[]
  /** Without a slash at the end. */
  readonly url: string
  /** Where forms go, without a slash at the end. */
  readonly webUrl: string
  /** Where people read of the feeds: relative to the top, a page or a place on the front page. */
  readonly feedsPage: string
  readonly look?: PageLook
  /** Whether OWN_STYLE_FILE stands beside the pages. */
  readonly hasOwnStyle?: true
  /** Where the mails of a trial run can be read; absent where mail is really sent, and on what is published. */
  readonly outboxUrl?: string
}

/** A language as a form offers it. */
export interface OfferedLanguage {
  readonly tag: string
  /** As those call it who speak it. */
  readonly name: string
}

/** Of the words files; these go with every page to another thread. */
const SAID_ON_PAGES = ['kind', 'severity', 'pages', 'forms', 'feeds']

export function siteOf(config: Config): Site {
  return {
    title: config.site.title,
    description: config.site.description,
    language: config.site.language,
    words: wordsUnder(config.words, SAID_ON_PAGES),
    ...offered(config),
    url: config.site.url,
    webUrl: config.web.url,
    feedsPage: config.feeds.pages ? FEEDS_PAGE.replace('index.html', '') : '#follow',
    ...(saysSomething(config.look) && { look: pageLook(config.look, config.site.title) }),
    ...(config.style !== undefined && { hasOwnStyle: true as const }),
  }
}

function offered(config: Config): Pick<Site, 'languages'> {
  const tags = offeredLanguages(config)
  return tags.length < 2 ? {} : { languages: tags.map((tag) => ({ tag, name: ownNameOf(tag) })) }
}

function saysSomething(look: Look): boolean {
  return Object.values(look).some((value) => value !== '' && value !== undefined)
}

function pageLook(look: Look, title: string): PageLook {
  return {
    schemes: schemesOf(look, PAGE_SCHEMES),
    font: fontFamilies(look.font),
    titleFont: fontFamilies(look.titleFont),
    logo: look.logo,
    logoAlt: look.logoAlt || title,
    logoWidth: look.logoWidth ?? LOGO_WIDTH,
    footer: look.footer.split('\n').filter((line) => line.trim() !== ''),
  }
}
