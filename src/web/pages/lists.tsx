/** Lists as people read them: title and description. Pure. In: lists. Out: a list of them. */
import type { VNode } from 'preact'
import { listsSpoken } from '../../config/list-texts.js'
import type { List } from '../../config/schema.js'
import { listIn } from '../../words/words.js'

export function Lists({ lists, language }: { lists: readonly List[]; language: string }): VNode {
  return (
    <ul class="plain-lists">
      {listsSpoken(lists, language).map(({ id, title, description }) => (
        <li key={id}>
          <strong>{title}</strong> {description && <small>{description}</small>}
        </li>
      ))}
    </ul>
  )
}

/** `A`, `A and B`, `A, B and C`, in that language. */
export function titlesOf(lists: readonly List[], language: string): string {
  return listIn(
    language,
    listsSpoken(lists, language).map((list) => list.title),
  )
}
