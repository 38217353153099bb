/**
 * The form on a page of its own, empty or with what was typed and what is wrong with it. Pure. In: the site, the
 * configuration, the release cycles on offer, what was typed. Out: HTML. Its fields are those of
 * site/subscribe-form.tsx, which has no room for faults, and the cycles.
 */
import type { VNode } from 'preact'
import type { Config } from '../../config/schema.js'
import { linkedTo, said } from '../../site/said.js'
import type { Site } from '../../site/site.js'
import { ADDRESS_INPUT, LanguageChoice } from '../../site/subscribe-form.js'
import { say, type Words } from '../../words/words.js'
import type { RunGroup } from '../run-offer.js'
import { type Faults, faultSaid, type Typed, untouched } from '../subscribe-request.js'
import { FieldFault, FormatChoice, ListChoice } from './choices.js'
import { webPage } from './frame.js'
import { RunChoice } from './run-choice.js'

/** What was typed, and what is wrong with it. */
export interface TypedForm {
  readonly typed: Typed
  readonly faults: Faults
}

export function subscribePage(
  site: Site,
  config: Config,
  offer: readonly RunGroup[],
  { typed, faults }: TypedForm = { typed: untouched(config.lists), faults: {} },
): string {
  const { words } = site
  const isWrong = Object.keys(faults).length > 0
  return webPage(site, {
    title: isWrong ? say(words, 'forms.lookAgain') : say(words, 'forms.page.title', { site: site.title }),
    ...(!isWrong && { canonical: `${config.web.url}/subscribe` }),
    children: (
      <>
        {!isWrong && <p class="leading">{say(words, 'forms.promise')}</p>}
        <form class="subscribe boxed" method="post" action="/subscribe">
          <AddressField words={words} typed={typed} fault={faultSaid(words, faults.address)} />
          <ListField words={words} lists={config.lists} typed={typed} fault={faultSaid(words, faults.lists)} />
          <RunChoice words={words} offer={offer} fault={faultSaid(words, faults.runs)} />
          <FormatChoice words={words} format={typed.format} />
          <LanguageChoice site={site} chosen={typed.language ?? site.language} />
          <FieldFault id="language-fault" text={faultSaid(words, faults.language)} />
          <Trap words={words} />
          <button type="submit">{say(words, 'forms.subscribe')}</button>
          <p class="aside">
            {said(
              words,
              'forms.page.already',
              {},
              {
                button: (inside) => (
                  <button type="submit" class="plain" name="want" value="preferences">
                    {inside}
                  </button>
                ),
              },
            )}
          </p>
        </form>
        <p class="aside">
          {said(words, 'forms.page.feeds', {}, { feeds: linkedTo('/#follow'), help: linkedTo('/help') })}
        </p>
      </>
    ),
  })
}

interface FieldProps {
  readonly words: Words
  readonly typed: Typed
  readonly fault: string | undefined
}

function AddressField({ words, typed, fault }: FieldProps): VNode {
  const wrong = fault !== undefined && {
    'aria-invalid': 'true' as const,
    'aria-describedby': 'address-fault',
    autofocus: true,
  }
  return (
    <div class="field">
      <label for="address">{say(words, 'forms.address')}</label>
      <input id="address" name="address" {...ADDRESS_INPUT} value={typed.address} {...wrong} />
      <FieldFault id="address-fault" text={fault} />
    </div>
  )
}

/** With one list there is nothing to choose. */
function ListField({ words, lists, typed, fault }: FieldProps & Pick<Config, 'lists'>): VNode {
  const [first, ...others] = lists
  if (first === undefined || others.length > 0)
    return <ListChoice words={words} lists={lists} chosen={typed.lists} fault={fault} />
  return (
    <>
      <FieldFault id="lists-fault" text={fault} />
      <input type="hidden" name="list" value={first.id} />
    </>
  )
}

function Trap({ words }: { words: Words }): VNode {
  return (
    <p class="trap" aria-hidden="true">
      <label for="website">{say(words, 'forms.trap')}</label>
      <input id="website" name="website" type="text" tabIndex={-1} autocomplete="off" />
    </p>
  )
}
