/**
 * What a mailing costs before it is sent: the first mail (templates, MJML, MIME), and each further recipient, patched
 * into the frozen bytes, against composing the message anew with nodemailer for each. Both in one run, in turns; the
 * middle of several rounds counts. Run it with tsx: render.ts [ROUNDS]. Ends with 1 where a patch takes 30 microseconds
 * or more, or is not 20 times cheaper.
 */
import { compose, type MessageInput } from '../../src/mail/compose.js'
import { freezeAnnouncement } from '../../src/mail/freeze-notice.js'
import { listHeaders, messageIdFor } from '../../src/mail/headers.js'
import { renderAnnouncement } from '../../src/mail/render-notice.js'
import { personalise } from '../../src/mail/slots.js'
import { loadTemplates } from '../../src/mail/templates/load.js'
import { announcement, configOf } from '../support/announcements.js'
import { goal } from './measured.js'

const ROUNDS = Number(process.argv[2] ?? 9)
const PATCHES = 2_000
const COMPOSED = 60
/** Makes a message of about 30 KB, HTML and text together. */
const BODY =
  'It brings [many things](/downloads/) that a reader would want to know about, told in a *sentence* of a usual length.\n\n'.repeat(
    52,
  )

const list = { id: 'releases', title: 'Releases', description: '', categories: ['releases'] }
const config = configOf({ lists: [list], web: { url: 'https://mail.lantern.example' } })
const templates = loadTemplates(config.mail.templates)
const post = announcement({ body: BODY })
const key = `announcement:${post.id}`
const now = Date.parse('2026-05-04T12:00:00Z')
const values = {
  unsubscribe: 'u'.repeat(39),
  preferences: 'p'.repeat(39),
  confirm: 'c'.repeat(39),
  since: '2026-05-01',
}

async function freezeOnce() {
  return await freezeAnnouncement({ config, templates, key, announcement: post, lists: [list], now })
}

/** Microseconds of one, by the clock. */
async function micros(count: number, work: () => unknown): Promise<number> {
  const begin = performance.now()
  for (let one = 0; one < count; one += 1) await work()
  return ((performance.now() - begin) * 1000) / count
}

/** The same without a promise around each: a patch costs little more than one. */
function microsSync(count: number, work: () => unknown): number {
  const begin = performance.now()
  for (let one = 0; one < count; one += 1) work()
  return ((performance.now() - begin) * 1000) / count
}

function middle(figures: readonly number[]): number {
  return [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? Number.NaN
}

const first = await micros(1, freezeOnce)
const variant = (await freezeOnce()).variants[0]
if (variant === undefined) throw new Error('there is no variant')
const unsubscribeUrl = `https://mail.lantern.example/unsubscribe/${values.unsubscribe}`
const links = {
  unsubscribeUrl,
  preferencesUrl: `https://mail.lantern.example/preferences/${values.preferences}`,
  since: values.since,
}
const { subject, html, text } = await renderAnnouncement({ announcement: post, list, config, links, templates })
const headers = listHeaders({ config, list, key, severity: 'info', archivedAt: post.url, unsubscribeUrl })
const messageId = messageIdFor(key, config.mail.domain)
const message: MessageInput = { config, subject, text, html, headers, messageId, date: new Date(now) }
const figures = { freeze: [] as number[], patch: [] as number[], composed: [] as number[] }
for (let round = 0; round < ROUNDS; round += 1) {
  figures.freeze.push(await micros(3, freezeOnce))
  figures.patch.push(microsSync(PATCHES, () => personalise(variant.frozen, 'ada@example.org', values)))
  figures.composed.push(await micros(COMPOSED, () => compose(message)))
}
const [freeze, patch, composed] = [middle(figures.freeze), middle(figures.patch), middle(figures.composed)]
const size = personalise(variant.frozen, 'ada@example.org', values).length
const ratio = composed / patch
const row = (name: string, figure: number, unit: string) =>
  console.log(`  ${name.padEnd(62)} ${figure.toFixed(1).padStart(9)} ${unit}`)

console.log(
  `A message of ${(size / 1024).toFixed(0)} KB with ${variant.frozen.slots.length} places to write over; ${ROUNDS} rounds, the middle one`,
)
row('first mailing of a process, HTML and text variant, with loading', first / 1000, 'ms')
row('each further mailing, both variants', freeze / 1000, 'ms')
row('each further recipient, patched, without signature', patch, 'µs')
row('composed anew with nodemailer, already rendered', composed, 'µs')
row('composed anew / patched', ratio, 'times')
goal('each further recipient', patch, { most: 30, unit: 'µs' })
goal('composed anew / patched', ratio, { least: 20 })
if (patch >= 30 || ratio < 20) process.exitCode = 1
