/** The second step: what will happen, in one sentence, and a button that does it. Pure. Out: HTML. */

import type { SignedIn } from './accounts/signed-in.js'
import { Csrf, consolePage, ReasonField } from './frame.js'

/** What leaves a second step without doing anything, on each page. */
export const BACK = 'Go back, change nothing'

export interface Sure {
  readonly here: SignedIn
  readonly label: string
  /** Which notice, where the sentence does not name it. */
  readonly about?: string
  readonly says: string
  /** Where the button leads; the same as the first one did. */
  readonly action: string
  /** Where somebody goes who has second thoughts. */
  readonly back: string
  /** Of the first step, sent again. */
  readonly fields?: readonly (readonly [name: string, value: string])[]
}

export function surePage({ here, action, label, about, says, back, fields = [] }: Sure): string {
  return consolePage({
    title: `${label}?`,
    here,
    children: (
      <form class="act" method="post" action={action}>
        <Csrf here={here} />
        <input type="hidden" name="sure" value="yes" />
        {fields.map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {about !== undefined && <p class="quiet">{about}</p>}
        <p>{says}</p>
        <ReasonField />
        <button type="submit">{label}</button> <a href={back}>{BACK}</a>
      </form>
    ),
  })
}
