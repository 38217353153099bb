/**
 * MJML to the HTML of a mail. In: MJML. Out: HTML with nothing remote in it. Loaded on first use: importing mjml takes 0.2 s, and
 * most commands render no mail.
 */
import { BelfryError, formatProblem, messageOf, problem } from '../errors.js'

/**
 * @param file the template's name, for the error
 * @throws BelfryError TEMPLATE
 */
export async function toHtml(source: string, file: string): Promise<string> {
  // mjml leaves includes out silently when they are off; a template that hopes for one should hear about it.
  if (/<mj-include\b/i.test(source)) throw fault(file, 'mj-include is not allowed; use {% render %}')
  const { default: mjml2html } = await import('mjml')
  try {
    // No web fonts; minify breaks on Node 20, and beautify changes the white space of code blocks.
    const { html } = await mjml2html(source, {
      validationLevel: 'strict',
      fonts: {},
      keepComments: false,
      ignoreIncludes: true,
    })
    return html
  } catch (thrown) {
    throw fault(
      file,
      messageOf(thrown)
        .replace(/^ValidationError:\s*/, '')
        .replace(/\s*\n\s*/g, '; '),
      thrown,
    )
  }
}

function fault(file: string, message: string, cause?: unknown): BelfryError {
  const found = problem('TEMPLATE', message, { file })
  return new BelfryError('TEMPLATE', formatProblem(found), { cause, problems: [found] })
}
