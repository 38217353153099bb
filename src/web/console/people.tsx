/** Subscribers as operators see them who may. Pure. In: what was found. Out: HTML. */

import { may } from '../../operators/roles.js'
import type { SubscriberRecord } from '../../subscribers/search/listing-store.js'
import { webTexts } from '../texts.js'
import type { SignedIn } from './accounts/signed-in.js'
import { ActForm, consolePage, FaultBefore, faultyIf, ReasonField, type ReturnedForm } from './frame.js'
import { FormatField, LanguageField, ListFields, RunsField, type TitledList } from './person-fields.js'

export const STATES = ['pending', 'confirmed', 'ended', 'suppressed'] as const

/** What is looked for; empty where anything is meant. */
export interface PeopleAsked {
  readonly text: string
  /** Id. */
  readonly list: string
  readonly state: '' | (typeof STATES)[number]
}

export interface FoundPage {
  readonly asked: PeopleAsked
  readonly found: readonly SubscriberRecord[]
  readonly isMore: boolean
  /** What was just done. */
  readonly said?: string
  /** Of the form that adds somebody, where it comes back. */
  readonly fault?: ReturnedForm
  readonly lists: readonly TitledList[]
  /** Tags, the site's own first. */
  readonly languages: readonly string[]
}

export function foundPage(here: SignedIn, page: FoundPage): string {
  const { asked, found, isMore, said, lists } = page
  const isAsked = asked.text !== '' || asked.list !== '' || asked.state !== ''
  return consolePage({
    title: 'Subscribers',
    here,
    children: (
      <>
        {said !== undefined && <p role="status">{said}</p>}
        <form class="act find" method="get" action="/console/people">
          <label>
            Part of an address <input name="text" value={asked.text} maxLength={254} autocomplete="off" />
          </label>
          <label>
            List{' '}
            <select name="list">
              <option value="">any</option>
              {lists.map(({ id, title }) => (
                <option key={id} value={id} selected={id === asked.list}>
                  {title}
                </option>
              ))}
            </select>
          </label>
          <label>
            State{' '}
            <select name="state">
              <option value="">any</option>
              {STATES.map((state) => (
                <option key={state} value={state} selected={state === asked.state}>
                  {state}
                </option>
              ))}
            </select>
          </label>
          <button type="submit">Find</button>
        </form>
        {isAsked && found.length === 0 && <p>Nobody is found by that.</p>}
        <ul class="rows">
          {found.map(({ address, subscriptions, suppressed }) => (
            <li key={address}>
              <p>
                <a href={`/console/people/show?address=${encodeURIComponent(address)}`}>{address}</a>
                {suppressed && ' (suppressed)'}
              </p>
              <p class="quiet">{subscriptions.map(({ list, state }) => `${list}: ${state}`).join(', ')}</p>
            </li>
          ))}
        </ul>
        {isMore && <p>There are more: type more of the address, or export them.</p>}
        <h2>What you can do</h2>
        <div class="acts">
          <AddForm here={here} page={page} />
          <div class="act">
            <p>Import many people from a file: you see what would happen before anything does.</p>
            <p>
              <a href="/console/people/import">Import…</a>
            </p>
          </div>
          {may(here.operator.role, 'rule') && (
            <ActForm
              here={here}
              action="/console/people/export"
              label="Export"
              says={webTexts.people.csvFileWhichImport(isAsked)}
            >
              {Object.entries(asked).map(([name, value]) => (
                <input key={name} type="hidden" name={name} value={value} />
              ))}
              <ReasonField />
            </ActForm>
          )}
        </div>
      </>
    ),
  })
}

function AddForm({ here, page: { lists, languages, fault } }: { here: SignedIn; page: FoundPage }) {
  const typed = (name: string) => fault?.typed.text(name) ?? ''
  return (
    <ActForm here={here} action="/console/people/add" label="Add" says={webTexts.people.personMailedRequestConfirm()}>
      <FaultBefore fault={fault} field="address" />
      <label>
        Address{' '}
        <input
          name="address"
          type="email"
          value={typed('address')}
          required
          maxLength={254}
          autocomplete="off"
          {...faultyIf(fault, 'address')}
        />
      </label>
      <ListFields lists={lists} isTicked={(id) => fault?.typed.texts('list').includes(id) ?? true} fault={fault} />
      <FormatField chosen={typed('format')} />
      <LanguageField languages={languages} chosen={typed('language')} />
      <RunsField value={typed('runs')} fault={fault} />
      <label class="check">
        <input name="confirmed" type="checkbox" value="yes" checked={typed('confirmed') === 'yes'} /> They asked for it
        and confirmed it elsewhere: nothing is mailed now
      </label>
      <ReasonField value={typed('reason')} />
    </ActForm>
  )
}
