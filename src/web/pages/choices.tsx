/** Fields that two forms share: which lists, and HTML or text. Pure. In: what is chosen now. Out: fieldsets. */
import type { VNode } from 'preact'
import { listsSpoken } from '../../config/list-texts.js'
import type { List } from '../../config/schema.js'
import { say, type Words } from '../../words/words.js'

export interface ListChoiceProps {
  readonly words: Words
  readonly lists: readonly List[]
  readonly chosen: readonly string[]
  /** What is wrong with the choice; shown beside it. */
  readonly fault?: string | undefined
  /** A word about a list, after its title. */
  readonly notes?: ReadonlyMap<string, string>
}

export function ListChoice({ words, lists, chosen, fault, notes }: ListChoiceProps): VNode {
  return (
    <fieldset class="lists" {...(fault !== undefined && { 'aria-describedby': 'lists-fault' })}>
      <legend>{say(words, 'forms.about')}</legend>
      <FieldFault id="lists-fault" text={fault} />
      {listsSpoken(lists, words.language).map(({ id, title, description }) => (
        <label key={id}>
          <input type="checkbox" name="list" value={id} checked={chosen.includes(id)} />
          <span>
            {title}
            {notes?.has(id) && <em> ({notes.get(id)})</em>}
            {description && <small> {description}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  )
}

export function FormatChoice({ words, format }: { words: Words; format: 'html' | 'text' }): VNode {
  return (
    <fieldset class="format">
      <legend>{say(words, 'forms.format')}</legend>
      <label>
        <input type="radio" name="format" value="html" checked={format === 'html'} /> {say(words, 'forms.html')}
      </label>
      <label>
        <input type="radio" name="format" value="text" checked={format === 'text'} /> {say(words, 'forms.text')}
      </label>
    </fieldset>
  )
}

export function FieldFault({ id, text }: { id: string; text: string | undefined }): VNode | null {
  return text === undefined ? null : (
    <p class="fault" id={id}>
      {text}
    </p>
  )
}
