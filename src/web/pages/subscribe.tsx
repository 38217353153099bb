/**
 * The form on a page of its own, empty or with what was typed and what is wrong with it. Pure. In: the site, the
 * configuration, the release cycles on offer, what was typed. Out: HTML. Its fields are those of
 * site/subscribe-form.tsx, which has no room for faults, and the cycles.
 */
import type { VNode } from 'preact'
import type { Config } from '../../config/schema.js'
import type { Site } from '../../site/site.js'
import { ADDRESS_INPUT } from '../../site/subscribe-form.js'
import { PROMISE } from '../consent-wording.js'
import type { RunGroup } from '../run-offer.js'
import { type Faults, type Typed, untouched } from '../subscribe-request.js'
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
  const isWrong = Object.keys(faults).length > 0
  return webPage(site, {
    title: isWrong ? 'Please look again' : `Get ${site.title} by mail`,
    ...(!isWrong && { canonical: `${config.web.url}/subscribe` }),
    children: (
      <>
        {!isWrong && <p class="leading">{PROMISE}</p>}
        <form class="subscribe boxed" method="post" action="/subscribe">
          <AddressField typed={typed} fault={faults.address} />
          <ListField config={config} typed={typed} fault={faults.lists} />
          <RunChoice offer={offer} fault={faults.runs} />
          <FormatChoice format={typed.format} />
          <Trap />
          <button type="submit">Subscribe</button>
          <p class="aside">
            Subscribed already? Give your address and{' '}
            <button type="submit" class="plain" name="want" value="preferences">
              get a link to change what you get
            </button>
          </p>
        </form>
        <p class="aside">
          Prefer to keep your address? The <a href="/#follow">feeds</a> hold the same.{' '}
          <a href="/help">How the mail works</a>
        </p>
      </>
    ),
  })
}

function AddressField({ typed, fault }: { typed: Typed; fault: string | undefined }): VNode {
  const wrong = fault !== undefined && {
    'aria-invalid': 'true' as const,
    'aria-describedby': 'address-fault',
    autofocus: true,
  }
  return (
    <div class="field">
      <label for="address">Your mail address</label>
      <input id="address" name="address" {...ADDRESS_INPUT} value={typed.address} {...wrong} />
      <FieldFault id="address-fault" text={fault} />
    </div>
  )
}

/** With one list there is nothing to choose. */
function ListField({ config, typed, fault }: { config: Config; typed: Typed; fault: string | undefined }): VNode {
  const [first, ...others] = config.lists
  if (first === undefined || others.length > 0)
    return <ListChoice lists={config.lists} chosen={typed.lists} fault={fault} />
  return (
    <>
      <FieldFault id="lists-fault" text={fault} />
      <input type="hidden" name="list" value={first.id} />
    </>
  )
}

function Trap(): VNode {
  return (
    <p class="trap" aria-hidden="true">
      <label for="website">Leave this empty</label>
      <input id="website" name="website" type="text" tabIndex={-1} autocomplete="off" />
    </p>
  )
}
