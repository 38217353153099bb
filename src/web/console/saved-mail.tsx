/** A saved mail, held against what was told: what was looked at, each with its outcome, and where to go on. Pure. */

import type { VNode } from 'preact'
import type { MailingRecord } from '../../delivery/mailing-reports-store.js'
import type { ToldVerdict } from '../../run/history/verify-told.js'
import { noticeId } from '../../run/operators/notice-record.js'
import { webTexts } from '../texts.js'
import type { SignedIn } from './accounts/signed-in.js'
import { Csrf, consolePage, instantText } from './frame.js'
import { MailingRows, SAVED_MAIL_PATH } from './mailing-rows.js'
import { CommitFacts } from './origin.js'

/** Of the file, in MB: what `belfry verify` takes. */
export const SAVED_MOST_MB = 5

export function SavedMailForm({ here }: { here: SignedIn }): VNode {
  return (
    <form class="act find one" method="post" action={SAVED_MAIL_PATH} encType="multipart/form-data">
      <Csrf here={here} />
      <label>
        {webTexts.savedMail.whatItIs()}{' '}
        <input type="file" name="file" accept=".eml,.mbox,.txt,message/rfc822" required />
      </label>
      <button type="submit">Check it</button>
    </form>
  )
}

const OUTCOMES = new Map<boolean | null, string>([
  [true, 'good'],
  [false, 'BAD'],
  [null, 'unknown'],
])

export interface SavedMail {
  readonly here: SignedIn
  /** Of the file, as the browser said it. */
  readonly name: string
  readonly verdict: ToldVerdict
  readonly mailings: readonly MailingRecord[]
}

/** With nothing to look at yet. */
export function saveMailPage(here: SignedIn): string {
  return consolePage({ title: 'A saved mail', here, children: <SavedMailForm here={here} /> })
}

export function savedMailPage({ here, name, verdict, mailings }: SavedMail): string {
  const { ok, key, at, commit, signer, checks } = verdict
  return consolePage({
    title: 'A saved mail',
    here,
    children: (
      <>
        <p class={ok ? '' : 'alarm'} role="status">
          {name}: {ok ? webTexts.savedMail.saysWhatWasTold() : webTexts.savedMail.differs()}
        </p>
        {key !== undefined && (
          <dl class="facts">
            <dt>Notice</dt>
            <dd>
              <a href={`/console/notices/${noticeId(key)}`}>{key}</a>
            </dd>
            {at !== undefined && (
              <>
                <dt>Told</dt>
                <dd>{instantText(at, here.timezone)}</dd>
              </>
            )}
            <CommitFacts commit={commit} signer={signer} />
          </dl>
        )}
        <h2>What was looked at</h2>
        <ul class="rows">
          {checks.map((one) => (
            <li key={one.name}>
              <p class={one.ok === false ? 'alarm' : ''}>
                {one.name}: {OUTCOMES.get(one.ok)}
              </p>
              <p>{one.says}</p>
            </li>
          ))}
        </ul>
        {mailings.length > 0 && (
          <section aria-labelledby="mailing">
            <h2 id="mailing">The mailing</h2>
            <MailingRows mailings={mailings} here={here} />
          </section>
        )}
        <SavedMailForm here={here} />
      </>
    ),
  })
}
