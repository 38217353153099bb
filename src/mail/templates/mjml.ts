/**
 * MJML to the HTML of a mail. In: MJML. Out: HTML with nothing remote in it. Loaded on first use: importing mjml takes
 * 0.2 s, and most commands render no mail.
 */
import { type Place, problem } from '../../base/errors.js'
import { NewestCache } from '../../base/newest-cache.js'
import { withValidSizes } from '../post-html.js'
import { mjmlFaults, templateError } from './fault.js'

/**
 * What was made last, by its MJML: a mail that waits is made again at each run, and samples at each check. In
 * characters of HTML.
 */
const made = new NewestCache<string, string>({ most: 2_000_000, weigh: ({ length }) => length })

/**
 * @param placeOf the template, and its line, that a line of the MJML came from; the whole template without a line
 * @throws BelfryError TEMPLATE
 */
export async function toHtml(source: string, placeOf: (line?: string) => Place): Promise<string> {
  const known = made.get(source)
  if (known !== undefined) return known
  const { default: mjml2html } = await import('mjml')
  try {
    // No web fonts; minify breaks on Node 20, and beautify changes the white space of code blocks.
    const { html } = await mjml2html(source, {
      validationLevel: 'strict',
      fonts: {},
      keepComments: false,
      ignoreIncludes: true,
    })
    const valid = withValidSizes(html)
    made.set(source, valid)
    return valid
  } catch (thrown) {
    const lines = source.split('\n')
    const problems = mjmlFaults(thrown).map(({ message, fix, line }) => {
      const place = placeOf(line === undefined ? undefined : lines[line - 1])
      return problem('TEMPLATE', message, place, fix === undefined ? {} : { fix })
    })
    throw templateError(problems, thrown)
  }
}
