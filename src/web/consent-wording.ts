/**
 * The words in which people are asked whether they want mail: pages show them, and they are kept as proof. Pure. In:
 * the words of a language, the site's title, lists. Out: text.
 */
import { listsSpoken } from '../config/list-texts.js'
import type { List } from '../config/schema.js'
import { say, type Words } from '../words/words.js'

/** What says them, and who asks. */
interface Asking {
  readonly words: Words
  readonly title: string
}

/**
 * What somebody read who filled in the form and confirmed by mail.
 * @param formWords of the form, where it was in another language
 */
export function formWording({ words, title }: Asking, lists: readonly List[], formWords = words): string {
  const question = say(words, 'forms.confirm.question', { address: placeholder(words), site: title })
  return [
    say(formWords, 'forms.promise'),
    ...listLines(lists, formWords),
    question,
    `[${say(words, 'forms.confirm.yes')}]`,
  ].join('\n')
}

/** What somebody read who chose on the page that a mailed link opens. */
export function preferencesWording({ words, title }: Asking, lists: readonly List[]): string {
  const gets = say(words, 'forms.preferences.gets', { address: placeholder(words), site: title })
  return [gets, ...listLines(lists, words), `[${say(words, 'forms.preferences.save')}]`].join('\n')
}

/** Proof names nobody: whose it is stands beside it. */
function placeholder(words: Words): string {
  return say(words, 'forms.preferences.placeholder')
}

function listLines(lists: readonly List[], { language }: Words): string[] {
  return listsSpoken(lists, language).map(({ title, description }) =>
    description === '' ? `- ${title}` : `- ${title}: ${description}`,
  )
}
