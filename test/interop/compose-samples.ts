/** Every template of mail with each of its samples, as a message. In: nothing. Out: names and bytes. */
import { compose } from '../../src/mail/compose.js'
import { toFlowed } from '../../src/mail/flowed.js'
import { messageIdFor } from '../../src/mail/headers.js'
import { frameValues } from '../../src/mail/render-notice.js'
import { loadTemplates } from '../../src/mail/templates/load.js'
import { templateNames } from '../../src/mail/templates/names.js'
import { configOf } from '../support/announcements.js'

export async function composeSamples(): Promise<readonly { readonly name: string; readonly bytes: Buffer }[]> {
  const config = configOf()
  const templates = loadTemplates('', config.words)
  const samples = templateNames.flatMap((template) =>
    templates.samples(template).map((sample) => ({ template, sample })),
  )
  const made = samples.map(async ({ template, sample }) => {
    const mail = await templates.render(template, { ...sample.values, ...frameValues(config) })
    const messageId = messageIdFor(sample.name, config.mail.domain)
    const about = { config, headers: {}, messageId, date: new Date() }
    const bytes = await compose({ ...about, ...mail, text: toFlowed(mail.text) })
    return { name: sample.name, bytes: Buffer.concat([Buffer.from('To: ada@example.org\r\n'), bytes]) }
  })
  return await Promise.all(made)
}
