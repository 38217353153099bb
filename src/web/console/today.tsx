/** Today: what waits, what is mailed next and to how many, what is under way, what is wrong. Pure. Out: HTML. */

import type { VNode } from 'preact'
import type { Problem } from '../../base/errors.js'
import type { MailingRecord } from '../../delivery/mailing-reports-store.js'
import type { NoticeState } from '../../notices/notice.js'
import type { Alarm } from '../../run/health/alarms.js'
import type { NoticeNow } from '../../run/operators/acts.js'
import { noticeId } from '../../run/operators/notice-record.js'
import { formatInstant } from '../pages/instants.js'
import { webTexts } from '../texts.js'
import type { SignedIn } from './accounts/signed-in.js'
import { consolePage, FaultList, peopleCount } from './frame.js'
import { FindMailing, MailingRows, SAVED_MAIL_PATH } from './mailing-rows.js'
import { reasonBeside, whyThen } from './reason.js'
import type { PausedWords } from './words-on.js'

export interface Today {
  readonly here: SignedIn
  readonly notices: readonly NoticeNow[]
  /** Mailings that are queued, being sent or paused. */
  readonly under: readonly MailingRecord[]
  readonly paused: PausedWords
  /** Those that ended last, the newest first. */
  readonly ended: readonly MailingRecord[]
  /** Why posts cannot be read; then nothing is known of notices. */
  readonly fault?: string
  /** What stops mail from here. */
  readonly stopped: boolean
  /** What keeps the next run from telling. */
  readonly stops: readonly Problem[]
  /** Why posts cannot be read. */
  readonly unread: readonly Problem[]
  /** What of the service's state somebody is to look at. */
  readonly alarms: readonly Alarm[]
  readonly cron: string
  /** When the next run is due, where this process knows it. */
  readonly nextRun: number | undefined
  readonly timezone: string
  readonly now: number
}

const GROUPS: readonly (readonly [state: NoticeState, title: string, none: string])[] = [
  ['due', 'Due: mailed by the next run, or at the time it names', webTexts.today.nothingDue()],
  ['asked', 'Asked: mailed only if you say so', webTexts.today.noQuestionWaits()],
  ['held', 'Held: waits until you approve it', webTexts.today.nothingHeld()],
  ['settling', 'Settling: mailed by itself, unless its post changes', 'Nothing settles.'],
]

/** Of each notice; its own page has all. */
const SHOWN_REMARKS = 2

/** Posts that cannot be read, on this page; that of posts has all. */
const SHOWN_UNREAD = 5

/** Mailings that ended, on this page. */
export const LAST_ENDED = 3

function isLeaving(state: NoticeState): boolean {
  return state === 'due' || state === 'settling'
}

/** What leaves first if nobody decides anything. */
function nextSentence({ notices, nextRun, timezone, now, under }: Today): string {
  const leavesAt = ({ notice, leaves }: NoticeNow) =>
    leaves ?? (notice.state === 'settling' ? notice.until : (nextRun ?? now))
  const [first] = notices
    .filter(({ notice, heldThen }) => isLeaving(notice.state) && heldThen === undefined)
    .sort((a, b) => leavesAt(a) - leavesAt(b))
  if (first === undefined) return webTexts.today.nothingMailedItself()
  const { title, recipients, lists } = first
  const at = leavesAt(first)
  const when = at <= now ? 'by the next run' : `by the first run from ${formatInstant(at, 'en', timezone)} on`
  const next = webTexts.today.mailedNext(title, peopleCount(recipients), lists.join(', ') || 'no list', when)
  return (under.length > 0 ? webTexts.today.isMailedNow() : '') + next
}

export function todayPage(today: Today): string {
  const { here, notices, under, paused, ended, fault, stopped, stops, unread, alarms, cron, nextRun, timezone, now } =
    today
  return consolePage({
    title: 'Today',
    here,
    children: (
      <>
        {stopped && <p class="alarm">{webTexts.today.mailStopped()}</p>}
        <FaultList title="Nothing new is mailed until this is mended" faults={stops} />
        {fault !== undefined && <p class="alarm">The posts cannot be read: {fault}</p>}
        <FaultList title={webTexts.today.unread(unread.length)} faults={unread.slice(0, SHOWN_UNREAD)} />
        {fault === undefined && !stopped && stops.length === 0 && <p>{nextSentence(today)}</p>}
        <section aria-labelledby="sent">
          <h2 id="sent">Being mailed, or paused</h2>
          {under.length === 0 ? (
            <p class="quiet">No mailing is under way.</p>
          ) : (
            <MailingRows mailings={under} here={here} paused={paused} isStoppable />
          )}
        </section>
        {GROUPS.map(([state, title, none]) => {
          const found = notices.filter(({ notice }) => notice.state === state)
          return (
            <section key={state} aria-labelledby={state}>
              <h2 id={state}>
                {title}
                {found.length > 0 && ` (${found.length})`}
              </h2>
              {found.length === 0 ? <p class="quiet">{none}</p> : <Rows found={found} timezone={timezone} />}
            </section>
          )
        })}
        <section aria-labelledby="last">
          <h2 id="last">Mailed last</h2>
          {ended.length === 0 ? (
            <p class="quiet">Nothing was mailed yet.</p>
          ) : (
            <MailingRows mailings={ended} here={here} />
          )}
          <FindMailing text="" />
          <p>
            <a href={SAVED_MAIL_PATH}>Check a mail that you saved as a file</a>
          </p>
        </section>
        <section aria-labelledby="health">
          <h2 id="health">Health</h2>
          {alarms.length === 0 ? (
            <p class="quiet">Nothing is wrong with the service.</p>
          ) : (
            <ul class="rows">
              {alarms.map(({ key, title, reason, command }) => (
                <li key={key}>
                  <p class="alarm">{title}</p>
                  <p>{reason}</p>
                  <p class="quiet">{command}</p>
                </li>
              ))}
            </ul>
          )}
        </section>
        <p class="quiet">
          It is {formatInstant(now, 'en', timezone)}.{' '}
          {nextRun !== undefined && webTexts.today.nextRunDue(formatInstant(nextRun, 'en', timezone))}Runs come by the
          schedule {cron}.
        </p>
      </>
    ),
  })
}

function Rows({ found, timezone }: { found: readonly NoticeNow[]; timezone: string }): VNode {
  return (
    <ul class="rows">
      {found.map(({ notice, title, lists, recipients, remarks, leaves, heldThen }) => (
        <li key={notice.key}>
          <p>
            <a href={`/console/notices/${noticeId(notice.key)}`}>{title}</a>
          </p>
          <p>
            {notice.kind}, {notice.severity}: {peopleCount(recipients)} on {lists.join(', ') || 'no list'}
            {notice.state === 'settling' &&
              (leaves === undefined || heldThen !== undefined) &&
              `, after ${formatInstant(notice.until, 'en', timezone)}`}
            {leaves !== undefined &&
              heldThen === undefined &&
              `, from ${formatInstant(leaves, 'en', timezone)}${whyThen(notice, leaves)}`}
          </p>
          {reasonBeside(notice) !== '' && <p class="quiet">{reasonBeside(notice)}</p>}
          {heldThen !== undefined && <p class="alarm">{webTexts.today.heldThen(heldThen)}</p>}
          {remarks.slice(0, SHOWN_REMARKS).map(({ code, message }) => (
            <p key={message} class="alarm">
              {message} [{code}]
            </p>
          ))}
          {remarks.length > SHOWN_REMARKS && <p class="alarm">Remarks on its post: {remarks.length}</p>}
        </li>
      ))}
    </ul>
  )
}
