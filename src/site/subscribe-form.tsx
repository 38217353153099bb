/**
 * The form that asks for mail. Pure. In: where it goes and the lists there are. Out: the form. It posts `address`,
 * `list` (once for each list chosen), `format` (html or text), `language` and `asked` (tags of the language that is
 * chosen and of the form's own) where there are several, and `website`, which people do not see and only robots fill
 * in.
 */
import type { VNode } from 'preact'
import type { List } from '../config/schema.js'
import { say, type Words } from '../words/words.js'
import type { Site } from './site.js'

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
  readonly site: Site
  readonly lists: readonly List[]
}

export function SubscribeForm({ site, lists }: SubscribeFormProps): VNode {
  const { words } = site
  return (
    <form class="subscribe" method="post" action={`${site.webUrl}/subscribe`}>
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
      <LanguageChoice site={site} chosen={site.language} />
      <p class="trap" aria-hidden="true">
        <label for="website">{say(words, 'forms.trap')}</label>
        <input id="website" name="website" type="text" tabIndex={-1} autocomplete="off" />
      </p>
      <button type="submit">{say(words, 'forms.subscribe')}</button>
    </form>
  )
}

export interface LanguageChoiceProps {
  readonly site: Site
  /** A tag. */
  readonly chosen: string
}

/** The form says its own language as well: in its words people are asked. */
export function LanguageChoice({ site: { words, languages, language }, chosen }: LanguageChoiceProps): VNode | null {
  if (languages === undefined) return null
  return (
    <p class="language">
      <label for="language">{say(words, 'forms.language')}</label>
      <select id="language" name="language">
        {languages.map(({ tag, name }) => (
          <option key={tag} value={tag} lang={tag} selected={tag === chosen}>
            {name}
          </option>
        ))}
      </select>
      <input type="hidden" name="asked" value={language} />
    </p>
  )
}

/** With one list there is nothing to choose. */
function ListChoice({ words, lists }: { readonly words: Words; readonly lists: readonly List[] }): VNode {
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
