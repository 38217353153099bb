/** The frame of the console's pages. Pure. In: a title, who is here, content. Out: HTML; preact escapes all text. */
import type { ComponentChildren, VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { may } from '../../operators/roles.js'
import type { SignedIn } from './signed-in.js'

export interface ConsolePage {
  readonly title: string
  /** Absent where nobody is signed in. */
  readonly here?: SignedIn
  readonly children: ComponentChildren
}

export const STYLE_PATH = '/console/style.css'

export function consolePage({ title, here, children }: ConsolePage): string {
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>{`${title} · Belfry`}</title>
        <link rel="stylesheet" href={STYLE_PATH} />
        <link rel="icon" href="data:," />
      </head>
      <body>
        <a class="skip" href="#content">
          Skip to content
        </a>
        <header>{here === undefined ? <a href="/console/sign-in">Sign in</a> : <Masthead here={here} />}</header>
        <main id="content">
          <h1>{title}</h1>
          {typeof children === 'string' ? <p>{children}</p> : children}
        </main>
      </body>
    </html>
  )
  return `<!doctype html>\n${renderToString(page)}\n`
}

function Masthead({ here }: { here: SignedIn }): VNode {
  const { address, role } = here.operator
  return (
    <>
      <nav aria-label="Console">
        <a href="/console">Today</a>
        <a href="/console/mailings">Mailings</a>
        {may(role, 'people') && <a href="/console/people">Subscribers</a>}
        <a href="/console/audit">Audit</a>
      </nav>
      <form method="post" action="/console/sign-out">
        <Csrf here={here} />
        <span class="quiet">
          <a href="/console/account">{address}</a>, {role}
        </span>
        <button class="plain" type="submit">
          Sign out
        </button>
      </form>
    </>
  )
}

export function Csrf({ here }: { here: SignedIn }): VNode {
  return <input type="hidden" name="csrf" value={here.csrf} />
}

/** A button, with one sentence that says what it does. */
export function ActForm(props: {
  readonly here: SignedIn
  readonly action: string
  readonly label: string
  readonly says: string
  readonly children?: ComponentChildren
}): VNode {
  const { here, action, label, says, children } = props
  return (
    <form class="act" method="post" action={action}>
      <Csrf here={here} />
      <p>{says}</p>
      {children}
      <button type="submit">{label}</button>
    </form>
  )
}

export function ReasonField(): VNode {
  return (
    <label>
      Why (it is kept) <input name="reason" maxLength={500} autocomplete="off" />
    </label>
  )
}

export function peopleCount(count: number): string {
  return count === 1 ? '1 person' : `${count} people`
}
