/**
 * The configuration: every key, its default and what it must look like. Pure. In: the parsed YAML. Out: a typed Config
 * with durations in milliseconds. Paths stay as written; load.ts makes them absolute.
 */

import * as z from 'zod'
import { parseNetwork } from '../base/ip.js'
import { canonicalTag, isKnownLanguage } from '../base/locale.js'
import { weekDays } from '../base/send-windows.js'
import {
  calendarSpan,
  durationMs,
  listenAddress,
  minutesOfDay,
  ratePerSecond,
  shareOfOne,
  spanDays,
  wholeDays,
} from '../base/units.js'
import type { Words } from '../words/words.js'
import { dkimFaults } from './dkim-faults.js'
import { OTHERS_KEYS, POST_KEYS } from './front-matter-keys.js'
import { IMAP_EXAMPLE, isSameFolder, parseImapAddress } from './imap-address.js'
import { impossibleValues } from './impossible.js'
import { listTextFaults, withTexts } from './list-texts.js'
import { look, lookFaults } from './look.js'
import { mailboxFaults } from './mailbox-faults.js'
import { calloutForms, flavours, headingIdRules } from './markdown-names.js'
import { selectorParts } from './page-selector.js'
import { pathFaults } from './path-faults.js'
import { tokenFaults } from './permalink-tokens.js'
import { firstOfEach, textFaults } from './text-faults.js'
import { configTexts } from './texts.js'

// A configuration is read once: to compile functions for it takes longer than to do without.
z.config({ jitless: true })

/** Instants so far from now are no instants of a `Date` any more, or nearly. */
const LONGEST = '36500d'

/** @param least below it nothing could work; @param most nor above it */
const duration = (fallback: string, least = '0s', most = LONGEST) =>
  z
    .string()
    .default(fallback)
    .transform((text, context) => {
      const ms = durationMs(text)
      if (ms === undefined) {
        context.addIssue({ code: 'custom', message: configTexts.schema.notDurationWriteLike(text) })
        return z.NEVER
      }
      if (ms < (durationMs(least) ?? 0)) {
        context.addIssue({ code: 'custom', message: configTexts.schema.mustAtLeast(least, text) })
        return z.NEVER
      }
      if (ms > (durationMs(most) ?? 0)) {
        context.addIssue({ code: 'custom', message: configTexts.schema.mustAtMost(most, text) })
        return z.NEVER
      }
      return ms
    })

/** `none`, or what `read` makes of the text. */
const noneOr = (read: (text: string) => number | undefined, form: string) =>
  z.string({ error: `must be ${form}` }).transform((text, context) => {
    if (text.trim() === 'none') return 'none' as const
    const number = read(text)
    if (number === undefined) {
      context.addIssue({ code: 'custom', message: configTexts.schema.isNot(text, form) })
      return z.NEVER
    }
    return number
  })

/** Messages a second. */
const rate = noneOr(ratePerSecond, 'a rate; write it like 50/s, 3000/m or none')

/** By recipient domain in A-labels and lower case; `*` for each that is not named. */
const domainRates = z.record(z.string(), rate).superRefine((rates, context) => {
  for (const name of Object.keys(rates)) {
    if (!/^(\*|[a-z0-9-]+(\.[a-z0-9-]+)+)$/.test(name))
      context.addIssue({ code: 'custom', path: [name], message: configTexts.schema.mustDomainSmallLetters() })
  }
})

const NO_NETWORK = configTexts.schema.mustAddressOrNetwork()

const NO_AUTHORITY = configTexts.schema.mustDomainOrMail()
const NOT_FROM_GIT = configTexts.schema.forPostsFromRepository()
const ONE_GENERATOR = configTexts.schema.forSitesHugoZola()
const PAGES_OF_BELFRY = configTexts.schema.forSitesWhosePages()
const FEED_HAS_HTML = configTexts.schema.forPostsFilesEntries()
const NOT_OF_SITE = configTexts.schema.saysWherePagesSite()

const NO_SIGNERS = configTexts.schema.saysWhichCommitsMust()

interface Rendered {
  readonly render: string
  readonly built: string
  readonly selector: string
  readonly feed: string
}

/** `content.render: site` shows what another program made. */
function renderFaults({ render, built, selector, feed }: Rendered, hasPages: boolean) {
  if (render !== 'site')
    return (['built', 'selector'] as const).flatMap((key) =>
      (key === 'built' ? built : selector) === '' ? [] : [{ key, message: NOT_OF_SITE }],
    )
  const key = 'render' as const
  return [
    ...(hasPages ? [{ key, message: PAGES_OF_BELFRY }] : []),
    ...(feed === '' ? [] : [{ key, message: FEED_HAS_HTML }]),
  ]
}

const NO_POSTS = configTexts.schema.missingMustFolderOr()
const ONE_SOURCE = configTexts.schema.wherePostsComeFrom()
const FEED_OR_GIT = configTexts.schema.wherePostsComeFromPlace()

const NOT_HTTP = configTexts.schema.mustHttpOrHttps()

const FURTHEST_STAGE = 3650

/** Whole days before a date, the largest first; 0 is the day itself. */
const stages = z.array(z.string()).transform((texts, context) => {
  const days = texts.map((text) => wholeDays(text))
  const wrong = texts.find((_, index) => days[index] === undefined)
  if (wrong !== undefined) {
    context.addIssue({ code: 'custom', message: configTexts.schema.notNumberDaysWrite(wrong) })
    return z.NEVER
  }
  const far = texts.find((_, index) => (days[index] ?? 0) > FURTHEST_STAGE)
  if (far !== undefined) {
    context.addIssue({ code: 'custom', message: configTexts.schema.moreThanTenYears(far, FURTHEST_STAGE) })
    return z.NEVER
  }
  return [...new Set(days.flatMap((day) => day ?? []))].sort((a, b) => b - a)
})

/** Days. */
const span = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((text, context) => {
      const days = spanDays(text)
      if (days === undefined) {
        context.addIssue({ code: 'custom', message: configTexts.schema.noSpanDaysWrite(text) })
        return z.NEVER
      }
      return days
    })

const everySpan = z.string().transform((text, context) => {
  const span = calendarSpan(text)
  if (span !== undefined) return span
  context.addIssue({
    code: 'custom',
    message: configTexts.schema.noSpanCalendarWrite(text),
  })
  return z.NEVER
})

/** A post that comes regularly. */
const expectedPost = z.strictObject({
  title: z.string().trim().min(1),
  every: everySpan,
  list: z.string().optional(),
  before: span('7d'),
})

/** Minutes since midnight. */
const timeOfDay = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((text, context) => {
      const minutes = minutesOfDay(text)
      if (minutes === undefined) {
        context.addIssue({ code: 'custom', message: configTexts.schema.notTimeDayWrite(text) })
        return z.NEVER
      }
      return minutes
    })

/** Minutes since midnight; the last one of a day is 24:00. */
const edgeOfDay = (fallback: string) =>
  z
    .string({ error: 'must be a time of day; write it like "09:00"' })
    .default(fallback)
    .transform((text, context) => {
      const minutes = text.trim() === '24:00' ? 24 * 60 : minutesOfDay(text)
      if (minutes === undefined) {
        context.addIssue({ code: 'custom', message: configTexts.schema.notTimeDayWriteLike(text) })
        return z.NEVER
      }
      return minutes
    })

const weekDaysOf = z
  .union([z.string(), z.array(z.string())], { error: 'must be days of the week; write them like mon-fri' })
  .default('mon-sun')
  .transform((written, context) => {
    const text = typeof written === 'string' ? written : written.join(', ')
    const days = weekDays(text)
    if (days === undefined) {
      context.addIssue({ code: 'custom', message: configTexts.schema.namesNoDaysWeek(text) })
      return z.NEVER
    }
    return days
  })

/** More, and nobody could tell a run that is late from one that does not come. */
const MOST_JITTER_MS = 30 * 60_000

/** Times of the week at which mail may begin to leave. */
const sendWindow = z
  .strictObject({ days: weekDaysOf, from: edgeOfDay('00:00'), until: edgeOfDay('24:00') })
  .refine(({ from, until }) => from < until, {
    path: ['until'],
    error: 'is not later than from, so that it never opens; what runs over midnight is two windows',
  })

/** Stands in header fields and in angle brackets: URL parsers pass over white space that is not to be there. */
const httpAddress = z
  .url({ protocol: /^https?$/, error: (issue) => (issue.input === undefined ? undefined : NOT_HTTP) })
  .refine((text) => !/[\s<>"\p{Cc}]/u.test(text), { error: NOT_HTTP })

export const hookKinds = ['notice.told', 'alarm'] as const
export type HookKind = (typeof hookKinds)[number]

const hook = z.strictObject({
  url: httpAddress,
  secretFile: z.string().min(1),
  kinds: z
    .array(z.enum(hookKinds))
    .min(1)
    .default([...hookKinds]),
})

/** The base of others: without a slash at the end. */
const httpUrl = httpAddress.transform((text) => text.replace(/\/+$/, ''))

const timeZone = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .refine(isTimeZone, {
      error: (issue) => `"${String(issue.input)}" is not a time zone; write it like Europe/Berlin`,
    })

const domain = z
  .string()
  .regex(/^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i, {
    error: 'must be a domain name, like announce.example.org',
  })

/**
 * Selectors of RFC 6376 §3.1; the PEM text itself may stand for the path, as `…_FILE` from the environment gives it.
 */
const dkimKey = {
  selector: z
    .string()
    .regex(/^$|^(?=.{1,63}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?$/i, {
      error: 'must be letters, digits and hyphens, like news2026',
    })
    .default(''),
  key: z.string().trim().default(''),
}

/** A mailbox as in a From line (RFC 5322 §3.4): `Name <local@domain>` or `local@domain`. */
const mailbox = z.string().transform((text, context) => {
  const match = /^(?:"?([^"<>\r\n]*?)"?\s*<([^<>\s@]+@[^<>\s@]+)>|([^<>\s@]+@[^<>\s@]+))$/.exec(text.trim())
  const address = match?.[2] ?? match?.[3]
  if (address === undefined) {
    context.addIssue({
      code: 'custom',
      message: configTexts.schema.notMailboxWriteLike(text),
    })
    return z.NEVER
  }
  return { name: match?.[1] ?? '', address }
})

/** `smtp://127.0.0.1:2525` or `lmtp://127.0.0.1:2424`; SMTP where nothing says. */
const mailListen = z
  .string()
  .default('')
  .transform((text, context) => {
    if (text === '') return undefined
    const [, protocol = 'smtp', rest = ''] = /^(?:(smtp|lmtp):(?:\/\/)?)?(.*?)\/?$/i.exec(text.trim()) ?? []
    const address = listenAddress(rest)
    if (address === undefined) {
      const message = `"${text}" is no address to take mail at; write it like lmtp://127.0.0.1:2424`
      context.addIssue({ code: 'custom', message })
      return z.NEVER
    }
    return { ...address, protocol: protocol.toLowerCase() === 'lmtp' ? ('lmtp' as const) : ('smtp' as const) }
  })

/** Where a mailbox is polled; the password must not be shown. */
const imapAddress = z
  .string()
  .default('')
  .transform((text, context) => {
    if (text === '') return undefined
    const found = parseImapAddress(text)
    if ('fault' in found) {
      context.addIssue({ code: 'custom', message: configTexts.schema.writeLike(found.fault, IMAP_EXAMPLE) })
      return z.NEVER
    }
    return found.address
  })

const listening = z.string().transform((text, context) => {
  const address = listenAddress(text)
  if (address !== undefined) return address
  context.addIssue({ code: 'custom', message: configTexts.schema.notAddressWriteLike(text) })
  return z.NEVER
})

const NO_METRICS = configTexts.schema.mustAddressListenLike()
const NO_TOPIC = configTexts.schema.mustArnSnsTopic()
const NO_SECRET = configTexts.schema.mustCharactersAtLeast()

/** Stands in an address. */
const hookSecret = z
  .string()
  .trim()
  .regex(/^$|^[\w-]{20,200}$/, { error: NO_SECRET })
  .default('')

const languageTag = z
  .string()
  .regex(/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i, { error: 'must be a language tag, like en or pt-BR', abort: true })
  .refine(isKnownLanguage, { error: 'is the tag of no language; write one like en, de or pt-BR' })
  .transform(canonicalTag)

/** Each mail is frozen in each of them. */
const MOST_LANGUAGES = 20

const NO_TEXT = (issue: { readonly input?: unknown }) =>
  issue.input === undefined
    ? undefined
    : 'must be a text, or one for each language, like { en: Releases, de: Versionen }'
const textByLanguage = z.record(z.string(), z.string().trim().min(1))

const list = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}$/, { error: 'must be lower-case letters, digits and hyphens' }),
    title: z.union([z.string().min(1), textByLanguage], { error: NO_TEXT }),
    description: z.union([z.string(), textByLanguage], { error: NO_TEXT }).default(''),
    categories: z.array(z.string().trim().min(1)).min(1),
    severity: z.enum(['important', 'recall']).optional(),
    language: z.literal('').or(languageTag).optional(),
  })
  .transform(withTexts)

/** One folder or several. */
const postFolders = z
  .union([z.string().min(1), z.array(z.string().min(1)).min(1)], {
    error: (issue) => (issue.input === undefined ? undefined : 'must be a folder, or a list of folders'),
  })
  .transform((folders) => (typeof folders === 'string' ? [folders] : folders))

const section = <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject(shape)
const optionalSection = <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject(shape).prefault({} as never)

/** `marks: none`: a machine without a disk of its own. */
export const NO_MARKS = 'none'

/** Which keys of a post's front matter hold what; `none`, or one key, or several. */
const keysOfPost = z
  .union([z.literal('none'), z.string().min(1), z.array(z.string().min(1)).min(1)], {
    error: 'must be none, or a key of front matter, or a list of such keys',
  })
  .transform((names) => (names === 'none' ? [] : typeof names === 'string' ? [names] : names))
const postKeys = [...POST_KEYS, ...OTHERS_KEYS]
// Object.fromEntries forgets which keys it is given.
const fieldNames = Object.fromEntries(postKeys.map((key) => [key, keysOfPost.optional()])) as Record<
  (typeof postKeys)[number],
  z.ZodOptional<typeof keysOfPost>
>

export const schema = section({
  site: section({
    title: z.string().min(1),
    url: httpUrl,
    description: z.string().default(''),
    language: languageTag.prefault('en'),
    timezone: timeZone('UTC'),
    author: z.string().default(''),
    style: z.string().default(''),
  }),
  look,
  content: section({
    posts: postFolders.default([]),
    feed: z.string().trim().default(''),
    releases: z.string().default(''),
    register: z.string().default(''),
    permalink: z
      .string()
      .regex(/^\/|^(?:date|pretty|ordinal|weekdate|none)$/, {
        error: 'must begin with a slash, or be date, pretty, ordinal, weekdate or none',
      })
      .superRefine((pattern, context) => {
        for (const message of tokenFaults(pattern)) context.addIssue({ code: 'custom', message })
      })
      .default('/news/:year/:month/:day/:title/'),
    language: z.literal('').or(languageTag).prefault(''),
    authors: z.string().default(''),
    undated: z.enum(['none', 'git']).default('none'),
    untitled: z.enum(['none', 'name']).default('none'),
    timestamps: z.enum(['site', 'utc']).default('site'),
    bulletins: z.array(z.string().trim().min(1)).default([]),
    liquid: z.boolean().default(false),
    render: z.enum(['markdown', 'site']).default('markdown'),
    built: z.string().trim().default(''),
    selector: z
      .string()
      .trim()
      .superRefine((text, context) => {
        const parts = text === '' ? [] : selectorParts(text)
        if ('fault' in parts) context.addIssue({ code: 'custom', message: parts.fault })
      })
      .default(''),
    shortcodes: z.enum(['none', 'hugo', 'zola', 'hexo', 'vitepress']).default('none'),
    markdown: z.enum(['', ...flavours]).default(''),
    callouts: z.array(z.enum(calloutForms)).default([]),
    emoji: z.boolean().default(false),
    headingIds: z.enum(['', ...headingIdRules]).default(''),
    smartQuotes: z.boolean().optional(),
    fields: optionalSection({ ...fieldNames, categories: keysOfPost.default(['categories', 'category']) }),
    git: optionalSection({
      remote: z.string().default(''),
      branch: z.string().default('main'),
      allowedSigners: z.string().default(''),
      revokedSigners: z.string().default(''),
      signed: z.enum(['tip', 'every']).default('tip'),
    }),
  }),
  feeds: optionalSection({
    folder: z.string().default('../public'),
    entries: z.int().min(1).max(1000).default(20),
    content: z.enum(['full', 'summary']).default('full'),
    ids: z.enum(['tag', 'url']).default('tag'),
    updates: z.enum(['entry', 'in-place']).default('entry'),
    authority: z.string().default(''),
    since: z.union([z.int(), z.string()]).default('').transform(String),
    changed: z.union([z.literal(''), z.iso.date({ error: 'must be a day, like 2026-05-01' })]).default(''),
    pages: z.boolean().default(true),
    bytes: z.int().min(10_000).max(100_000_000).default(1_000_000),
    hubs: z.array(httpAddress).default([]),
    provenance: z.boolean().default(false),
    archive: z.array(z.enum(['atom', 'rss', 'json'])).default(['atom', 'rss', 'json']),
  }),
  lists: z
    .array(list)
    .min(1)
    .prefault([{ id: 'all', title: 'All announcements', categories: ['*'] }]),
  expected: z.array(expectedPost).default([]),
  hooks: z.array(hook).max(50).default([]),
  notices: optionalSection({
    baseline: z
      .string()
      .default('first-run')
      .refine((text) => text === 'first-run' || (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text))), {
        error: 'must be first-run or a date',
      }),
    settle: duration('30m', '0s', '30d'),
    newWithin: duration('7d', '1h'),
    backfillAfter: duration('45d', '1h'),
    holdAbove: z.int().min(0).default(3),
    batchAbove: z.int().min(0).default(15),
    staleAfter: duration('14d', '1h'),
    massEdit: z.int().min(1).default(10),
    questions: z.enum(['ask', 'ignore']).default('ask'),
    requireLive: z.boolean().default(false),
    endOfLife: stages.default([90, 30, 0]),
    endOfLifeAt: timeOfDay('09:00'),
    movedFar: span('2y'),
    endOfLifeLists: z.array(z.string()).optional(),
  }),
  mail: section({
    from: mailbox,
    replyTo: z.union([z.literal(''), mailbox]).default(''),
    domain,
    transport: z.string().default('file:../var/outbox'),
    tls: z.enum(['required', 'none']).default('required'),
    templates: z.string().default(''),
    postalAddress: z.string().default(''),
    provenance: z.boolean().default(false),
    dkim: optionalSection({ ...dkimKey, ed25519: optionalSection(dkimKey) }),
    verify: z.union([z.literal(''), httpAddress]).default(''),
    welcome: z.boolean().default(false),
    operators: z.array(mailbox).default([]),
    look,
    openpgp: optionalSection({ key: z.string().trim().default('') }),
  }),
  delivery: optionalSection({
    connections: z.int().min(1).max(500).default(10),
    lanes: z.int().min(1).max(16).default(4),
    perConnection: z.union([z.literal('none'), z.int().min(1)]).default('none'),
    rate: rate.default('none'),
    domainRates: domainRates.default({}),
    maxFailures: noneOr(shareOfOne, 'a share; write it like 25%, or none').default(0.25),
    retryFor: duration('5d', '1m', '30d'),
    uncertain: z.enum(['resend', 'hold']).default('resend'),
    lease: duration('20s', '1s'),
    keep: duration('400d', '30d'),
  }),
  database: z.string().default('sqlite:../var/belfry.db'),
  databaseConnections: z.int().min(3).max(1000).default(11),
  secrets: z.string().default('../var/secrets'),
  marks: z.string().min(1).default('../var/marks'),
  cache: z.string().default('../var/cache'),
  kept: z.string().default('../var/kept'),
  backups: optionalSection({
    folder: z.string().min(1).default('../var/backups'),
    keep: z.int().min(0).max(1000).default(5),
  }),
  bounces: optionalSection({
    softBounces: z.int().min(2).max(100).default(5),
    days: z.int().min(8).max(365).default(30),
  }),
  inbound: optionalSection({
    listen: mailListen,
    cert: z.string().default(''),
    key: z.string().default(''),
    maildir: z.string().default(''),
    mbox: z.string().default(''),
    imap: imapAddress,
    imapTaken: z
      .string()
      .trim()
      .regex(/^\P{Cc}*$/u, { error: 'must be the name of a folder' })
      .default(''),
    pipe: z.boolean().default(false),
    webhooks: optionalSection({
      ses: z
        .string()
        .regex(/^$|^arn:aws(?:-cn|-us-gov)?:sns:[a-z]{2}(?:-[a-z]+)+-\d{1,2}:\d{12}:[\w-]{1,256}$/, { error: NO_TOPIC })
        .default(''),
      mailgun: hookSecret,
      sendgrid: z.string().trim().default(''),
      postmark: hookSecret,
      mailjet: hookSecret,
    }),
  }),
  schedule: optionalSection({
    cron: z.string().default('*/5 * * * *'),
    jitter: duration('0s').refine((ms) => ms <= MOST_JITTER_MS, { error: 'must be 30m at most' }),
    timezone: timeZone('UTC'),
    windows: z.array(sendWindow).default([]),
  }),
  operators: optionalSection({
    approvals: z.int().min(1).max(2).default(1),
    approvalsAbove: z.int().min(0).default(100),
  }),
  console: z.boolean().default(false),
  subscribers: optionalSection({
    pendingFor: duration('30d', '0s', '400d'),
    canonical: z.boolean().default(true),
    languages: z.array(languageTag).max(MOST_LANGUAGES).prefault([]),
  }),
  web: optionalSection({
    listen: listening.prefault('127.0.0.1:8025'),
    metrics: z.union([z.literal('').transform(() => undefined), listening], { error: NO_METRICS }).prefault(''),
    url: httpUrl.default('http://localhost:8025'),
    trustedProxies: z
      .array(z.string().refine((text) => parseNetwork(text) !== undefined, { error: NO_NETWORK }))
      .default([]),
    origins: z.array(httpUrl).default([]),
    securityContact: z
      .string()
      .regex(/^$|^(https:\/\/|mailto:)\S+$/, { error: 'must be an https: or mailto: address' })
      .default(''),
  }),
}).superRefine((config, context) => {
  if (config.feeds.ids === 'tag') {
    if (config.feeds.authority === '')
      context.addIssue(missing('authority', 'the domain that the feed ids stand under'))
    else if (!domain.safeParse(config.feeds.authority.split('@').at(-1)).success)
      context.addIssue({ code: 'custom', path: ['feeds', 'authority'], message: NO_AUTHORITY })
    if (!isDate(config.feeds.since)) context.addIssue(missing('since', 'a year in which that domain was yours'))
  }
  const { git, liquid, shortcodes, posts, feed } = config.content
  const isSaid = context.issues.some(({ path }) => path?.[1] === 'posts')
  if (posts.length === 0 && feed === '' && !isSaid)
    context.addIssue({ code: 'custom', path: ['content', 'posts'], message: NO_POSTS })
  if (posts.length > 0 && feed !== '')
    context.addIssue({ code: 'custom', path: ['content', 'feed'], message: ONE_SOURCE })
  if (feed !== '' && git.remote !== '')
    context.addIssue({ code: 'custom', path: ['content', 'feed'], message: FEED_OR_GIT })
  if (liquid && shortcodes !== 'none')
    context.addIssue({ code: 'custom', path: ['content', 'shortcodes'], message: ONE_GENERATOR })
  for (const { key, message } of renderFaults(config.content, config.feeds.pages))
    context.addIssue({ code: 'custom', path: ['content', key], message })
  for (const key of ['allowedSigners', 'revokedSigners'] as const)
    if (git[key] !== '' && git.remote === '')
      context.addIssue({ code: 'custom', path: ['content', 'git', key], message: NOT_FROM_GIT })
  if (git.signed === 'every' && git.allowedSigners === '')
    context.addIssue({ code: 'custom', path: ['content', 'git', 'signed'], message: NO_SIGNERS })
  const faults = [
    ...[lookFaults(config), dkimFaults(config.mail.dkim, config.mail.from.address), listTextFaults(config)],
    ...[mailboxFaults(config), pathFaults(config), impossibleValues(config), textFaults(config)],
  ].flat()
  for (const { path, message } of firstOfEach(faults)) context.addIssue({ code: 'custom', path: [...path], message })
  const { cert, key } = config.inbound
  if ((cert === '') !== (key === '')) {
    const path = ['inbound', cert === '' ? 'cert' : 'key']
    context.addIssue({
      code: 'custom',
      path,
      message: configTexts.schema.neededForStarttlsInbound(),
    })
  }
  const { imap, imapTaken } = config.inbound
  if (imap !== undefined && isSameFolder(imap.folder, imapTaken)) {
    const message = 'must be another folder than the one that is read'
    context.addIssue({ code: 'custom', path: ['inbound', 'imapTaken'], message })
  }
  const seen = new Set<string>()
  config.lists.forEach((entry, index) => {
    if (seen.has(entry.id))
      context.addIssue({
        code: 'custom',
        path: ['lists', index, 'id'],
        message: configTexts.schema.idTwoLists(entry.id),
      })
    seen.add(entry.id)
  })
  config.expected.forEach(({ list: id }, index) => {
    if (id !== undefined && !seen.has(id))
      context.addIssue({ code: 'custom', path: ['expected', index, 'list'], message: configTexts.schema.idNoList(id) })
  })
  config.notices.endOfLifeLists?.forEach((id, index) => {
    if (!seen.has(id)) {
      const path = ['notices', 'endOfLifeLists', index]
      context.addIssue({ code: 'custom', path, message: configTexts.schema.idNoList(id) })
    }
  })
})

/** A year, a month or a day that there is (RFC 4151 §2.1). */
function isDate(text: string): boolean {
  if (!/^\d{4}(-\d\d(-\d\d)?)?$/.test(text)) return false
  const date = new Date(text)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

function missing(key: string, what: string) {
  return { code: 'custom' as const, path: ['feeds', key], message: configTexts.schema.neededFeedsIdsTag(what) }
}

/** To ask the platform takes as long as the rest of a small configuration. */
const timeZones = new Set<string>()

function isTimeZone(name: string): boolean {
  if (timeZones.has(name)) return true
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    timeZones.add(name)
    return true
  } catch (thrown) {
    if (thrown instanceof RangeError) return false
    throw thrown
  }
}

export type Settings = z.output<typeof schema>
export type List = Settings['lists'][number]

/**
 * The whole configuration, validated; paths are absolute. `file` is where it was read from; `words` is what is said in
 * the site's language; `spoken` what is said in each other language that subscribers may choose; `otherWords` what
 * posts in the other languages of the configuration hold; `style` is the text of the project's own style sheet.
 */
export type Config = Settings & {
  readonly file: string
  readonly words: Words
  readonly spoken?: readonly Words[]
  readonly otherWords?: readonly Words[]
  readonly style?: string
}

/** Does what comes to the addresses of mail.domain get here? */
export function isMailRead({ pipe, maildir, mbox, imap, listen }: Settings['inbound']): boolean {
  return pipe || maildir !== '' || mbox !== '' || imap !== undefined || listen !== undefined
}
