/**
 * The ways in which a notice's mail is looked at. Pure. In: its HTML, a view. Out: HTML as a mail program would show
 * it, whatever scheme the operator's own browser is in.
 */
import { forcedDark } from '../../mail/forced-dark.js'
import { framedHtml } from '../outbox-mail.js'

export const views = ['desktop', 'phone', 'dark', 'darkened', 'images-off', 'text', 'fields'] as const
export type View = (typeof views)[number]

export const viewNames: Readonly<Record<View, string>> = {
  desktop: 'Desktop',
  phone: 'Phone',
  dark: 'Dark',
  darkened: 'Made dark by the program',
  'images-off': 'Images off',
  text: 'Plain text',
  fields: 'Header fields',
}

export function viewNamed(name: string | undefined): View {
  return views.find((view) => view === name) ?? 'desktop'
}

/** @param siteUrl images below it are published by this server, and are asked of no other */
export function previewHtml(html: string, view: View, siteUrl: string): string {
  const own = html.replaceAll(`src="${siteUrl}/`, 'src="/')
  if (view === 'darkened') return framedHtml(forcedDark(inScheme(own, 'light')))
  return framedHtml(inScheme(own, view === 'dark' ? 'dark' : 'light'))
}

/** Rules for the one scheme hold always, those for the other never. */
function inScheme(html: string, scheme: 'light' | 'dark'): string {
  return html
    .replace(/\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)/gi, (_, asked: string) =>
      asked.toLowerCase() === scheme ? '(min-width: 0)' : '(max-width: 0)',
    )
    .replace(/((?:supported-)?color-schemes?"\s+content=")[^"]*"/gi, `$1${scheme}"`)
}
