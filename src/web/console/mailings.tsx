/** Mailings, and one of them: numbers, who did not get it and the server's words, what can be done. Pure. Out: HTML. */

import type { VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { spokenDuration } from '../../base/units.js'
import type { MailingLook } from '../../delivery/mailing-look-store.js'
import { type Progress, progressOf } from '../../delivery/mailing-progress.js'
import type { MailingRecord, TroubledDelivery } from '../../delivery/mailing-reports-store.js'
import { perTime } from '../../delivery/paces.js'
import type { Retried } from '../../delivery/retry-store.js'
import type { BouncedAddress } from '../../inbound/bounce-store.js'
import type { Notice } from '../../notices/notice.js'
import { may } from '../../operators/roles.js'
import { noticeId } from '../../run/operators/notice-record.js'
import type { Retriable, SteerAgreed } from '../../run/operators/steer-mailing.js'
import type { ListedEvent } from '../../subscribers/event-store.js'
import { webTexts } from '../texts.js'
import type { SignedIn } from './accounts/signed-in.js'
import { agreeingSentence } from './agreeing.js'
import { ActForm, consolePage, instantText, Pages, peopleCount, ReasonField, Table } from './frame.js'
import { LIVE_SCRIPT_PATH } from './live-script.js'
import { FindMailing, MailingRows, reasonBehind, SAVED_MAIL_PATH, WHO_DID_NOT } from './mailing-rows.js'
import { isUnderWay } from './open-mailing-watch.js'
import { OriginFacts } from './origin.js'
import type { PausedWords } from './words-on.js'

export interface MailingsPage {
  readonly here: SignedIn
  readonly mailings: readonly MailingRecord[]
  readonly paused: PausedWords
  /** What was looked for; empty for all. */
  readonly text: string
  /** Of all, from 1. */
  readonly page: number
  readonly last: number
}

/** On a page. */
export const SHOWN_MAILINGS = 50

export function mailingsPage({ here, mailings, paused, text, page, last }: MailingsPage): string {
  return consolePage({
    title: 'Mailings',
    here,
    children: (
      <>
        <FindMailing text={text} />
        <p>
          <a href={SAVED_MAIL_PATH}>Check a mail that you saved as a file</a>
        </p>
        {mailings.length === 0 ? (
          <p>{text === '' ? webTexts.mailings.noMailingYet() : webTexts.mailings.noMailingFound()}</p>
        ) : (
          <MailingRows mailings={mailings} here={here} paused={paused} isStoppable />
        )}
        <Pages page={page} last={last} pathOf={(number) => `/console/mailings?page=${number}`} />
      </>
    ),
  })
}

/** Where the server does not say how far it is. */
const WAITS = webTexts.mailings.doesNotMoveAt()

export interface MailingPage {
  readonly here: SignedIn
  readonly look: MailingLook
  readonly troubled: readonly TroubledDelivery[]
  readonly bounced: readonly BouncedAddress[]
  /** Which it mails; absent where it goes to one person, because of something they did. */
  readonly notice?: Notice
  readonly agreed: SteerAgreed
  /** Whom a retry would mail, and whom not. */
  readonly retriable: Retriable
  /** What was decided of it, the newest first. */
  readonly words: readonly ListedEvent[]
  readonly said?: string
}

export function mailingPage(page: MailingPage): string {
  const { here, look, troubled, bounced, notice, words, said } = page
  const path = `/console/mailings/${look.mailing}`
  const isLive = isUnderWay(look)
  return consolePage({
    title: look.subject,
    here,
    ...(isLive && { script: LIVE_SCRIPT_PATH }),
    children: (
      <>
        {said !== undefined && <p role="status">{said}</p>}
        <div id="live" {...(isLive && { 'data-events': `${path}/events`, 'data-page': path, 'data-waits': WAITS })}>
          <Live look={look} progress={progressOf(look, [look])} timezone={here.timezone} />
        </div>
        {isLive && <p id="live-says" class="quiet" role="status" />}
        {isLive && (
          <noscript>
            <p class="quiet">Load the page again to see how far it is.</p>
          </noscript>
        )}
        <Words words={words} timezone={here.timezone} />
        {may(here.operator.role, 'stop') && <Acts page={page} />}
        <div id={WHO_DID_NOT}>
          <Trouble
            title="Who did not get it"
            all={`belfry mailings show ${look.mailing} --failed, and --uncertain`}
            rows={troubled.map((one) => [one.address, one.state, one.reply])}
          />
          <Trouble
            title="What came back"
            all={`belfry mailings show ${look.mailing} --bounced`}
            rows={bounced.map((one) => [one.address, one.class, one.words])}
          />
        </div>
        <h2>What it came from</h2>
        <dl class="facts">
          <dt>Notice</dt>
          <dd>{notice === undefined ? look.key : <a href={`/console/notices/${noticeId(look.key)}`}>{look.key}</a>}</dd>
          {notice !== undefined && <OriginFacts notice={notice} />}
          <dt>Message-ID</dt>
          <dd>{look.messageId}</dd>
        </dl>
      </>
    ),
  })
}

/** What changes while it is sent, as the page and the stream of events show it. */
export function liveHtml(look: MailingLook, progress: Progress, timezone: string): string {
  return renderToString(<Live look={look} progress={progress} timezone={timezone} />)
}

/** How servers answer, by the class of the reply (RFC 5321 §4.2.1), and what has none yet. */
const STATES = [
  ['accepted', 'accepted (2yz): the next server took it'],
  ['deferred', 'deferred (4yz): tried again later'],
  ['failed', 'failed (5yz): refused for good'],
  ['uncertain', 'uncertain: the server may have it'],
  ['queued', 'not tried yet'],
  ['leased', 'about to be sent'],
  ['sending', 'being sent'],
  ['cancelled', 'cancelled'],
] as const

function Live({ look, progress, timezone }: { look: MailingLook; progress: Progress; timezone: string }): VNode {
  const { mailing, state, reason, audience, lists, domains, slowed } = look
  return (
    <>
      <p>
        Mailing {mailing} is {state}
        {reason !== '' && `: ${reason}`}. {progress.done} of {peopleCount(audience)} are done, on {lists.join(', ')}.
      </p>
      <progress max={Math.max(1, audience)} value={progress.done} aria-label="Deliveries done" />
      <p>{paceOf(look, progress, timezone)}</p>
      <Table
        caption="What the servers replied"
        head={['State', 'People']}
        rows={STATES.filter(([name]) => look[name] > 0).map(([name, says]) => [says, look[name]])}
      />
      {domains.length > 0 && (
        <Table
          caption={`Domains in trouble${look.isPartial ? ', of the first that were' : ''}`}
          head={['Domain', 'Deferred', 'Failed', 'Uncertain', 'The server said last']}
          rows={domains.map((one) => [one.domain, one.deferred, one.failed, one.uncertain, one.reply])}
        />
      )}
      {slowed.length > 0 && (
        <p>
          Slowed because they asked for patience:{' '}
          {slowed.map((one) => `${one.domain}, ${perTime(one.pace)}`).join('; ')}.
        </p>
      )}
    </>
  )
}

/** How fast it goes and how long it takes, as far as that is known. */
function paceOf(look: MailingLook, progress: Progress, timezone: string): string {
  const { state, startedAt, finishedAt, rate, nextRetry, now } = look
  const { left, leftMs, rateNow } = progress
  if (startedAt === null) return webTexts.mailings.nothingSentYet()
  const began = `It began ${instantText(startedAt, timezone)}`
  if (finishedAt !== null) return webTexts.mailings.andEnded(began, instantText(finishedAt, timezone))
  if (!isUnderWay({ state })) return webTexts.mailings.areLeft(began, left)
  const speed = rateNow ?? rate
  const rest = leftMs ?? (speed > 0 ? (left / speed) * 1000 : null)
  return [
    speed > 0 ? `${perTime(speed)} now` : 'Nothing was accepted in the last minute',
    `${left} left`,
    ...(rest === null || left === 0 ? [] : [`about ${spokenDuration(rest)} to go`]),
    ...(nextRetry === null
      ? []
      : [nextRetry <= now ? 'a retry is due' : `next retry in ${spokenDuration(nextRetry - now)}`]),
  ].join(', ')
}

/** Rows of a table. */
export const MOST = 100

/** @param all the command that names all of them */
function Trouble(props: {
  readonly title: string
  readonly all: string
  readonly rows: readonly (readonly string[])[]
}): VNode | null {
  const { title, all, rows } = props
  if (rows.length === 0) return null
  return (
    <section>
      <h2>{title}</h2>
      <Table
        caption={`${title}: ${captionOf(rows.length, all)}`}
        head={['Address', 'State', 'The server said']}
        rows={rows}
      />
    </section>
  )
}

function captionOf(count: number, all: string): string {
  return count < MOST ? peopleCount(count) : webTexts.mailings.firstOfThem(count, all)
}

export type MailingAct = 'pause' | 'resume' | 'cancel' | 'failed' | 'uncertain'

/** The last two are sent again. */
export function isRetry(act: MailingAct): act is 'failed' | 'uncertain' {
  return act === 'failed' || act === 'uncertain'
}

/** Who paused it, when, and why. */
function Words({ words, timezone }: { words: readonly ListedEvent[]; timezone: string }): VNode | null {
  if (words.length === 0) return null
  return (
    <section aria-labelledby="decided">
      <h2 id="decided">What was decided</h2>
      <ul class="rows">
        {words.map(({ number, action, by, via, at, reason, details }) => (
          <li key={number}>
            {webTexts.mailings.decided(actedOf(action, details), by, via, instantText(at, timezone))}
            {reasonBehind(reason)}
          </li>
        ))}
      </ul>
    </section>
  )
}

const ACTED = new Map<string, string>([
  ['pause', 'Paused'],
  ['resume', 'Resumed'],
  ['cancel', 'Cancelled'],
  ['retry', 'Retried'],
])

/** Where others have to agree first, a word was said and nothing done. */
function actedOf(action: string, details: unknown): string {
  const { approvals = 1, needed = 1 } = details as { readonly approvals?: number; readonly needed?: number }
  const acted = ACTED.get(action) ?? action
  return needed > approvals ? `${acted} (${approvals} of ${needed} agreed)` : acted
}

/** What a button is called, and what it does. */
export function actOf(
  act: MailingAct,
  look: Pick<MailingLook, 'queued' | 'leased' | 'deferred'>,
  retriable: Retriable,
): { readonly label: string; readonly says: string } {
  const waiting = peopleCount(look.queued + look.leased + look.deferred)
  if (act === 'pause') return { label: 'Pause the mailing', says: webTexts.mailings.noFurtherMailBegins(waiting) }
  if (act === 'resume') return { label: 'Resume the mailing', says: webTexts.mailings.mailGoes(waiting) }
  if (act === 'cancel') return { label: 'Cancel the mailing', says: webTexts.mailings.neverGet(waiting) }
  const { retried } = retriable[act]
  const left = leftOutSentence(retriable[act])
  if (act === 'failed')
    return { label: 'Retry what failed', says: webTexts.mailings.sentAgainWhoseServer(peopleCount(retried)) + left }
  return { label: 'Retry what is uncertain', says: webTexts.mailings.sentAgainMayHave(peopleCount(retried)) + left }
}

/** Whom a retry does not mail; empty where it mails all. */
export function leftOutSentence({ unwanted }: Retried): string {
  return unwanted === 0 ? '' : webTexts.mailings.leftOut(unwanted)
}

function actsOn({ state }: MailingLook, { failed, uncertain }: Retriable, decides: boolean): MailingAct[] {
  const isRunning = isUnderWay({ state })
  return [
    ...(isRunning ? (['pause'] as const) : []),
    ...(state === 'paused' && decides ? (['resume'] as const) : []),
    ...(isRunning || state === 'paused' ? (['cancel'] as const) : []),
    ...(failed.retried > 0 && decides ? (['failed'] as const) : []),
    // While it is sent, the configuration says what becomes of them.
    ...(uncertain.retried > 0 && !isRunning && decides ? (['uncertain'] as const) : []),
  ]
}

function Acts({ page: { here, look, agreed, retriable } }: { page: MailingPage }): VNode {
  const acts = actsOn(look, retriable, may(here.operator.role, 'decide'))
  const kept = (['failed', 'uncertain'] as const).filter((what) => retriable[what].retried === 0)
  const unwanted = kept.reduce((sum, what) => sum + retriable[what].unwanted, 0)
  return (
    <section aria-labelledby="acts">
      <h2 id="acts">What you can do</h2>
      {acts.length === 0 && <p class="quiet">Nothing is left to decide here.</p>}
      {unwanted > 0 && <p class="quiet">{webTexts.mailings.nobodyToRetry(unwanted)}</p>}
      <div class="acts">
        {acts.map((act) => {
          const { label, says } = actOf(act, look, retriable)
          const action = `/console/mailings/${look.mailing}/${isRetry(act) ? 'retry' : act}`
          const button = act === 'pause' ? label : `${label}…`
          const words = act === 'resume' || isRetry(act) ? agreed[act] : undefined
          return (
            <ActForm key={act} here={here} action={action} label={button} says={says}>
              {words !== undefined && <p>{agreeingSentence(words, here.operator.address)}</p>}
              {isRetry(act) && <input type="hidden" name="what" value={act} />}
              {act === 'pause' && <ReasonField />}
            </ActForm>
          )
        })}
      </div>
    </section>
  )
}
