/**
 * One notice: what it is, whom it reaches, how its mail looks, and what can be done with it, each with what will
 * happen. Pure. In: the notice as it is now, its mail. Out: HTML.
 */
import type { ComponentChildren, VNode } from 'preact'
import { isNewsOfTold, isOpen, type Notice } from '../../notices/notice.js'
import { may } from '../../operators/roles.js'
import { noticeId } from '../../run/notice-record.js'
import type { NoticeNow } from '../../run/operator-acts.js'
import type { OutboxMail } from '../outbox-mail.js'
import { formatInstant } from '../pages/instants.js'
import { ActForm, Csrf, consolePage, peopleCount, ReasonField } from './frame.js'
import { reasonBeside } from './reason.js'
import type { SignedIn } from './signed-in.js'

export interface NoticePage {
  readonly here: SignedIn
  readonly now: NoticeNow
  /** As the next run would mail it; absent where there is none. */
  readonly mail?: OutboxMail
  readonly timezone: string
  /** What was just done. */
  readonly said?: string
}

export function noticePage({ here, now, mail, timezone, said }: NoticePage): string {
  const { notice, title, lists, recipients, remarks, leaves } = now
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
          {isOpen(notice) && (
            <Fact name="Reaches">
              {peopleCount(recipients)} on {lists.join(', ') || 'no list'}
            </Fact>
          )}
          {notice.state === 'settling' && <Fact name="Told after">{formatInstant(notice.until, 'en', timezone)}</Fact>}
          {leaves !== undefined && <Fact name="Leaves">{formatInstant(leaves, 'en', timezone)}</Fact>}
          {notice.toldAt !== null && <Fact name="Told">{formatInstant(notice.toldAt, 'en', timezone)}</Fact>}
          <Fact name="Key">{notice.key}</Fact>
        </dl>
        {remarks.length > 0 && (
          <section aria-labelledby="remarks">
            <h2 id="remarks">Remarks on its post</h2>
            <ul>
              {remarks.map((remark) => (
                <li key={remark}>{remark}</li>
              ))}
            </ul>
          </section>
        )}
        <Difference notice={notice} />
        {isOpen(notice) && may(here.operator.role, 'try') && <Acts here={here} now={now} timezone={timezone} />}
        {mail !== undefined && <Mail notice={notice} mail={mail} />}
      </>
    ),
  })
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

function Acts({ here, now, timezone }: { here: SignedIn; now: NoticeNow; timezone: string }): VNode {
  const { notice, lists, recipients } = now
  const at = (act: string) => `/console/notices/${noticeId(notice.key)}/${act}`
  const decides = may(here.operator.role, 'decide')
  const who = `${peopleCount(recipients)} on ${lists.join(', ') || 'no list'}`
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
            says={approvedSentence(who, now.opens, timezone)}
          >
            {revision}
            <label>
              Not before, as the clock is in {timezone} (may stay empty){' '}
              <input name="at" placeholder="2026-12-04T09:00" maxLength={40} autocomplete="off" />
            </label>
            {isNewsOfTold(notice) && (
              <label>
                In these words (Markdown)
                <textarea name="text">{notice.text}</textarea>
              </label>
            )}
          </ActForm>
        )}
        {decides && notice.kind === 'announcement' && (
          <ActForm here={here} action={at('send')} label="Send now…" says={`It is mailed to ${who} at once.`}>
            {revision}
          </ActForm>
        )}
        <ActForm
          here={here}
          action={at('test')}
          label="Test send"
          says={`Its mail, marked as a test, goes to you alone: ${here.operator.address}.`}
        />
        {(notice.state === 'settling' || notice.state === 'due') && (
          <ActForm here={here} action={at('hold')} label="Hold" says="Nobody is told until it is approved.">
            <ReasonField />
          </ActForm>
        )}
        {decides && (
          <ActForm here={here} action={at('dismiss')} label="Dismiss" says="Nobody is ever told of it.">
            <ReasonField />
            <label>
              Covered by this post (may stay empty) <input name="coveredBy" autocomplete="off" />
            </label>
          </ActForm>
        )}
      </div>
    </section>
  )
}

/** What an approval does. @param at when it leaves; undefined with the next run @param who people and lists */
export function approvedSentence(who: string, at: number | undefined, timezone: string): string {
  if (at === undefined) return `The next run mails it to ${who}.`
  return `The first run from ${formatInstant(at, 'en', timezone)} on mails it to ${who}.`
}

function Mail({ notice, mail }: { notice: Notice; mail: OutboxMail }): VNode {
  return (
    <section aria-labelledby="mail">
      <h2 id="mail">Its mail: {mail.subject}</h2>
      {mail.html !== undefined && (
        <iframe src={`/console/notices/${noticeId(notice.key)}/html`} sandbox="" title="HTML of the mail" />
      )}
      {mail.text !== undefined && (
        <>
          <h2>Plain text</h2>
          <pre>{mail.text}</pre>
        </>
      )}
      <h2>Header fields</h2>
      <dl class="facts">
        {mail.headers.map(({ name, value }) => (
          <Fact key={name} name={name}>
            {value}
          </Fact>
        ))}
      </dl>
    </section>
  )
}

export interface Sure {
  readonly here: SignedIn
  readonly title: string
  readonly action: string
  readonly label: string
  readonly says: string
  readonly back: string
  /** Sent again with the second step. */
  readonly fields: readonly (readonly [name: string, value: string])[]
}

/** The second step of what reaches all. */
export function surePage({ here, title, action, label, says, back, fields }: Sure): string {
  return consolePage({
    title,
    here,
    children: (
      <form class="act" method="post" action={action}>
        <Csrf here={here} />
        <input type="hidden" name="sure" value="yes" />
        {fields.map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <p>{says}</p>
        <ReasonField />
        <button type="submit">{label}</button> <a href={back}>Not now</a>
      </form>
    ),
  })
}
