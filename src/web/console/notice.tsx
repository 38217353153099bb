/**
 * One notice: what it is, whom it reaches, how its mail looks, and what can be done with it, each with what will
 * happen. Pure. In: the notice as it is now, its mail. Out: HTML.
 */

import type { ComponentChildren, VNode } from 'preact'
import { isoInstant } from '../../base/clock.js'
import type { ListReach } from '../../delivery/audience/audience-store.js'
import type { MailingOf } from '../../delivery/mailing-reports-store.js'
import { isNewsOfTold, isOpen, type Notice } from '../../notices/notice.js'
import { may } from '../../operators/roles.js'
import { severities } from '../../posts/announcement.js'
import type { NoticeNow } from '../../run/operators/acts.js'
import { noticeId } from '../../run/operators/notice-record.js'
import type { OutboxMail } from '../outbox-mail.js'
import { formatInstant } from '../pages/instants.js'
import { webTexts } from '../texts.js'
import type { SignedIn } from './accounts/signed-in.js'
import { agreeingSentence } from './agreeing.js'
import {
  ActForm,
  consolePage,
  FaultBefore,
  FaultList,
  faultyIf,
  peopleCount,
  type ReturnedForm,
  Spaced,
  Table,
} from './frame.js'
import { MailingLink } from './mailing-rows.js'
import { OriginFacts } from './origin.js'
import { type View, viewNames, views } from './previews.js'
import { reasonBeside, whyThen } from './reason.js'

export interface NoticePage {
  readonly here: SignedIn
  readonly now: NoticeNow
  /** As the next run would mail it; absent where there is none. */
  readonly mail?: NoticeMail
  /** What mailed it. */
  readonly mailings: readonly MailingOf[]
  /** By list; empty where it is over. */
  readonly audience: readonly ListReach[]
  readonly timezone: string
  /** What was just done. */
  readonly said?: string
  /** Of the form that approves, where it comes back. */
  readonly fault?: ReturnedForm
}

/** One of the mails that it is frozen in, and how it is looked at. */
export interface NoticeMail {
  readonly mail: OutboxMail
  readonly view: View
  /** What it is frozen in: `LIST` or `LIST,LANGUAGE`; the first is shown where nothing is asked. */
  readonly variants: readonly string[]
  readonly variant: string
}

export function noticePage({ here, now, mail, mailings, audience, timezone, said, fault }: NoticePage): string {
  const { notice, title, remarks, leaves } = now
  return consolePage({
    title,
    here,
    children: (
      <>
        {said !== undefined && <p role="status">{said}</p>}
        <dl class="facts">
          <Fact name="State">{[notice.state, reasonBeside(notice)].filter(Boolean).join(': ')}</Fact>
          <Fact name="Kind">
            {notice.kind}, {notice.severity}, revision {notice.revision}
          </Fact>
          {isOpen(notice) && <Fact name="Reaches">{reachOf(now)}</Fact>}
          {isOpen(notice) && <Fact name="If nobody decides">{undecidedSentence(now, timezone)}</Fact>}
          {notice.state === 'settling' && <Fact name="Told after">{formatInstant(notice.until, 'en', timezone)}</Fact>}
          {leaves !== undefined && now.heldThen === undefined && (
            <Fact name="Leaves">
              {formatInstant(leaves, 'en', timezone)}
              {whyThen(notice, leaves)}
            </Fact>
          )}
          {notice.toldAt !== null && <Fact name="Told">{formatInstant(notice.toldAt, 'en', timezone)}</Fact>}
          {mailings.length > 0 && (
            <Fact name="Mailed">
              {mailings.map((one) => (
                <p key={one.mailing}>
                  <MailingLink mailing={one} />
                </p>
              ))}
            </Fact>
          )}
          <OriginFacts notice={notice} now={now.origin} />
          <Fact name="Key">{notice.key}</Fact>
        </dl>
        <FaultList title="Remarks on its post" faults={remarks} />
        <Difference notice={notice} />
        <Audience audience={audience} />
        {isOpen(notice) && may(here.operator.role, 'try') && (
          <Acts here={here} now={now} timezone={timezone} fault={fault} />
        )}
        {mail !== undefined && <Mail notice={notice} shown={mail} />}
      </>
    ),
  })
}

function reachOf({ recipients, lists }: NoticeNow): string {
  return `${peopleCount(recipients)} on ${lists.join(', ') || 'no list'}`
}

/** What comes of it by itself. */
function undecidedSentence(now: NoticeNow, timezone: string): string {
  const { notice, leaves, heldThen } = now
  if (notice.state === 'due') return approvedSentence(reachOf(now), leaves, timezone)
  if (heldThen !== undefined) return webTexts.today.heldThen(heldThen)
  if (notice.state === 'settling') return settledSentence(reachOf(now), leaves ?? notice.until, timezone)
  return webTexts.notice.nobodyToldWaitsUntil()
}

function settledSentence(who: string, until: number, timezone: string): string {
  const when = formatInstant(until, 'en', timezone)
  return webTexts.notice.firstRunAfterMails(when, who)
}

function Fact({ name, children }: { name: string; children: ComponentChildren }): VNode {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}

function Difference({ notice: { diff } }: { notice: Notice }): VNode | null {
  if (diff.length === 0) return null
  return (
    <section aria-labelledby="difference">
      <h2 id="difference">What changed</h2>
      <pre>
        {diff.map(({ kind, text }) =>
          kind === 'same' ? text : kind === 'added' ? <ins>{text}</ins> : <del>{text}</del>,
        )}
      </pre>
    </section>
  )
}

function Audience({ audience }: { audience: readonly ListReach[] }): VNode | null {
  if (audience.length === 0) return null
  return (
    <Table
      caption="Who gets mail of its lists now, and at the last notice to all of a list"
      head={['List', 'Now', 'Last time', 'Change']}
      rows={audience.map(({ list, now, last }) => [list, now, last, last === 0 ? 'the first' : changeOf(now - last)])}
    />
  )
}

function changeOf(more: number): string {
  return more === 0 ? 'none' : more > 0 ? `+${more}` : String(more)
}

function Acts(props: {
  readonly here: SignedIn
  readonly now: NoticeNow
  readonly timezone: string
  readonly fault: ReturnedForm | undefined
}): VNode {
  const { here, now, timezone, fault } = props
  const { notice } = now
  const me = here.operator.address
  // What others agreed to stands in the form: with other words it would begin anew.
  const { said = {} } = now.agreed?.approve.agreed.find(({ operator }) => operator !== me.toLowerCase()) ?? {}
  // And so does what was typed, where it comes back.
  const typed = (name: string, known: string) => fault?.typed.text(name) ?? known
  const at = (act: string) => `/console/notices/${noticeId(notice.key)}/${act}`
  const decides = may(here.operator.role, 'decide')
  const who = reachOf(now)
  const isUnknown = now.remarks.some(({ code }) => code === 'POST_SEVERITY')
  const revision = <input type="hidden" name="revision" value={String(notice.revision)} />
  return (
    <section aria-labelledby="acts">
      <h2 id="acts">What you can do</h2>
      <div class="acts">
        {decides && (
          <ActForm
            here={here}
            action={at('approve')}
            label="Approve…"
            says={approvedSentence(who, notice.state === 'due' ? now.leaves : now.opens, timezone)}
          >
            {now.agreed !== undefined && <p>{agreeingSentence(now.agreed.approve, me)}</p>}
            {revision}
            <FaultBefore fault={fault} field="at" />
            <label>
              Not before (time in {timezone}; empty: the next run){' '}
              <input
                name="at"
                value={typed('at', instantOf(typeof said.at === 'number' ? said.at : notice.notBefore))}
                placeholder="2026-12-04T09:00"
                maxLength={40}
                autocomplete="off"
                {...faultyIf(fault, 'at')}
              />
            </label>
            <label>
              Severity{isUnknown && ' (what the post says is not known)'}{' '}
              <select name="severity">
                <option value="">as it is: {notice.severity}</option>
                {severities.map((severity) => (
                  <option
                    key={severity}
                    value={severity}
                    selected={severity === typed('severity', textOr(said.severity, ''))}
                  >
                    {severity}
                  </option>
                ))}
              </select>
            </label>
            {isNewsOfTold(notice) && (
              <label>
                Tell it in these words (Markdown)
                <textarea name="text">{typed('text', textOr(said.text, notice.text))}</textarea>
              </label>
            )}
          </ActForm>
        )}
        {decides && notice.kind === 'announcement' && (
          <ActForm here={here} action={at('send')} label="Send now…" says={webTexts.notice.mailedAtOnce(who)}>
            {now.agreed !== undefined && <p>{agreeingSentence(now.agreed.send, me)}</p>}
            {revision}
          </ActForm>
        )}
        <ActForm here={here} action={at('test')} label="Test send…" says={triedSentence(here.operator.address)} />
        {(notice.state === 'settling' || notice.state === 'due') && (
          <ActForm here={here} action={at('hold')} label="Hold…" says={HOLDS} />
        )}
        {decides && (
          <ActForm here={here} action={at('dismiss')} label="Dismiss…" says={DISMISSES}>
            <label>
              Id of the post that tells it instead (may stay empty) <input name="coveredBy" autocomplete="off" />
            </label>
          </ActForm>
        )}
      </div>
    </section>
  )
}

function textOr(said: unknown, usual: string): string {
  return typeof said === 'string' ? said : usual
}

/** An approval that stands is not brought forward by a press: its instant stands in the form. */
function instantOf(at: number | null): string {
  return at === null ? '' : isoInstant(at)
}

/** What an approval does. @param at when it leaves; undefined with the next run @param who people and lists */
export function approvedSentence(who: string, at: number | undefined, timezone: string): string {
  if (at === undefined) return webTexts.notice.nextRunMails(who)
  return webTexts.notice.firstRunFromMails(formatInstant(at, 'en', timezone), who)
}

export const HOLDS = webTexts.notice.nobodyToldUntilApproved()
export const DISMISSES = webTexts.notice.nobodyEverTold()

export function triedSentence(to: string): string {
  return webTexts.notice.mailMarkedTestGoes(to)
}

function Mail({ notice, shown: { mail, view, variants, variant } }: { notice: Notice; shown: NoticeMail }): VNode {
  const page = `/console/notices/${noticeId(notice.key)}`
  const query = (of: View, as: string) => `?view=${of}&as=${encodeURIComponent(as)}`
  const there = views.filter((one) => (one === 'text' ? mail.text : one === 'fields' ? '' : mail.html) !== undefined)
  const at = there.includes(view) ? view : (there[0] ?? 'fields')
  return (
    <section aria-labelledby="mail">
      <h2 id="mail">Its mail: {mail.subject}</h2>
      <nav class="pages" aria-label="Ways to look at it">
        {there.map((one) => (
          <Spaced key={one}>
            <a href={`${query(one, variant)}#mail`} aria-current={one === at ? 'true' : undefined}>
              {viewNames[one]}
            </a>
          </Spaced>
        ))}
      </nav>
      {variants.length > 1 && (
        <nav class="pages" aria-label="Who gets it so">
          {variants.map((one) => (
            <Spaced key={one}>
              <a href={`${query(at, one)}#mail`} aria-current={one === variant ? 'true' : undefined}>
                {one.replace(',', ', ')}
              </a>
            </Spaced>
          ))}
        </nav>
      )}
      {at === 'text' ? (
        <pre>{mail.text}</pre>
      ) : at === 'fields' ? (
        <dl class="facts">
          {mail.headers.map(({ name, value }) => (
            <Fact key={name} name={name}>
              {value}
            </Fact>
          ))}
        </dl>
      ) : (
        <iframe
          class={at === 'phone' ? 'phone' : ''}
          src={`${page}/html${query(at, variant)}`}
          sandbox=""
          title={`HTML of the mail: ${viewNames[at]}`}
        />
      )}
    </section>
  )
}
