/**
 * What a post says beside its body, in front matter alone: updates that were stated there, what users of earlier
 * versions must do, the download, where the page leads, the version. People act by these as by any sentence. Pure. In:
 * the post as it was judged, and as it is now. Out: texts to compare behind the bodies, and what leads elsewhere now.
 */
import type { Block } from './blocks.js'
import { type Moved, movedAddress } from './moved-links.js'
import { isEditorial } from './new-updates.js'
import type { PostText } from './post-text.js'

type Text = Pick<PostText, 'updates' | 'offered'>

/**
 * Texts of front matter that stand in both posts, in one order: of an update that is new or gone no text is compared,
 * because it is told, or nobody can read it any more.
 */
export function besideBody(before: Text, after: Text): { before: string[]; after: string[] } {
  const pairs = pairedUpdates(before, after)
  const [was = '', is = ''] = isKnown(before, after) ? [before.offered?.upgrade, after.offered?.upgrade] : []
  return {
    before: [...pairs.map(([old]) => old), was],
    after: [...pairs.map(([, now]) => now), is],
  }
}

/** By their day, and by their order where a day has several. */
function pairedUpdates(before: Text, after: Text): [string, string][] {
  const left = [...before.updates]
  return after.updates.flatMap(({ day, text }): [string, string][] => {
    const same = left.findIndex((old) => old.day === day && old.text === text)
    const at = same >= 0 ? same : left.findIndex((old) => old.day === day)
    const [old] = at < 0 ? [] : left.splice(at, 1)
    if (old === undefined || [old.text, text].every((one) => isEditorial({ day, label: '', text: one }))) return []
    return [[old.text, text]]
  })
}

/** A text that an older release kept says nothing of what it did not keep. */
function isKnown(before: Text, after: Text): boolean {
  return before.offered !== undefined && after.offered !== undefined
}

/** The blocks of several texts, with the lines that they have in `textOfParts`. */
export function blocksOfParts(parts: readonly string[], blocksIn: (text: string) => readonly Block[]): Block[] {
  let above = 0
  return parts.flatMap((part) => {
    const blocks = blocksIn(part).map((block) => ({ ...block, from: block.from + above, to: block.to + above }))
    above += part.split(/\r\n?|\n/).length + 1
    return blocks
  })
}

export function textOfParts(parts: readonly string[]): string {
  return parts.join('\n\n')
}

/** A download, or a page, that is elsewhere now. */
export function movedOffers(before: Text, after: Text): Moved[] {
  if (!isKnown(before, after)) return []
  const [old, now] = [before.offered ?? {}, after.offered ?? {}]
  return (['download', 'redirect'] as const).flatMap((key) => movedAddress(old[key], now[key]))
}

/** One that was not said before is no correction. */
export function otherVersion(before: Text, after: Text): { from: string; to: string } | undefined {
  const [from, to] = [before.offered?.version, after.offered?.version]
  return from === undefined || to === undefined || from === to ? undefined : { from, to }
}
