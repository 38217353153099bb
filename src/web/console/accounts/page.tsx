/** An operator's own page: how they sign in, and where they are signed in. Pure. In: their account. Out: HTML. */
import type { VNode } from 'preact'
import type { SessionListed } from '../../../operators/operator-store.js'
import type { Passkey } from '../../../operators/passkey-store.js'
import { formatInstant } from '../../pages/instants.js'
import { Csrf, consolePage } from '../frame.js'
import { PasskeyAdd, PasskeyScript, PasskeySignIn } from './passkey-form.js'
import type { SignedIn } from './signed-in.js'

export interface Account {
  readonly here: SignedIn
  readonly timezone: string
  readonly passkeys: readonly Passkey[]
  readonly sessions: readonly SessionListed[]
  /** Why no passkey can be made here. */
  readonly never?: string
  /** What was done. */
  readonly said?: string
}

export function accountPage({ here, timezone, passkeys, sessions, never, said }: Account): string {
  return consolePage({
    title: 'Your account',
    here,
    children: (
      <>
        {said !== undefined && <p role="status">{said}</p>}
        <dl class="facts">
          <dt>Address</dt>
          <dd>{here.operator.address}</dd>
          <dt>Role</dt>
          <dd>{here.operator.role}</dd>
        </dl>
        <h2>Passkeys</h2>
        {passkeys.length === 0 ? (
          <p>You have none: you sign in with links that are mailed to you.</p>
        ) : (
          <ul class="rows">
            {passkeys.map((passkey) => (
              <PasskeyRow key={passkey.id} here={here} passkey={passkey} timezone={timezone} />
            ))}
          </ul>
        )}
        <AddPasskey here={here} never={never} />
        <h2>Where you are signed in</h2>
        <ul class="rows">
          {sessions.map((session) => (
            <SessionRow key={session.mark} here={here} session={session} timezone={timezone} />
          ))}
        </ul>
        {sessions.length > 1 && (
          <EndForm here={here} action="/console/account/sessions" field="session" value="others">
            Sign out everywhere else
          </EndForm>
        )}
      </>
    ),
  })
}

function PasskeyRow(props: { readonly here: SignedIn; readonly passkey: Passkey; readonly timezone: string }): VNode {
  const { here, passkey, timezone } = props
  const { id, name, madeAt, usedAt } = passkey
  const used = usedAt === null ? 'not used yet' : `last used ${formatInstant(usedAt, 'en', timezone)}`
  return (
    <li>
      <p>{name}</p>
      <p class="quiet">
        added {formatInstant(madeAt, 'en', timezone)}, {used}
      </p>
      <EndForm here={here} action="/console/account/passkeys/remove" field="id" value={id}>
        {`Remove ${name}`}
      </EndForm>
    </li>
  )
}

function AddPasskey({ here, never }: { here: SignedIn; never: string | undefined }): VNode {
  if (never !== undefined) return <p class="quiet">{never}</p>
  if (!here.isFresh)
    return (
      <>
        <p>
          Adding or removing one needs a sign-in of the last ten minutes: with a passkey, or with a link from{' '}
          <a href="/console/sign-in">the sign-in page</a>.
        </p>
        <PasskeySignIn label="Sign in again with a passkey" to="/console/account" again />
        <PasskeyScript />
      </>
    )
  return (
    <>
      <noscript>
        <p>Passkeys need a script of this page. Without it you sign in with links, as before.</p>
      </noscript>
      <PasskeyAdd>
        <Csrf here={here} />
        <label>
          Name of the passkey (such as the device it is on)
          <input name="name" required maxLength={NAME_CHARACTERS} autocomplete="off" />
        </label>
        <button type="submit">Add a passkey</button>
      </PasskeyAdd>
      <PasskeyScript />
    </>
  )
}

export const NAME_CHARACTERS = 60

function SessionRow(props: {
  readonly here: SignedIn
  readonly session: SessionListed
  readonly timezone: string
}): VNode {
  const { here, session, timezone } = props
  const { mark, beganAt, seenAt, isThis } = session
  const began = formatInstant(beganAt, 'en', timezone)
  return (
    <li>
      <p>{isThis ? 'This browser' : 'Another browser'}</p>
      <p class="quiet">
        signed in {began}, last seen {formatInstant(seenAt, 'en', timezone)}
      </p>
      {!isThis && (
        <EndForm here={here} action="/console/account/sessions" field="session" value={mark}>
          {`Sign it out (${began})`}
        </EndForm>
      )}
    </li>
  )
}

function EndForm(props: {
  readonly here: SignedIn
  readonly action: string
  readonly field: string
  readonly value: string
  readonly children: string
}): VNode {
  return (
    <form method="post" action={props.action}>
      <Csrf here={props.here} />
      <input type="hidden" name={props.field} value={props.value} />
      <button class="plain" type="submit">
        {props.children}
      </button>
    </form>
  )
}
