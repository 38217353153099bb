/** Mailings, and one of them: numbers, who did not get it and the server's words, what can be done. Pure. Out: HTML. */
import type { VNode } from 'preact'
import type { MailingLook } from '../../delivery/mailing-look-store.js'
import type { MailingRecord, TroubledDelivery } from '../../delivery/mailing-reports-store.js'
import type { BouncedAddress } from '../../inbound/bounce-store.js'
import { may } from '../../operators/roles.js'
import { ActForm, consolePage, peopleCount } from './frame.js'
import type { SignedIn } from './signed-in.js'
import { MailingRows } from './today.js'

export function mailingsPage(here: SignedIn, mailings: readonly MailingRecord[]): string {
  const children = mailings.length === 0 ? 'No mailing yet.' : <MailingRows mailings={mailings} />
  return consolePage({ title: 'Mailings', here, children })
}

export interface MailingPage {
  readonly here: SignedIn
  readonly look: MailingLook
  readonly troubled: readonly TroubledDelivery[]
  readonly bounced: readonly BouncedAddress[]
  readonly said?: string
}

const STATES = ['accepted', 'queued', 'leased', 'sending', 'deferred', 'failed', 'uncertain', 'cancelled'] as const

export function mailingPage({ here, look, troubled, bounced, said }: MailingPage): string {
  const done = look.accepted + look.failed + look.cancelled
  return consolePage({
    title: look.subject,
    here,
    children: (
      <>
        {said !== undefined && <p role="status">{said}</p>}
        <p>
          Mailing {look.mailing} is {look.state}
          {look.reason !== '' && `: ${look.reason}`}. {done} of {peopleCount(look.audience)} are done, on{' '}
          {look.lists.join(', ')}.
        </p>
        <progress max={Math.max(1, look.audience)} value={done} aria-label="Deliveries done" />
        <div class="table">
          <table>
            <tbody>
              {STATES.filter((state) => look[state] > 0).map((state) => (
                <tr key={state}>
                  <th scope="row">{state}</th>
                  <td>{look[state]}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {look.domains.length > 0 && (
          <p class="quiet">
            In trouble:{' '}
            {look.domains.map(({ domain, deferred, failed }) => `${domain} (${deferred + failed})`).join(', ')}
          </p>
        )}
        {may(here.operator.role, 'stop') && <Acts here={here} look={look} />}
        <Trouble title="Who did not get it" rows={troubled.map((one) => [one.address, one.state, one.reply])} />
        <Trouble title="What came back" rows={bounced.map((one) => [one.address, one.class, one.words])} />
      </>
    ),
  })
}

function Trouble({ title, rows }: { title: string; rows: readonly (readonly string[])[] }): VNode | null {
  if (rows.length === 0) return null
  return (
    <section>
      <h2>{title}</h2>
      <div class="table">
        <table>
          <thead>
            <tr>
              <th scope="col">Address</th>
              <th scope="col">State</th>
              <th scope="col">The server said</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.join(' ')}>
                {row.map((cell) => (
                  <td key={cell}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Acts({ here, look }: { here: SignedIn; look: MailingLook }): VNode {
  const at = (act: string) => `/console/mailings/${look.mailing}/${act}`
  const decides = may(here.operator.role, 'decide')
  const waiting = peopleCount(look.queued + look.leased + look.deferred)
  const isRunning = look.state === 'queued' || look.state === 'sending'
  const isQuiet = !isRunning && look.state !== 'paused' && !(look.failed > 0 && decides)
  return (
    <section aria-labelledby="acts">
      <h2 id="acts">What you can do</h2>
      {isQuiet && <p class="quiet">Nothing is left to decide here.</p>}
      <div class="acts">
        {isRunning && (
          <ActForm here={here} action={at('pause')} label="Pause" says={`No further mail begins; ${waiting} wait.`} />
        )}
        {look.state === 'paused' && decides && (
          <ActForm here={here} action={at('resume')} label="Resume" says={`Mail goes on to ${waiting}.`} />
        )}
        {(isRunning || look.state === 'paused') && (
          <ActForm here={here} action={at('cancel')} label="Cancel" says={`${waiting} never get it.`} />
        )}
        {look.failed > 0 && decides && (
          <ActForm here={here} action={at('retry')} label="Retry" says={`Sent again to ${peopleCount(look.failed)}.`} />
        )}
      </div>
    </section>
  )
}
