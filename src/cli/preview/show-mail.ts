/**
 * Shows a mail before it is sent. In: its parts and bytes, where to. Out: files in a folder, pictures and a page that
 * shows them side by side; on the terminal what to look at.
 */

import { resolve } from 'node:path'
import { isLoopback } from '../../base/ip.js'
import { writeAtomically } from '../../files/write-folder.js'
import { previewFacts } from '../../mail/preview-facts.js'
import { previewPage } from '../../mail/preview-page.js'
import type { ReadContext } from '../../run/read-context.js'
import type { Terminal } from '../terminal.js'
import { cliTexts } from '../texts.js'
import { openOnDesktop, takePictures } from './open-browser.js'

const NO_PICTURES = cliTexts.showMail.noPicturesNameChromium()

export interface ShowFlags {
  readonly out?: string
  readonly open?: true
  readonly remote?: true
}

interface Shown {
  readonly key: string
  readonly subject: string
  readonly preview: string
  readonly html: string
  readonly text: string
  readonly message: Buffer
  /** Of a template with a sample. */
  readonly isSample: boolean
  /** What stands below what is signed. */
  readonly footer?: string
}

interface Place {
  readonly context: ReadContext
  readonly terminal: Terminal
  readonly flags: ShowFlags
  /** Of the folder below the one for all. */
  readonly name: string
}

export async function showMail(mail: Shown, place: Place): Promise<void> {
  const { terminal } = place
  const shown = await writeMail(mail, place)
  terminal.print(shown, () => linesOf(shown))
}

export interface ShownMail {
  readonly key: string
  readonly subject: string
  readonly preview: string
  readonly warnings: readonly string[]
  readonly files: readonly { readonly path: string; readonly bytes: number }[]
}

export async function writeMail(mail: Shown, { context, terminal, flags, name }: Place): Promise<ShownMail> {
  const { key, subject, preview, html, text, message, footer } = mail
  const { config } = context
  const pictures = await takePictures(html, process.env.CHROMIUM, flags.remote === true)
  if (pictures === undefined) terminal.say(NO_PICTURES)
  const local = isLoopback(new URL(config.web.url).hostname) ? config.web.url : ''
  const facts = previewFacts({ ...mail, local })
  const names = (pictures ?? []).map((picture) => picture.name)
  const page = previewPage({ key, subject, preview, pictures: names, isSigned: footer !== undefined, ...facts })
  const folder = resolve(flags.out ?? resolve(config.file, '../../var/preview'), nameOf(name))
  const files = [
    { path: resolve(folder, 'mail.html'), bytes: html },
    { path: resolve(folder, 'mail.txt'), bytes: text },
    ...(footer === undefined ? [] : [{ path: resolve(folder, 'footer.txt'), bytes: footer }]),
    { path: resolve(folder, 'mail.eml'), bytes: message },
    ...(pictures ?? []).map(({ name: file, png }) => ({ path: resolve(folder, file), bytes: png })),
    { path: resolve(folder, 'index.html'), bytes: page },
  ]
  for (const file of files) await writeAtomically(file.path, file.bytes)
  if (flags.open === true && !(await openOnDesktop(resolve(folder, 'index.html'))))
    terminal.say(`There is no desktop to open the page on: ${resolve(folder, 'index.html')}`)
  const { warnings } = facts
  const written = files.map(({ path, bytes }) => ({ path, bytes: Buffer.byteLength(bytes) }))
  return { key, subject, preview, warnings, files: written }
}

export function linesOf({ subject, warnings, files }: ShownMail): string[] {
  return [`Subject: ${subject}`, ...warnings.map((one) => `Warning: ${one}`), ...files.map(({ path }) => path)]
}

/** An id comes from a post: as the name of a folder it must not lead anywhere else. */
function nameOf(id: string): string {
  return id.replace(/[^\p{L}\p{N}_-]/gu, '_')
}
