/** Forms that a passkey answers, and the page's script. Pure. In: what is pressed. Out: parts of a page. */
import type { ComponentChildren, VNode } from 'preact'
import type { Form } from '../../form.js'
import { PASSKEY_SCRIPT_PATH } from './passkey-script.js'

export function PasskeyScript(): VNode {
  return <script src={PASSKEY_SCRIPT_PATH} defer />
}

/** Hidden where no script runs. @param to where it leads @param again whoever is signed in, and nobody else */
export function PasskeySignIn(props: {
  readonly label: string
  readonly to?: string
  readonly again?: boolean
}): VNode {
  const { label, to, again } = props
  return (
    <form
      class="act"
      method="post"
      action="/console/sign-in"
      data-passkey="sign-in"
      data-to={to}
      data-again={again === true ? 'yes' : undefined}
      hidden
    >
      <button type="submit">{label}</button>
      <p role="status" />
    </form>
  )
}

/** What was pressed, pressed again once a passkey said who is there. @param action a path of the console */
export function PressAgain({ form, action }: { readonly form: Form; readonly action: string }): VNode {
  const fields = form.names.filter((name) => name !== 'csrf').map((name) => [name, form.text(name)] as const)
  return (
    <form class="act" method="post" action={action} data-passkey="sign-in" data-again="yes" hidden>
      <input type="hidden" name="csrf" value="" />
      {fields.map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <p>Your passkey signs you in again, and what you pressed goes on from there.</p>
      <button type="submit">Go on with a passkey</button>
      <p role="status" />
    </form>
  )
}

/** A form's field that adds one. */
export function PasskeyAdd({ children }: { readonly children: ComponentChildren }): VNode {
  return (
    <form class="act" method="post" action="/console/account/passkeys" data-passkey="add" hidden>
      {children}
      <p role="status" />
    </form>
  )
}
