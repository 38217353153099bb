/**
 * `belfry preview --template NAME`: each sample of a template as the mail it makes, in the look of the project. In: the
 * template; `test` is the mail of `send --test`. Out: a folder for each sample.
 */

import { BelfryError } from '../../base/errors.js'
import { nearest } from '../../base/nearest.js'
import { compose } from '../../mail/compose.js'
import { toFlowed } from '../../mail/flowed.js'
import { messageIdFor } from '../../mail/headers.js'
import { frameValues } from '../../mail/render-notice.js'
import { loadTemplates } from '../../mail/templates/load.js'
import { type TemplateName, templateNames } from '../../mail/templates/names.js'
import type { ReadContext } from '../../run/read-context.js'
import type { Terminal } from '../terminal.js'
import { cliTexts } from '../texts.js'
import { linesOf, type ShowFlags, type ShownMail, writeMail } from './show-mail.js'

/** Marks the mail of another template. */
const TEST = 'test'

interface Asked {
  readonly context: ReadContext
  readonly terminal: Terminal
  readonly flags: ShowFlags & { readonly update?: string; readonly stage?: string }
  /** A post, which is not to be named beside a template. */
  readonly post: string | undefined
}

export async function previewTemplate(name: string, { context, terminal, flags, post }: Asked): Promise<void> {
  const { config, clock } = context
  if (post !== undefined || flags.update !== undefined || flags.stage !== undefined) throw both()
  const template = templateNamed(name)
  const templates = loadTemplates(config.mail.templates, config.words)
  const shown: ShownMail[] = []
  for (const sample of templates.samples(template)) {
    const made = await templates.render(template, { ...sample.values, ...frameValues(config) })
    const mail = { ...made, text: toFlowed(made.text) }
    const subject = name === TEST ? templates.line('test.subject.txt', { subject: mail.subject }) : mail.subject
    const key = `template:${sample.name}`
    const messageId = messageIdFor(key, config.mail.domain)
    const bytes = await compose({ config, ...mail, subject, headers: {}, messageId, date: new Date(clock.now()) })
    const message = Buffer.concat([Buffer.from('To: you@example.org\r\n'), bytes])
    const folder = name === TEST ? `test-${sample.name}` : sample.name
    shown.push(
      await writeMail({ ...mail, key, subject, message, isSample: true }, { context, terminal, flags, name: folder }),
    )
  }
  terminal.print(shown, () => shown.flatMap(linesOf))
}

/** @throws BelfryError USAGE */
function templateNamed(name: string): TemplateName {
  if (name === TEST) return 'announcement'
  const found = templateNames.find((one) => one === name)
  if (found !== undefined) return found
  const near = nearest(name, [...templateNames, TEST])
  const all = cliTexts.previewTemplate.templatesAre([...templateNames, TEST].join(', '))
  const fix = near === undefined ? all : `Did you mean ${near}? ${all}`
  throw new BelfryError('USAGE', cliTexts.previewTemplate.belfryHasNoTemplate(name), { fix, exitCode: 2 })
}

function both(): BelfryError {
  const fix = cliTexts.previewTemplate.namePostOrTemplate()
  return new BelfryError('USAGE', cliTexts.previewTemplate.templateShowsSamplesNo(), { fix, exitCode: 2 })
}
