/**
 * Updates that another copy of the ledger told or dismissed after this one last compared the post: the register names
 * them, and the post may say them still. Pure. In: the blocks that are to be told, the post's update notices. Out:
 * which block was told under which key, found by what the block says, because a block without a day was told under the
 * day of its first sight; and whether the other blocks may have been told too.
 */
import { isOpen, type Notice } from '../notice.js'
import { likeness } from './new-updates.js'
import type { Judgement } from './significance.js'
import { SAME_TEXT } from './significance-rules.js'
import { numberOf } from './update-keys.js'

/** A block as the post says it. */
export interface SaidBlock {
  /** As its author stated it; null where they did not. */
  readonly day: string | null
  /** Markdown; '' of a recall without words. */
  readonly text: string
}

/** @param judgedAt when the post was compared last */
export function toldElsewhere(notices: readonly Notice[], judgedAt: number): Notice[] {
  return notices.filter(
    (notice) =>
      notice.cameBy === 'register' &&
      notice.kind === 'update' &&
      !isOpen(notice) &&
      notice.state !== 'gone' &&
      (notice.toldAt ?? notice.since) > judgedAt,
  )
}

/**
 * @param elsewhere what `toldElsewhere` found
 * @returns block → the notice that told it; and what is left of the notices
 */
export function claimTold<Block extends SaidBlock>(
  blocks: readonly Block[],
  elsewhere: readonly Notice[],
  judgement: Pick<Judgement, 'severity' | 'severityStated' | 'reinstates'>,
): { readonly claimed: ReadonlyMap<Block, Notice>; readonly left: readonly Notice[] } {
  const claimed = new Map<Block, Notice>()
  const left = new Set(elsewhere)
  const claim = (isIt: (notice: Notice, block: Block) => boolean) => {
    for (const block of blocks) {
      const found = claimed.has(block) ? undefined : [...left].find((notice) => isIt(notice, block))
      if (found === undefined) continue
      claimed.set(block, found)
      left.delete(found)
    }
  }
  claim((notice, { text }) => notice.text !== '' && (notice.text === text || likeness(notice.text, text) >= SAME_TEXT))
  const last = lastWord(elsewhere)
  claim((notice, { day }) => day === null && notice === last && saysTheSame(notice, judgement))
  // Of what was dismissed nobody keeps the words.
  const isOf = (notice: Notice, day: string) => numberOf(notice.key, notice.post ?? '', day) > 0
  claim((notice, { day }) => day !== null && notice.text === '' && isOf(notice, day))
  return { claimed, left: [...left] }
}

/** The newest that withdraws, or takes that back: what stands in front matter is that, or news. */
function lastWord(elsewhere: readonly Notice[]): Notice | undefined {
  return elsewhere
    .filter(({ state, severity, reinstates }) => state === 'told' && (severity === 'recall' || reinstates))
    .reduce<Notice | undefined>((last, one) => ((last?.toldAt ?? 0) > (one.toldAt ?? 0) ? last : one), undefined)
}

function saysTheSame(
  notice: Notice,
  { severity, severityStated, reinstates }: Pick<Judgement, 'severity' | 'severityStated' | 'reinstates'>,
): boolean {
  if (reinstates === true) return notice.reinstates
  return !notice.reinstates && severity === 'recall' && severityStated
}
