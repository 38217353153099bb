/**
 * MJML to the HTML of a mail. In: MJML. Out: HTML with nothing remote in it. Loaded on first use: importing mjml takes
 * 0.2 s, and most commands render no mail.
 */
import { BelfryError, formatProblem, messageOf, type Place, problem } from '../base/errors.js'
import { withValidSizes } from './post-html.js'

/**
 * @param placeOf the template, and its line, that a line of the MJML came from; the whole template without a line
 * @throws BelfryError TEMPLATE
 */
export async function toHtml(source: string, placeOf: (line?: string) => Place): Promise<string> {
  // mjml leaves includes out silently when they are off; a template that hopes for one should hear about it.
  const include = /^.*<mj-include\b.*$/im.exec(source)?.[0]
  if (include !== undefined) throw fault(placeOf(include), 'mj-include is not allowed; use {% render %}')
  const { default: mjml2html } = await import('mjml')
  try {
    // No web fonts; minify breaks on Node 20, and beautify changes the white space of code blocks.
    const { html } = await mjml2html(source, {
      validationLevel: 'strict',
      fonts: {},
      keepComments: false,
      ignoreIncludes: true,
    })
    return withValidSizes(html)
  } catch (thrown) {
    const message = messageOf(thrown)
      .replace(/^ValidationError:\s*/, '')
      .replace(/\s*\n\s*/g, '; ')
    const number = /\bLine (\d+) of /.exec(message)?.[1]
    const line = number === undefined ? undefined : source.split('\n')[Number(number) - 1]
    throw fault(placeOf(line), message.replace(/\bLine \d+ of \S+ (\(\S+\) )?(— )?/g, '$1'), thrown)
  }
}

function fault(place: Place, message: string, cause?: unknown): BelfryError {
  const found = problem('TEMPLATE', message, place)
  return new BelfryError('TEMPLATE', formatProblem(found), { cause, problems: [found] })
}
