/**
 * Opens templates: those of a project are read and parsed at once, so that what is wrong with them is said before
 * anything is done; Belfry's own are whole, and are read when a mail is first made. In: the folder (mail.templates) and
 * the words. Out: the templates, when asked for. Door.
 */
import type { Words } from '../../words/words.js'
import type { Templates } from './make.js'

export type OpenTemplates = () => Promise<Templates>

/** @throws BelfryError TEMPLATE_MISSING, TEMPLATE */
export async function openTemplates(folder: string, words: Words): Promise<OpenTemplates> {
  const open = templatesWhenAsked(folder, words)
  if (folder !== '') await open()
  return open
}

/** What reads and fills in templates is loaded by the first who asks: most runs mail nobody. */
export function templatesWhenAsked(folder: string, words: Words): OpenTemplates {
  let opened: Templates | undefined
  return async () => {
    opened ??= (await import('./load.js')).loadTemplates(folder, words)
    return opened
  }
}
