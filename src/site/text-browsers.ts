/**
 * What browsers without style sheets need, w3m and Lynx. Pure. In: a page's HTML. Out: the same page, in whose forms
 * and frame words do not run into each other there, and whose ticked boxes are ticked: w3m takes `checked/>` for
 * another attribute, and a form sent from it would leave every list.
 */

/** An attribute without a value at the end. */
const INPUT = /(<input(?:[^<>"]|"[^"]*")*?\s[\w-]+)\/>/g
/** What stands beside each other by style alone: what is in a form, and the links of the frame. */
const IN_FORMS = /<\/(?:label|legend|fieldset)>(?=<(?:label|fieldset|button)\b)/g
const IN_FRAME = /<\/a>(?=<(?:a|nav|header)\b)/g

export function forTextBrowsers(html: string): string {
  const begin = html.indexOf('<main')
  const end = html.lastIndexOf('</main>')
  const [before, main, after] = [html.slice(0, begin), html.slice(begin, end), html.slice(end)]
  return apart(before, IN_FRAME) + mainForTextBrowsers(main) + apart(after, IN_FRAME)
}

/** What stands in `main`, which may be made without what is around it. */
export function mainForTextBrowsers(main: string): string {
  return apart(main, IN_FORMS).replace(INPUT, '$1>')
}

function apart(text: string, where: RegExp): string {
  return text.replace(where, '$& ')
}
