/**
 * Posts that are not meant to be told, in words of other programs. Pure but for remarks it reports. In: the fields.
 * Out: what surely is a draft, or is to stand in no list; a remark where a name, a title or a key says so, and no
 * switch does: whoever wrote it may mean something else, and it is not mailed before that is settled.
 */
import { plainLine } from '../../base/plain-line.js'
import { parsePostDate } from '../date.js'
import type { Fields } from '../field-readers.js'
import { postsTexts } from '../texts.js'
import { readSwitch } from './switches.js'

/** The value of a key, in any letter case. */
export type ValueOf = (key: string) => unknown

/** Obsidian, Hexo, Ghost, WordPress; Hugo's `headless` makes no page. */
export function isKeptBack(value: ValueOf): boolean {
  const states = [value('status'), value('post_status')].map(smallWord)
  return (
    readSwitch(value('publish')) === false ||
    [value('private'), value('headless'), value('wip')].some((one) => readSwitch(one) === true) ||
    ['password', 'post_password'].some((key) => !['', 'false'].includes(smallWord(value(key)))) ||
    states.some((state) => HELD_BACK.has(state)) ||
    NOT_FOR_ALL.has(smallWord(value('visibility')))
  )
}

/** Beside the drafts that were known before (draft-and-kind.ts). What is in progress may be what the post tells of. */
const HELD_BACK: ReadonlySet<string> = new Set(
  [
    'pending,pending review,pending-review,review,in review,in-review,in_review,needs review,needs-review,trash',
    'trashed,deleted,inherit,unpublished,not published,wip,work in progress,idea,todo,embargo,embargoed,password',
    'protected',
  ].flatMap((line) => line.split(',')),
)
const NOT_FOR_ALL: ReadonlySet<string> = new Set(['private', 'password', 'protected', 'members', 'paid', 'tiers'])

/** Eleventy, Grav, jekyll-paginate, jekyll-feed. */
export function isInNoList(value: ValueOf): boolean {
  const excluded = value('eleventyexcludefromcollections')
  return (
    (Array.isArray(excluded) && excluded.length > 0) ||
    [excluded, value('hidden'), value('exclude_from_feed')].some((one) => readSwitch(one) === true) ||
    [value('listed'), value('visible')].some((one) => readSwitch(one) === false) ||
    ['hidden', 'unlisted'].includes(smallWord(value('visibility')))
  )
}

/** In small letters; empty for what is no word. */
export function smallWord(value: unknown): string {
  return typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number'
    ? String(value).trim().toLowerCase()
    : ''
}

interface About {
  readonly path: string
  readonly title: string
  readonly categories: readonly string[]
  /** Milliseconds since the epoch. */
  readonly instant: number | undefined
  readonly timezone: string
}

/** Who writes `draft: false` or `published: true` beside it has settled it. */
export function remarkNotYet(fields: Fields, about: About): void {
  const { fields: given } = fields.frontMatter
  if (readSwitch(given.get('draft')) === false || readSwitch(given.get('published')) === true) return
  const found = byPath(about.path) ?? byTitle(about) ?? byCategory(about) ?? byKey(given, about)
  if (found === undefined) return
  fields.remark('POST_DRAFT', found.said, found.key)
}

interface Said {
  readonly key: string
  readonly said: string
}

const DRAFTS = '_?(?:drafts?|wip|unpublished)'
const DRAFT = new RegExp(`^${DRAFTS}$`, 'i')
const STATE = new RegExp(`^(?:${DRAFTS}|pending)$`)

function byPath(path: string): Said | undefined {
  const parts = path.split('/')
  const name = (parts.pop() ?? '').replace(/\.[^.]*$/, '')
  const folder = parts.find((part) => DRAFT.test(part))
  if (folder !== undefined) return { key: 'draft', said: postsTexts.notYet.folderNamed(folder) }
  const isNamed = /(?:^|[._ -])(?:draft|wip)$|^(?:\d{4}-\d\d?-\d\d?-)?(?:draft|wip)[._-]/i.test(name)
  return isNamed ? { key: 'draft', said: postsTexts.notYet.fileNamed(name) } : undefined
}

const UNFINISHED =
  'draft|wip|do not (?:publish|send)|embargo(?:ed)?|entwurf|brouillon|borrador|bozza|rascunho|черновик|草稿|下書き'
/** In brackets before a title these speak of the post; elsewhere of what it tells: `Postponed: Lantern 4.2`. */
const PUT_OFF = [
  'tbd|tba|tbc|todo|hold|on hold|not yet|pending|unpublished|postponed|verschoben|reporté|aplazado|pospuesto|rinviato',
  'adiado|отложено|延期',
].join('|')

/** `[DRAFT] …`, `WIP: …`, `… (draft)`; not `Draft of the new rules`. */
const TITLE = new RegExp(
  [
    String.raw`^\s*[[(【]\s*(?:(?:${UNFINISHED})(?![\p{L}\p{N}])[^\])】]*|(?:${PUT_OFF})\s*)[\])】]|`,
    String.raw`^\s*(?:${UNFINISHED})\s*(?::|[–—-]\s)|[[(]\s*(?:draft|wip|on hold|do not (?:publish|send))\s*[\])]\s*$`,
  ].join(''),
  'iu',
)

function byTitle({ title }: About): Said | undefined {
  const match = TITLE.exec(title)
  return match === null ? undefined : { key: 'title', said: postsTexts.notYet.titleSays(match[0].trim()) }
}

function byCategory({ categories }: About): Said | undefined {
  const found = categories.find((one) => DRAFT.test(one.trim()))
  return found === undefined ? undefined : { key: 'categories', said: postsTexts.notYet.filedUnder(found) }
}

const DAY_MS = 86_400_000
const STATES = /^(?:state|stage|type|layout|post_type|publish_status|publication_status)$/i
const LATER = new RegExp(
  [
    '^(?:embargo(?:ed)?(?:[-_ ]?(?:until|date))?|publish(?:[-_](?:on|at|date)|at|on)|',
    'scheduled?(?:[-_]?(?:for|at|on))?|not[-_]?before|go[-_]?live)$',
  ].join(''),
  'i',
)

/** `state: draft`; `embargo: 2027-01-01`; `draft: true` in a table of the site's own, where no generator looks. */
function byKey(given: ReadonlyMap<string, unknown>, { instant, timezone }: About): Said | undefined {
  for (const [key, value] of given) {
    const isState = STATES.test(key) && STATE.test(smallWord(value))
    if (isState || (LATER.test(key) && isLater(value, instant, timezone)))
      return { key, said: postsTexts.notYet.keySays(key, plainLine(shortOf(value))) }
    if ((key === 'extra' || key === 'params') && isDraftIn(value))
      return { key, said: postsTexts.notYet.tableHolds(key) }
  }
  return undefined
}

function shortOf(value: unknown): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, 40)
}

/** By a day or more: clocks of an export differ by less. */
function isLater(value: unknown, instant: number | undefined, timezone: string): boolean {
  const read = readSwitch(value)
  if (read !== 'unreadable') return read === true
  if (typeof value !== 'string' || instant === undefined) return false
  const date = parsePostDate(value, timezone)
  return date === undefined ? false : date.instant >= instant + DAY_MS
}

function isDraftIn(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const own = (key: string): unknown => (Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined)
  return readSwitch(own('draft')) === true || readSwitch(own('published')) === false
}
