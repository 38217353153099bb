/**
 * Judges the edit of a post: must people hear of it? Pure. In: the post as it was judged last, and as it is now. Out:
 * tell, ask a person, or stay silent, and why; the update's text; how grave it is. Explicit marks tell, doubtful
 * changes ask, all else is silent. What weighs how much stands in significance-rules.ts.
 */
import { diffArrays } from 'diff'
import { nextDay } from '../../base/days.js'
import { localDays } from '../../base/local-days.js'
import type { Severity } from '../../posts/announcement.js'
import type { UpdateWords } from '../../posts/update-label.js'
import { type UpdateBlock, updateBlocks } from '../../posts/update-markers.js'
import { reasons } from '../reasons.js'
import { besideBody, blocksOfParts, movedOffers, otherVersion, textOfParts } from './beside-body.js'
import { type Block, blocksOf } from './blocks.js'
import { type Change, changesIn, type Run, runsBetween } from './changes.js'
import { doubtsOf, isOtherText } from './doubts.js'
import { grownItems } from './grown-list.js'
import { inferredSeverity } from './inferred-severity.js'
import { type Moved, movedLinks } from './moved-links.js'
import { isEditorial, newUpdates, type Update } from './new-updates.js'
import type { PostText } from './post-text.js'
import { MOST_CHANGES } from './significance-rules.js'
import { titleDoubt } from './title-doubt.js'
import { type DiffToken, proseTokens } from './tokens.js'
import { textOfChanges, textOfUpdate } from './update-text.js'
import { type WordDiff, wordDiff } from './word-diff.js'

export interface Judgement {
  readonly verdict: 'tell' | 'ask' | 'silent'
  /** What kind of change, for people. */
  readonly reason: string
  readonly severity: Severity
  /** False when the severity was inferred from words. */
  readonly severityStated: boolean
  /**
   * To tell: each new block, oldest first, in Markdown without its label. To ask: one proposal, the changed prose, ''
   * if nothing was added.
   */
  readonly updates: readonly { readonly day: string | null; readonly text: string }[]
  /** It withdraws what was not withdrawn before. */
  readonly recalls?: true
  /** It takes a withdrawal back. */
  readonly reinstates?: true
  /** Of the texts as they were compared; empty when silent. */
  readonly wordDiff: readonly WordDiff[]
}

const GRAVITY: readonly Severity[] = ['info', 'important', 'recall']

/**
 * @param today YYYY-MM-DD: a list that grows by dated items tells of none to come
 * @param words what labels of updates hold in the language of the post
 */
export function judgeEdit(before: PostText, after: PostText, today?: string, words?: UpdateWords): Judgement {
  if (isEqual(before, after)) return silent(after, reasons.nothingChanged())
  const edit = { ...editOf(before, after, words), ...(today !== undefined && { today }) }
  return told(edit) ?? asked(edit) ?? silent(after, silentReason(edit))
}

/** Both texts side by side, and what lies between them. */
interface Edit {
  readonly before: PostText
  readonly after: PostText
  readonly blocks: { readonly before: readonly Block[]; readonly after: readonly Block[] }
  readonly tokens: { readonly before: readonly DiffToken[]; readonly after: readonly DiffToken[] }
  /** The body, and behind it what front matter says: what `blocks.after` has the lines of. */
  readonly text: string
  readonly runs: readonly Run[]
  readonly changes: readonly Change[]
  readonly today?: string
  readonly words?: UpdateWords
}

function editOf(before: PostText, after: PostText, words?: UpdateWords): Edit {
  // One day, whichever way it is written.
  const days = words === undefined ? undefined : localDays(words.language, words.months)
  const blocksIn = (text: string) => blocksOf(days?.inPlain(text) ?? text)
  const beside = besideBody(before, after)
  const whole = { before: [before.body, ...beside.before], after: [after.body, ...beside.after] }
  const all = { before: blocksOfParts(whole.before, blocksIn), after: blocksOfParts(whole.after, blocksIn) }
  // Only where words differ: a label that was wrapped onto two lines is no label, but no news either.
  const isForm = wordsOfAll(all.before) === wordsOfAll(all.after)
  const blocks = isForm
    ? all
    : { before: newsBlocks(before.body, all.before, words), after: newsBlocks(after.body, all.after, words) }
  const still = withoutMoved(blocks)
  const tokens = { before: tokensOf(still.before), after: tokensOf(still.after) }
  const runs = runsBetween(tokens.before, tokens.after)
  const text = textOfParts(whole.after)
  return { before, after, blocks, tokens, text, runs, changes: changesIn(runs), ...(words !== undefined && { words }) }
}

/** Blocks that stand in both texts word for word, in another order, say nothing new where they stand now. */
function withoutMoved({ before, after }: Edit['blocks']): Edit['blocks'] {
  const keyOf = ({ key }: Block) => key
  const parts = diffArrays(before.map(keyOf), after.map(keyOf), { maxEditLength: MOST_CHANGES })
  if (parts === undefined) return { before, after }
  const changed = { removed: [] as string[], added: [] as string[] }
  for (const { removed, added, value } of parts)
    if (removed || added) changed[removed ? 'removed' : 'added'].push(...value)
  const moved = changed.removed.filter((key) => {
    const at = changed.added.indexOf(key)
    if (at >= 0) changed.added.splice(at, 1)
    return at >= 0
  })
  if (moved.length === 0) return { before, after }
  const left = (blocks: readonly Block[]) => {
    const count = new Map<string, number>()
    for (const key of moved) count.set(key, (count.get(key) ?? 0) + 1)
    return blocks.filter((block) => {
      const times = count.get(keyOf(block)) ?? 0
      if (times > 0) count.set(keyOf(block), times - 1)
      return times === 0
    })
  }
  return { before: left(before), after: left(after) }
}

/** Update blocks that only speak of spelling are left out of every comparison. */
function newsBlocks(body: string, blocks: readonly Block[], words?: UpdateWords): readonly Block[] {
  const editorial = updateBlocks(body, words).filter(isEditorial)
  const isWithin = (block: Block, { line, end }: UpdateBlock) => block.from >= line && block.from < end
  return editorial.length === 0
    ? blocks
    : blocks.filter((block) => !editorial.some((update) => isWithin(block, update)))
}

function told(edit: Edit): Judgement | undefined {
  const { before, after } = edit
  const updates = updatesTold(edit)
  const isRecalled = statedSeverity(after) === 'recall' && statedSeverity(before) !== 'recall'
  const reinstates = isReinstated(before, after)
  if (updates.length === 0 && !isRecalled && !reinstates) return undefined
  if (!isRecalled && !reinstates && laterThan(edit.today, updates) !== undefined) return undefined
  const isWithdrawn = after.withdrawn && !before.withdrawn
  const reason = isRecalled
    ? reasons.recallStated(isWithdrawn)
    : reinstates
      ? reasons.reinstated()
      : reasonToTell(updates)
  const prose = isRecalled
    ? [recallOf(edit, updates)]
    : updates.length > 0
      ? updates
      : [{ day: null, label: '', text: '' }]
  const words = prose.map(({ label, text }) => `${label}: ${text}`).join('\n\n')
  return {
    verdict: 'tell',
    reason,
    // Words that take a withdrawal back speak of what was wrong: nothing is inferred from them.
    ...(reinstates ? { severity: 'important', severityStated: true } : severityOf(after, words)),
    ...(reinstates && { reinstates }),
    ...(isRecalled && { recalls: true as const }),
    updates: prose.map(({ day, text }) => ({ day, text })),
    wordDiff: shownDiff(edit),
  }
}

/**
 * One mail, in what a person stated for it: the reason in front matter first, then each new block. What was added
 * beside them may wait as a question, and nobody said that it is the reason.
 */
function recallOf({ after: { because = '' }, today }: Edit, updates: readonly Update[]): Update {
  const blocks = updates.map(({ text }) => text)
  const isSaid = because === '' || blocks.some((text) => text.includes(because))
  const ahead = new Set(updates.filter((update) => laterThan(today, [update]) !== undefined))
  const day = updates.findLast((update) => update.day !== null && !ahead.has(update))?.day ?? null
  const label = updates.map((update) => update.label).join(' ')
  return { day, label, text: (isSaid ? blocks : [because, ...blocks]).join('\n\n') }
}

/** `withdrawn: false` was written into a post that was withdrawn, by whichever of the two keys. */
function isReinstated(before: PostText, after: PostText): boolean {
  return statedSeverity(before) === 'recall' && after.reinstated === true && statedSeverity(after) !== 'recall'
}

/** New blocks of the body and new entries of front matter, oldest first; a block that stands in both is one. */
function updatesTold(edit: Edit): Update[] {
  const { before, after } = edit
  const added = new Set(edit.changes.flatMap((change) => change.added))
  const isNew = (word: DiffToken) => added.has(word)
  const hasNews = ({ line, end }: UpdateBlock) =>
    edit.blocks.after.some((block) => block.from < end && block.to > line && block.tokens.some(isNew))
  const { fresh: blocks } = newUpdates(updateBlocks(before.body, edit.words), updateBlocks(after.body, edit.words))
  const inBody = blocks.filter(hasNews).map((block) => ({
    day: block.day,
    label: block.label,
    text: textOfUpdate(after.body, block, edit.blocks.after, isNew),
  }))
  const stated = newUpdates(entriesOf(before), entriesOf(after)).fresh
  const grown = newUpdates(stated, grownItems(before.body, after.body, edit)).fresh
  return [...inBody, ...newUpdates(inBody, stated).fresh, ...newUpdates(inBody, grown).fresh]
    .filter((update) => update.text !== '' && !isEditorial(update))
    .sort((a, b) => ((a.day ?? '9') < (b.day ?? '9') ? -1 : a.day === b.day ? 0 : 1))
}

function entriesOf(post: PostText): Update[] {
  return post.updates.map(({ day, text }) => ({ day, label: 'updates', text }))
}

function reasonToTell(updates: readonly Update[]): string {
  const names = updates.map(({ day, label }) => day ?? `“${label}”`)
  return updates.length > 1 ? reasons.newBlocks(names) : reasons.newBlock(names.join(), updates[0]?.day != null)
}

function asked(edit: Edit): Judgement | undefined {
  const { before, after } = edit
  const title = titleDoubt(before.title, after.title)
  const isEnglish = edit.words === undefined || /^en\b/i.test(edit.words.language)
  const doubts = doubtsOf(edit.changes, edit.tokens, isEnglish)
  const later = laterThan(edit.today, updatesTold(edit))
  const redated = newUpdates(updateBlocks(before.body, edit.words), updateBlocks(after.body, edit.words)).redated
  const moved = movedIn(edit)[0]
  const version = otherVersion(before, after)
  const isRaised = after.severity === 'important' && before.severity === 'info'
  // Said by its severity still, it is withdrawn.
  const isTakenOut =
    statedSeverity(before) === 'recall' && statedSeverity(after) !== 'recall' && after.reinstated !== true
  const because = after.withdrawn && after.because !== before.because ? (after.because ?? '') : undefined
  const reason =
    (isTakenOut ? reasons.withdrawalTakenOut() : undefined) ??
    (because === undefined ? undefined : reasons.otherBecause()) ??
    (later === undefined ? undefined : reasons.blockOfLater(later.day)) ??
    title ??
    (redated[0] === undefined ? undefined : reasons.blockRedated(redated[0].day)) ??
    doubts[0]?.reason ??
    (moved === undefined ? undefined : reasonOfMoved(moved)) ??
    (version === undefined ? undefined : reasons.factChanged('version', version.from, version.to)) ??
    (isRaised ? reasons.importantNow() : undefined) ??
    (isOtherText(edit.changes, tokensOf(edit.blocks.before)) ? reasons.textOther() : undefined)
  if (reason === undefined) return undefined
  const changes = doubts.length > 0 ? doubts.map(({ change }) => change) : edit.changes
  const added = changes.flatMap((change) => change.added.map(({ text }) => text)).join('')
  const text = because || later?.text || addedProse(edit, changes) || (title === undefined ? '' : after.title)
  return {
    verdict: 'ask',
    reason,
    ...(isTakenOut && { reinstates: true as const }),
    ...severityOf(after, title === undefined ? added : `${after.title}.\n\n${added}`),
    updates: [{ day: null, text }],
    wordDiff: diffOf(edit),
  }
}

/** Where no word changed, the addresses that did: a reader of the question sees where a link leads now. */
function diffOf(edit: Edit): WordDiff[] {
  const shown = shownDiff(edit)
  if (shown.some(({ kind }) => kind !== 'same')) return shown
  const moved = movedIn(edit).flatMap(({ from, to }): WordDiff[] => [
    { kind: 'removed', text: from },
    ...(to === '' ? [] : [{ kind: 'added' as const, text: to }]),
  ])
  return [...shown, ...moved]
}

function movedIn({ before, after }: Edit): Moved[] {
  return [...movedLinks(before.body, after.body), ...movedOffers(before, after)]
}

/** News of a day that has not come: a slip of the pen, or to be told some day. A day ahead is another time zone. */
function laterThan(today: string | undefined, updates: readonly Update[]): { day: string; text: string } | undefined {
  if (today === undefined) return undefined
  const most = nextDay(today)
  return updates.flatMap(({ day, text }) => (day !== null && day > most ? [{ day, text }] : []))[0]
}

function reasonOfMoved({ what, from, to }: Moved): string {
  if (what === 'host') return reasons.hostMoved(from, to)
  return what === 'mail' ? reasons.addressMoved(from, to) : reasons.downloadMoved(from, to === '' ? 'none' : to)
}

function addedProse(edit: Edit, changes: readonly Change[]): string {
  const added = new Set(changes.flatMap((change) => change.added))
  return textOfChanges(edit.text, edit.blocks.after, (word) => added.has(word))
}

function statedSeverity(post: PostText): Severity {
  return post.withdrawn ? 'recall' : post.severity
}

/** What words say counts only where it is graver than what the author said. */
function severityOf(post: PostText, words: string): Pick<Judgement, 'severity' | 'severityStated'> {
  const stated = statedSeverity(post)
  const inferred = inferredSeverity(words)
  const isGraver = GRAVITY.indexOf(inferred) > GRAVITY.indexOf(stated)
  return { severity: isGraver ? inferred : stated, severityStated: !isGraver && stated !== 'info' }
}

function shownDiff({ before, after, runs }: Edit): WordDiff[] {
  const title = before.title === after.title ? [] : runsBetween(proseTokens(before.title), proseTokens(after.title))
  return [...wordDiff(title), ...wordDiff(runs)]
}

function silent(after: PostText, reason: string): Judgement {
  const stated = statedSeverity(after)
  return { verdict: 'silent', reason, severity: stated, severityStated: stated !== 'info', updates: [], wordDiff: [] }
}

function silentReason({ runs, before, after }: Edit): string {
  const words = runs.flatMap((run) => (run.kind === 'same' ? [] : run.tokens)).length
  const count = (kind: Run['kind']) => runs.flatMap((run) => (run.kind === kind ? run.tokens : [])).length
  if (words > 0 && count('removed') === 0) return reasons.fewWordsNew(words)
  if (words > 0) return reasons.rephrased(words)
  return before.title === after.title ? reasons.formOnly() : reasons.titleFormOnly()
}

function isEqual(before: PostText, after: PostText): boolean {
  return JSON.stringify(before) === JSON.stringify(after)
}

function wordsOfAll(blocks: readonly Block[]): string {
  return blocks.map(({ key }) => key).join(' ')
}

function tokensOf(blocks: readonly Block[]): DiffToken[] {
  return blocks.flatMap(({ tokens }) => tokens)
}
