/**
 * What somebody gets, to look at and to change. Pure. In: the site, whose link it is, what there is to choose. Out:
 * HTML.
 */
import type { VNode } from 'preact'
import type { List } from '../../config/schema.js'
import type { LinkHolder } from '../../run/people/link-holder.js'
import { said } from '../../site/said.js'
import type { Site } from '../../site/site.js'
import { ADDRESS_INPUT, LanguageChoice } from '../../site/subscribe-form.js'
import { say, type Words } from '../../words/words.js'
import type { RunGroup } from '../run-offer.js'
import { AddressText } from './address-text.js'
import { FieldFault, FormatChoice, ListChoice } from './choices.js'
import { webPage } from './frame.js'
import { RunChoice } from './run-choice.js'

export interface Preferences {
  /** All lists. */
  readonly lists: readonly List[]
  readonly offer: readonly RunGroup[]
  /** Of the release cycles; then nothing was saved. */
  readonly fault?: string
  /** What has just been done. */
  readonly done?: 'saved' | 'confirmed' | 'asked'
  /** Another address that was typed, and what is wrong with it. */
  readonly other?: { readonly typed: string; readonly fault: string }
}

function titleOf(words: Words, isNew: boolean, fault: string | undefined): string {
  if (fault !== undefined) return say(words, 'forms.lookAgain')
  return say(words, `forms.preferences.${isNew ? 'subscribed' : 'title'}`)
}

export function preferencesPage(
  site: Site,
  { person, states }: LinkHolder,
  { lists: all, offer, fault, done, other }: Preferences,
): string {
  const inState = (wanted: string) => all.filter(({ id }) => states.get(id)?.state === wanted).map(({ id }) => id)
  const chosen = inState('confirmed')
  const { words } = site
  const sentence = (key: string) => say(words, `forms.preferences.${key}`)
  const notes = new Map(inState('pending').map((id) => [id, sentence('pending')]))
  return webPage(site, {
    title: titleOf(words, done === 'confirmed' && chosen.length > 0, fault ?? other?.fault),
    children: (
      <>
        {done === 'confirmed' && chosen.length > 0 && (
          <p class="saved" role="status">
            {sentence('next')}
          </p>
        )}
        {done === 'asked' && (
          <p class="saved" role="status">
            {sentence('asked')}
          </p>
        )}
        {done === 'saved' && (
          <p class="saved" role="status">
            {sentence(chosen.length === 0 ? 'savedNone' : 'saved')}
          </p>
        )}
        <p class="leading">
          {said(words, 'forms.preferences.gets', {
            address: <AddressText address={person.address} />,
            site: site.title,
          })}
        </p>
        <form class="boxed" method="post">
          <ListChoice words={words} lists={all} chosen={chosen} notes={notes} />
          <RunChoice words={words} offer={offer} fault={fault} />
          <FormatChoice words={words} format={person.format} />
          <LanguageChoice site={site} chosen={site.language} />
          <button type="submit" name="save" value="yes">
            {sentence('save')}
          </button>
        </form>
        <p class="aside">{sentence('none')}</p>
        {chosen.length > 0 && <OtherAddress words={words} {...(other !== undefined && { other })} />}
      </>
    ),
  })
}

function OtherAddress({ words, other }: Pick<Preferences, 'other'> & { readonly words: Words }): VNode {
  const sentence = (key: string) => say(words, `forms.preferences.${key}`)
  const wrong = other !== undefined && {
    'aria-invalid': 'true' as const,
    'aria-describedby': 'address-fault',
    autofocus: true,
  }
  return (
    <form class="boxed" method="post">
      <h2>{sentence('anotherAddress')}</h2>
      <div class="field">
        <label for="address">{sentence('newAddress')}</label>
        <input id="address" name="address" {...ADDRESS_INPUT} value={other?.typed ?? ''} {...wrong} />
        <FieldFault id="address-fault" text={other?.fault} />
      </div>
      <button type="submit" name="change" value="yes">
        {sentence('change')}
      </button>
      <p class="aside">{sentence('both')}</p>
    </form>
  )
}
