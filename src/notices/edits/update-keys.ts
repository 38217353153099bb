/**
 * Which notice tells which update block. Pure. In: the blocks that are not told of yet, the update notices of the post.
 * Out: a key for each block: the one it has where a notice stands for it, by what it says rather than by where it
 * stands (authors write the newest on top as often as below), else the next number of its day.
 */

import { parseNoticeKey, updateKey } from '../../register/notice-keys.js'
import type { Notice } from '../notice.js'
import { likeness } from './new-updates.js'
import { SAME_TEXT } from './significance-rules.js'

export interface KeyedBlock {
  /** YYYY-MM-DD, as stated or as first seen. */
  readonly day: string
  /** Markdown. */
  readonly text: string
  /** It was not there when the post was last seen. */
  readonly isNew: boolean
}

/** @param current notices of the comparison that is open @param earlier those before it, whose numbers are used */
export function keysFor(
  post: string,
  blocks: readonly KeyedBlock[],
  current: readonly Notice[],
  earlier: readonly Notice[],
): string[] {
  const keys = new Map<KeyedBlock, string>()
  const free = new Set(current)
  const isOf = (notice: Notice, day: string) => numberOf(notice.key, post, day) > 0
  const claim = (mayBe: (notice: Notice, block: KeyedBlock) => boolean) => {
    for (const block of blocks) {
      const found = [...free].find((notice) => isOf(notice, block.day) && mayBe(notice, block))
      if (keys.has(block) || found === undefined) continue
      keys.set(block, found.key)
      free.delete(found)
    }
  }
  claim((notice, block) => notice.text === block.text)
  claim((notice, block) => !block.isNew && likeness(notice.text, block.text) >= SAME_TEXT)
  // An operator may have put it in other words; what they sent by hand is news of its own.
  claim((notice, block) => !block.isNew && notice.cameBy !== 'hand')
  claim((notice) => notice.state === 'asked' || notice.state === 'gone')
  const used = [...current, ...earlier].map((notice) => notice.key)
  return blocks.map((block) => {
    const key = keys.get(block) ?? nextKey(post, block.day, used)
    used.push(key)
    return key
  })
}

export function nextKey(post: string, day: string, used: readonly string[]): string {
  return updateKey(post, day, Math.max(0, ...used.map((key) => numberOf(key, post, day))) + 1)
}

/** The how manieth update of the post on that day a key is of; 0 for any other key. */
export function numberOf(key: string, post: string, day: string): number {
  const parsed = parseNoticeKey(key)
  return parsed?.kind === 'update' && parsed.post === post && parsed.day === day ? parsed.count : 0
}
