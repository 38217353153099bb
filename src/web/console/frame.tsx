/** The frame of the console's pages. Pure. In: a title, who is here, content. Out: HTML; preact escapes all text. */
import type { ComponentChildren, VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import type { Problem } from '../../base/errors.js'
import { may, type Right } from '../../operators/roles.js'
import type { Form } from '../form.js'
import { formatInstant } from '../pages/instants.js'
import type { SignedIn } from './accounts/signed-in.js'

export interface ConsolePage {
  readonly title: string
  /** Absent where nobody is signed in. */
  readonly here?: SignedIn
  readonly children: ComponentChildren
  /** Path of a script of this server. */
  readonly script?: string
}

export const STYLE_PATH = '/console/style.css'

export function consolePage({ title, here, children, script }: ConsolePage): string {
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
        {script !== undefined && <script src={script} defer />}
      </head>
      <body>
        <a class="skip" href="#content">
          Skip to content
        </a>{' '}
        <header>
          {here === undefined ? <a href="/console/sign-in">Sign in</a> : <Masthead here={here} title={title} />}
        </header>
        <main id="content">
          <h1>{title}</h1>
          {typeof children === 'string' ? <p>{children}</p> : children}
        </main>
      </body>
    </html>
  )
  return `<!doctype html>\n${renderToString(page)}\n`
}

/** Each is called as the page that it leads to. */
const PLACES: readonly (readonly [name: string, path: string, right: Right])[] = [
  ['Today', '', 'see'],
  ['Mailings', '/mailings', 'see'],
  ['Posts', '/posts', 'see'],
  ['Releases', '/releases', 'see'],
  ['Feeds', '/feeds', 'see'],
  ['Charts', '/charts', 'see'],
  ['Subscribers', '/people', 'people'],
  ['Audit', '/audit', 'see'],
  ['Settings', '/settings', 'people'],
]

function Masthead({ here, title }: { here: SignedIn; title: string }): VNode {
  const { address, role } = here.operator
  return (
    <>
      <nav aria-label="Console">
        {PLACES.filter(([, , right]) => may(role, right)).map(([name, path]) => (
          <Spaced key={path}>
            <a href={`/console${path}`} aria-current={name === title ? 'page' : undefined}>
              {name}
            </a>
          </Spaced>
        ))}
      </nav>
      <form method="post" action="/console/sign-out">
        <Csrf here={here} />
        <span class="quiet">
          <a href="/console/account">{address}</a>, {role}
        </span>{' '}
        <button class="plain" type="submit">
          Sign out
        </button>
      </form>
    </>
  )
}

/** One of several in a row, which browsers without our style would run together. */
export function Spaced({ children }: { children: ComponentChildren }): VNode {
  return <>{children} </>
}

export function Csrf({ here }: { here: SignedIn }): VNode {
  return <input type="hidden" name="csrf" value={here.csrf} />
}

/** @param rows the first cell of each is what it is about */
export function Table(props: {
  readonly caption: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly ComponentChildren[])[]
}): VNode {
  const { caption, head, rows } = props
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has keys alone moves it sideways by them
    <section class="table" aria-label={caption} tabIndex={0}>
      <table class={head.length > 2 ? 'many' : undefined}>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) =>
                column === 0 ? (
                  <th scope="row">{cell}</th>
                ) : (
                  <td key={column} data-head={head[column]}>
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** Part of a longer list. @param pathOf the address of a page, from 1 */
export function Pages(props: {
  readonly page: number
  readonly last: number
  readonly pathOf: (page: number) => string
}): VNode | null {
  const { page, last, pathOf } = props
  if (last <= 1) return null
  return (
    <nav class="pages" aria-label="Pages">
      {page > 1 && <a href={pathOf(page - 1)}>Earlier page</a>}{' '}
      <span>
        Page {page} of {last}
      </span>{' '}
      {page < last && <a href={pathOf(page + 1)}>Next page</a>}
    </nav>
  )
}

/** What is wrong, each with its place and its cure. */
export function FaultList({ title, faults }: { title: string; faults: readonly Problem[] }): VNode | null {
  if (faults.length === 0) return null
  return (
    <section>
      <h2>{title}</h2>
      <ul class="rows">
        {faults.map(({ file, line, code, message, fix, severity }, index) => (
          <li key={index}>
            <p class={severity === 'error' ? 'alarm' : ''}>
              {message} [{code}]
            </p>
            <p class="quiet">
              {[file, line].filter((part) => part !== undefined).join(':')} {fix}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** A button, with one sentence that says what it does: behind what it is called, or it reads as what is so already. */
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
      <p>
        <b>{label.replace('…', '')}:</b> {says}
      </p>
      {children}
      <button type="submit">{label}</button>
    </form>
  )
}

export function ReasonField({ value = '' }: { value?: string }): VNode {
  return (
    <label>
      Why (it is kept) <input name="reason" value={value} maxLength={500} autocomplete="off" />
    </label>
  )
}

/** Why a form comes back, with all that was typed. */
export interface ReturnedForm {
  /** The name of the field that is wrong. */
  readonly field: string
  readonly says: string
  readonly typed: Form
}

/** Attributes of a field: the one that is wrong has the focus, and what is wrong is read with it. */
export function faultyIf(fault: ReturnedForm | undefined, field: string) {
  if (fault?.field !== field) return {}
  return { 'aria-invalid': 'true' as const, 'aria-describedby': FAULT_ID, autofocus: true }
}

/** Of what says what is wrong. */
export const FAULT_ID = 'fault'

/** Before the field that is wrong; nothing before all others. */
export function FaultBefore({ fault, field }: { fault: ReturnedForm | undefined; field: string }): VNode | null {
  if (fault?.field !== field) return null
  return (
    <p class="alarm" id={FAULT_ID}>
      {fault.says}
    </p>
  )
}

/** Of whoever was refused what a form asked. @param page that has the form */
export function refusedForm(text: string, page: string): VNode {
  return (
    <>
      <p>{text}</p>
      <p>
        <a href={page}>Go back to the page before</a>
      </p>
    </>
  )
}

/** @param instant in ISO 8601 */
export function instantText(instant: string, timezone: string): string {
  return formatInstant(Date.parse(instant), 'en', timezone)
}

export function peopleCount(count: number): string {
  return count === 1 ? '1 person' : `${count} people`
}
