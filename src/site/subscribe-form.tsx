/**
 * The form that asks for mail. Pure. In: where it goes and the lists there are. Out: the form. It posts `address`,
 * `list` (once for each list chosen), `format` (html or text) and `website`, which people do not see and only robots
 * fill in.
 */
import type { VNode } from 'preact'
import type { List } from '../config/schema.js'
import { say, type Words } from '../words/words.js'

/** Of the field for an address. With `type="email"` browsers refuse what stands before the @ in other scripts. */
export const ADDRESS_INPUT = {
  type: 'text',
  inputMode: 'email',
  autocomplete: 'email',
  autocapitalize: 'off',
  spellcheck: false,
  dir: 'ltr',
  required: true,
} as const

export interface SubscribeFormProps {
  readonly words: Words
  readonly action: string
  readonly lists: readonly List[]
}

export function SubscribeForm({ words, action, lists }: SubscribeFormProps): VNode {
  return (
    <form class="subscribe" method="post" action={action}>
      <p>
        <label for="address">{say(words, 'forms.address')}</label>
        <input id="address" name="address" {...ADDRESS_INPUT} />
      </p>
      <ListChoice words={words} lists={lists} />
      <fieldset class="format">
        <legend>{say(words, 'forms.format')}</legend>
        <label>
          <input type="radio" name="format" value="html" checked /> {say(words, 'forms.html')}
        </label>
        <label>
          <input type="radio" name="format" value="text" /> {say(words, 'forms.text')}
        </label>
      </fieldset>
      <p class="trap" aria-hidden="true">
        <label for="website">{say(words, 'forms.trap')}</label>
        <input id="website" name="website" type="text" tabIndex={-1} autocomplete="off" />
      </p>
      <button type="submit">{say(words, 'forms.subscribe')}</button>
    </form>
  )
}

/** With one list there is nothing to choose. */
function ListChoice({ words, lists }: Pick<SubscribeFormProps, 'words' | 'lists'>): VNode {
  const [first, ...others] = lists
  if (first !== undefined && others.length === 0) return <input type="hidden" name="list" value={first.id} />
  return (
    <fieldset class="lists">
      <legend>{say(words, 'forms.about')}</legend>
      {lists.map(({ id, title, description }) => (
        <label key={id}>
          <input type="checkbox" name="list" value={id} checked />
          <span>
            {title}
            {description && <small> {description}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  )
}
