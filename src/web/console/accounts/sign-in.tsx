/** Pages of signing in. Pure. Out: HTML. */

import type { VNode } from 'preact'
import type { Form } from '../../form.js'
import { webTexts } from '../../texts.js'
import { consolePage } from '../frame.js'
import { PasskeyScript, PasskeySignIn, PressAgain } from './passkey-form.js'

/** GET signs nobody in: mail programs follow every link. */
export function signInPage(secret: string): string {
  return consolePage({
    title: webTexts.signIn.signBelfry(),
    children: (
      <form class="act" method="post" action={`/console/sign-in/${secret}`}>
        <p>This link signs you in once, on this browser, until you sign out or are away for twelve hours.</p>
        <button type="submit">Sign in</button>
      </form>
    ),
  })
}

/** @param isByPasskey whether a browser offers passkeys here */
export function signedOutPage(isByPasskey: boolean): string {
  return consolePage({
    title: 'Sign in',
    children: (
      <>
        {isByPasskey && <PasskeySignIn label="Sign in with a passkey" />}
        <form class="act" method="post" action="/console/sign-in">
          <label>
            Your address <input name="address" type="email" required maxLength={254} autocomplete="username" />
          </label>
          <button type="submit">Mail me a link</button>
        </form>
        <p class="quiet">
          Whoever runs this server may give you one as well: <code>belfry operators invite ADDRESS --role ROLE</code>.
        </p>
        {isByPasskey && <PasskeyScript />}
      </>
    ),
  })
}

/** For whoever is not signed in, where they looked for something else. */
export function signInFirst(text: string): VNode {
  return (
    <>
      <p>{text}</p>
      <p>
        <a href="/console/sign-in">Go to the sign-in page</a>
      </p>
    </>
  )
}

/** The same whoever has the address. */
export function linkAskedPage(): string {
  return consolePage({
    title: webTexts.signIn.lookIntoYourMail(),
    children: webTexts.signIn.ifAddressOperatorLink(),
  })
}

/** @param to a path of the console */
export function goPage(to: string): string {
  return consolePage({
    title: webTexts.signIn.toTheConsole(),
    children: (
      <p>
        <a href={to}>Go on to the console</a>
      </p>
    ),
  })
}

/** Of who was away for a while. @param text why @param action a path of the console, where it was pressed */
export function againPage(text: string, form: Form, action: string): string {
  return consolePage({
    title: webTexts.signIn.signAgainFirst(),
    children: (
      <>
        <p>{text}</p>
        <PressAgain form={form} action={action} />
        <PasskeyScript />
      </>
    ),
  })
}
