/**
 * What somebody gets, to look at and to change. Pure. In: the site, whose link it is, what there is to choose. Out:
 * HTML.
 */
import type { VNode } from 'preact'
import type { List } from '../../config/schema.js'
import type { LinkHolder } from '../../run/membership.js'
import type { Site } from '../../site/site.js'
import { ADDRESS_INPUT } from '../../site/subscribe-form.js'
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

function titleOf(isNew: boolean, fault: string | undefined): string {
  if (fault !== undefined) return 'Please look again'
  return isNew ? 'You are subscribed' : 'Your preferences'
}

export function preferencesPage(
  site: Site,
  { person, states }: LinkHolder,
  { lists: all, offer, fault, done, other }: Preferences,
): string {
  const inState = (wanted: string) => all.filter(({ id }) => states.get(id)?.state === wanted).map(({ id }) => id)
  const chosen = inState('confirmed')
  const notes = new Map(inState('pending').map((id) => [id, 'asked for, not confirmed yet']))
  return webPage(site, {
    title: titleOf(done === 'confirmed' && chosen.length > 0, fault ?? other?.fault),
    children: (
      <>
        {done === 'confirmed' && chosen.length > 0 && (
          <p class="saved" role="status">
            The next announcement comes to you by itself. Every mail carries a link to leave, and one to this page.
          </p>
        )}
        {done === 'asked' && (
          <p class="saved" role="status">
            Two mails are on their way, to this address and to the new one. It changes once you have opened the links in
            both.
          </p>
        )}
        {done === 'saved' && (
          <p class="saved" role="status">
            Saved.{' '}
            {chosen.length === 0 ? 'No more mail goes to you; it was immediate.' : 'It applies from the next mail on.'}
          </p>
        )}
        <p class="leading">
          What <AddressText address={person.address} /> gets from {site.title}:
        </p>
        <form class="boxed" method="post">
          <ListChoice lists={all} chosen={chosen} notes={notes} />
          <RunChoice offer={offer} fault={fault} />
          <FormatChoice format={person.format} />
          <button type="submit" name="save" value="yes">
            Save
          </button>
        </form>
        <p class="aside">With no list chosen you get no mail at all, and nobody asks you why.</p>
        {chosen.length > 0 && <OtherAddress {...(other !== undefined && { other })} />}
      </>
    ),
  })
}

function OtherAddress({ other }: Pick<Preferences, 'other'>): VNode {
  const wrong = other !== undefined && {
    'aria-invalid': 'true' as const,
    'aria-describedby': 'address-fault',
    autofocus: true,
  }
  return (
    <form class="boxed" method="post">
      <h2>Another address</h2>
      <div class="field">
        <label for="address">Your new mail address</label>
        <input id="address" name="address" {...ADDRESS_INPUT} value={other?.typed ?? ''} {...wrong} />
        <FieldFault id="address-fault" text={other?.fault} />
      </div>
      <button type="submit" name="change" value="yes">
        Change the address
      </button>
      <p class="aside">Both mailboxes get a link, and it changes once both are opened.</p>
    </form>
  )
}
