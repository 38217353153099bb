/**
 * What authors write in posts of a language and Belfry reads there: labels of updates, and the names under which
 * callouts are shown. Pure. In: the words of a language. Out: what is otherwise than in English, or nothing.
 */
import { calloutTypes } from '../config/markdown-names.js'
import { say, type Words } from '../words/words.js'
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
  const labels = {
    ...{ language, updates, before: listed(words, 'posts.beforeDay') },
    ...(isOther && { months: MONTHS.map((month) => listed(words, `posts.month.${month}`)) }),
  }
  const names = calloutTypes.map((type) => [type, say(words, `posts.callout.${type}`).trim()] as const)
  const callouts = names.filter(([type, name]) => name.toLowerCase() !== type)
  return {
    language,
    ...((isOther || updates.length > 0) && { labels }),
    ...(callouts.length > 0 && { callouts: Object.fromEntries(callouts) }),
  }
}

/** As the keys of their names. */
const MONTHS = [
  ...['january', 'february', 'march', 'april', 'may', 'june'],
  ...['july', 'august', 'september', 'october', 'november', 'december'],
]

function listed(words: Words, key: string): string[] {
  return say(words, key)
    .split(/[,،、]/)
    .map((word) => word.trim())
    .filter((word) => word !== '')
}
