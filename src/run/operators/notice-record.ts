/**
 * A notice as JSON, on the command line and in the API. Pure. In: a notice. Out: an object as docs/json.md lists it;
 * keys in camelCase, instants in UTC ISO 8601.
 */
import { createHash } from 'node:crypto'
import { isoInstant } from '../../base/clock.js'
import { type HeldBy, isNewsOfTold, isOpen, type Notice } from '../../notices/notice.js'
import { leavesAt } from '../../notices/waiting.js'
import { occasionIn } from '../../register/notice-keys.js'
import type { AppContext } from '../app-context.js'

/** What the key of a notice of the releases table says. */
export interface EndingRecord {
  readonly product: string
  readonly cycle?: string
  /** Of several that end alike, in place of `cycle`. */
  readonly cycles?: readonly string[]
  readonly field: string
  readonly date: string
  readonly stage: string
}

export interface NoticeRecord extends Partial<EndingRecord> {
  readonly key: string
  readonly kind: Notice['kind']
  readonly state: Notice['state']
  readonly severity: Notice['severity']
  readonly post?: string
  /** Of a question that several posts have in common: all of them, which one answer is for. */
  readonly posts?: readonly string[]
  /** Key of the notice in which it is asked. */
  readonly askedWith?: string
  /** Of what the releases table says. */
  readonly title?: string
  readonly since: string
  readonly until?: string
  /** An operator's word: not told before. */
  readonly notBefore?: string
  /** Of what is due: when it leaves, by that word and by schedule.windows. */
  readonly leavesAt?: string
  /** The revision that an operator approved. */
  readonly approved?: number
  readonly toldAt?: string
  readonly reason: string
  readonly heldBy?: HeldBy
  readonly revision: number
  /** What an update tells, Markdown. */
  readonly text?: string
  /** Who wrote the text of an update or a retraction. */
  readonly textBy?: Notice['textBy']
  /** Of a question: `[-taken out-]` and `{+put in+}`. */
  readonly diff?: string
  readonly followUpOf?: string
  /** What it was told from, for posts in a git repository. */
  readonly commit?: string
  /** Who vouched for that commit. */
  readonly signer?: string
}

/** @param answered what an answer to it is for, where that is known; itself among it */
export function noticeRecord(notice: Notice, answered: readonly Notice[] = [notice]): NoticeRecord {
  const { key, kind, state, severity, reason, revision } = notice
  return {
    key,
    kind,
    state,
    severity,
    ...(notice.post !== null && { post: notice.post }),
    ...(answered.length > 1 && { posts: answered.flatMap(({ post }) => post ?? []) }),
    ...(notice.askedWith !== null && isOpen(notice) && { askedWith: notice.askedWith }),
    ...endingOf(key),
    ...(notice.title !== '' && { title: notice.title }),
    since: isoInstant(notice.since),
    ...(isOpen(notice) && { until: isoInstant(notice.until) }),
    ...(notice.notBefore !== null && isOpen(notice) && { notBefore: isoInstant(notice.notBefore) }),
    ...(notice.approved !== null && isOpen(notice) && { approved: notice.approved }),
    ...(notice.toldAt !== null && { toldAt: isoInstant(notice.toldAt) }),
    reason,
    ...(notice.heldBy !== null && { heldBy: notice.heldBy }),
    revision,
    ...(notice.text !== '' && { text: notice.text }),
    ...(notice.text !== '' && isNewsOfTold(notice) && { textBy: notice.textBy }),
    ...(notice.diff.length > 0 && { diff: diffText(notice) }),
    ...(notice.followUpOf !== null && { followUpOf: notice.followUpOf }),
    ...originOf(notice),
  }
}

/** As noticeRecord, and of what is due and waits: until when. */
export function leavingRecord(
  { config, clock }: Pick<AppContext, 'config' | 'clock'>,
  notice: Notice,
  answered = [notice],
): NoticeRecord {
  const record = noticeRecord(notice, answered)
  if (notice.state !== 'due') return record
  const now = clock.now()
  const at = leavesAt(notice, now, config.schedule)
  return at > now ? { ...record, leavesAt: isoInstant(at) } : record
}

function originOf({ origin }: Notice): Pick<NoticeRecord, 'commit' | 'signer'> {
  if (origin === null) return {}
  const { commit, signer } = origin
  return { commit, ...(signer !== '' && { signer }) }
}

/** Of a notice that the releases table gives. */
export function endingOf(key: string): Partial<EndingRecord> {
  const occasion = occasionIn(key)
  if (occasion === undefined) return {}
  const { product, cycles, field, date, stage } = occasion
  return { product, ...cyclesRecord(cycles), field, date, stage }
}

/** One is `cycle`, several are `cycles`. */
export function cyclesRecord([cycle, ...more]: readonly string[]): Pick<EndingRecord, 'cycle' | 'cycles'> {
  if (cycle === undefined) return {}
  return more.length === 0 ? { cycle } : { cycles: [cycle, ...more] }
}

/** In wdiff's own signs, which every terminal can show. */
export function diffText({ diff }: Notice): string {
  const sign = {
    same: (text: string) => text,
    added: (text: string) => `{+${text}+}`,
    removed: (text: string) => `[-${text}-]`,
  }
  return diff.map(({ kind, text }) => sign[kind](text)).join('')
}

/** What a notice is called in addresses: keys hold `/` and `#`. @returns 16 hexadecimal digits */
export function noticeId(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 16)
}
