/** `lists`: the audiences that people subscribe to. Pure. */
import * as z from 'zod'
import type { KeyFault } from '../key-fault.js'
import { withTexts } from '../list-texts.js'
import { configTexts } from '../texts.js'
import { languageTag } from './values.js'

const NO_TEXT = (issue: { readonly input?: unknown }) =>
  issue.input === undefined
    ? undefined
    : 'must be a text, or one for each language, like { en: Releases, de: Versionen }'

const textByLanguage = z.record(z.string(), z.string().trim().min(1))

const list = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}$/, { error: 'must be lower-case letters, digits and hyphens' }),
    title: z.union([z.string().min(1), textByLanguage], { error: NO_TEXT }),
    description: z.union([z.string(), textByLanguage], { error: NO_TEXT }).default(''),
    categories: z.array(z.string().trim().min(1)).min(1),
    severity: z.enum(['important', 'recall']).optional(),
    language: z.literal('').or(languageTag).optional(),
  })
  .transform(withTexts)

export const listsSection = z
  .array(list)
  .min(1)
  .prefault([{ id: 'all', title: 'All announcements', categories: ['*'] }])

interface NamesLists {
  readonly lists: readonly { readonly id: string }[]
  readonly expected: readonly { readonly list?: string | undefined }[]
  readonly notices: { readonly endOfLifeLists?: readonly string[] | undefined }
}

/** Two lists of one id, and ids of no list wherever other keys name one. */
export function listIdFaults({ lists, expected, notices }: NamesLists): KeyFault[] {
  const ids = lists.map(({ id }) => id)
  const isNone = (id: string | undefined) => id !== undefined && !ids.includes(id)
  return [
    ...ids.flatMap((id, index) =>
      ids.indexOf(id) < index ? [{ path: ['lists', index, 'id'], message: configTexts.schema.idTwoLists(id) }] : [],
    ),
    ...expected.flatMap(({ list }, index) =>
      isNone(list) ? [{ path: ['expected', index, 'list'], message: configTexts.schema.idNoList(list ?? '') }] : [],
    ),
    ...(notices.endOfLifeLists ?? []).flatMap((id, index) =>
      isNone(id) ? [{ path: ['notices', 'endOfLifeLists', index], message: configTexts.schema.idNoList(id) }] : [],
    ),
  ]
}
