/**
 * The words in which people are asked whether they want mail: pages show them, and they are kept as proof. Pure. In:
 * the site's title, lists. Out: text.
 */
import type { List } from '../config/schema.js'

export const PROMISE =
  'One mail for each announcement and nothing else. You confirm first; every mail carries a link to leave.'
export const YES = 'Yes, subscribe me'

/** What stands before and after the address. */
export function questionOf(title: string): readonly [before: string, after: string] {
  return ['Should ', ` get mail from ${title}?`]
}

/** What somebody read who filled in the form and confirmed by mail. */
export function formWording(title: string, lists: readonly List[]): string {
  const [before, after] = questionOf(title)
  return [PROMISE, ...listLines(lists), `${before}(address)${after}`, `[${YES}]`].join('\n')
}

/** What somebody read who chose on the page that a mailed link opens. */
export function preferencesWording(title: string, lists: readonly List[]): string {
  return [`What (address) gets from ${title}:`, ...listLines(lists), '[Save]'].join('\n')
}

function listLines(lists: readonly List[]): string[] {
  return lists.map(({ title, description }) => (description === '' ? `- ${title}` : `- ${title}: ${description}`))
}
