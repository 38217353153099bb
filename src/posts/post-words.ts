/**
 * What authors write in posts of a language and Belfry reads there: labels of updates, and the names under which
 * callouts are shown. Pure. In: the words of a language. Out: what is otherwise than in English, or nothing.
 */
import { calloutTypes } from '../config/markdown-names.js'
import { say, type Words } from '../words/words.js'
import { speaks } from './language.js'
import { isEnglishLabel, type UpdateWords } from './update-label.js'

export interface PostWords {
  /** A language tag. */
  readonly language: string
  readonly labels?: UpdateWords
  /** By type, where they differ from it. */
  readonly callouts?: Readonly<Record<string, string>>
}

export function postWords(words: Words): PostWords {
  const { language } = words
  const updates = listed(words, 'posts.update').filter((word) => !isEnglishLabel(word))
  const isOther = !/^en(?:-|$)/i.test(language)
  const names = calloutTypes.map((type) => [type, say(words, `posts.callout.${type}`).trim()] as const)
  const callouts = names.filter(([type, name]) => name.toLowerCase() !== type)
  return {
    language,
    ...((isOther || updates.length > 0) && { labels: { language, updates, before: listed(words, 'posts.beforeDay') } }),
    ...(callouts.length > 0 && { callouts: Object.fromEntries(callouts) }),
  }
}

function listed(words: Words, key: string): string[] {
  return say(words, key)
    .split(/[,،、]/)
    .map((word) => word.trim())
    .filter((word) => word !== '')
}

/**
 * Those of a post: of its own language, or of the one that its own is a part of.
 * @param all the site's first
 * @param language of the post; absent where posts are not told apart by it
 */
export function wordsForPost(all: readonly PostWords[] = [], language?: string): PostWords | undefined {
  if (language === undefined) return all[0]
  return (
    all.find((one) => one.language.toLowerCase() === language.toLowerCase()) ??
    all.find((one) => speaks(language, one.language))
  )
}
