/**
 * Renders a mail with as much of the post as each of its parts may hold. Pure but for the templates given. In: the
 * template, its values, the HTML that may be shortened. Out: a RenderedMail; HTML and text are cut by their own sizes.
 */

import { BelfryError } from '../base/errors.js'
import { toFlowed } from './flowed.js'
import { fitInto, type Shortened } from './shorten.js'
import type { RenderedMail, TemplateName, Templates } from './templates/make.js'
import { mailTexts } from './texts.js'

type Values = Readonly<Record<string, unknown>>

/** Gmail clips a message at about 102 KB, and with it the link to leave. */
const PART_OCTETS = 100_000
/** HTML is longer than its text; more of it than this is never tried as text. */
const TRIED_AS_TEXT = 1_000_000

export interface Fitting {
  readonly template: TemplateName
  readonly values: Values
  /** HTML that may be shortened; the first is shortened first. */
  readonly wholes: readonly string[]
  /** What the template gets of them. */
  readonly valuesOf: (parts: readonly Shortened[]) => Values
}

/** @throws BelfryError TEMPLATE */
export async function renderFitting(templates: Templates, fitting: Fitting): Promise<RenderedMail> {
  const { template, values, wholes, valuesOf } = fitting
  let isWhole = false
  const mail = await fitInto(
    wholes,
    { octets: PART_OCTETS, atFirst: PART_OCTETS },
    {
      render: async (parts) => {
        isWhole = parts.every(({ shortened }) => !shortened)
        return await templates.render(template, { ...values, ...valuesOf(parts) })
      },
      sizeOf: ({ html }) => Buffer.byteLength(html),
    },
  )
  if (mail === undefined)
    throw new BelfryError('TEMPLATE', mailTexts.renderFitting.templateMakesMoreThan(template, PART_OCTETS))
  const text = isWhole ? toFlowed(mail.text) : await fittingText(templates, fitting, mail)
  return { ...mail, text }
}

/** Of what was too long as HTML the text may hold more, or all. */
async function fittingText(templates: Templates, fitting: Fitting, mail: RenderedMail): Promise<string> {
  const { template, values, wholes, valuesOf } = fitting
  const { subject, preview } = mail
  const text = await fitInto(
    wholes,
    { octets: PART_OCTETS, atFirst: TRIED_AS_TEXT },
    {
      render: async (parts) =>
        toFlowed(await templates.text(`${template}.txt`, { ...values, subject, preview, ...valuesOf(parts) })),
      sizeOf: (text) => Buffer.byteLength(text),
    },
  )
  return text ?? toFlowed(mail.text)
}

/** The announcement itself, whole or cut. What says that it is cut stands before the addresses of its links. */
export function contentValues(content: Shortened | undefined, templates: Templates) {
  const { html, shortened } = content ?? { html: '', shortened: false }
  const text = templates.plainText(html)
  const [text_body, text_links] = withoutLinks(text)
  return { content: html, text, text_body, text_links, shortened }
}

/** The list of addresses with which a text ends: `[1] https://…`. */
const LINKS = /(?:^|\n\n)((?:\[\d+\] \S+\n)*\[\d+\] \S+)$/

function withoutLinks(text: string): [body: string, links: string] {
  const found = LINKS.exec(text)
  return found === null ? [text, ''] : [text.slice(0, found.index), found[1] ?? '']
}
