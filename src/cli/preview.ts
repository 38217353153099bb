/**
 * `belfry preview POST`: the mail as HTML, text and .eml in a folder. In: the post, --update, --severity, --list, --out. Out: the files.
 * Needs no SMTP and no database.
 */
import { resolve } from 'node:path'
import { Option } from 'commander'
import { severities } from '../content/announcement.js'
import { composeTest } from '../mail/freeze-notice.js'
import { loadTemplates } from '../mail/load-templates.js'
import { renderAnnouncement } from '../mail/render-notice.js'
import { renderUpdate } from '../mail/render-update.js'
import { findPost, mailOf, type Trial } from '../manual-send.js'
import { read } from '../read-content.js'
import { writeAtomically } from '../write-files.js'
import { type AddCommand, addCommand, withDesk } from './command.js'

const LINKS = { unsubscribe: 'unsubscribe/preview', preferences: 'preferences/preview' }

export const previewCommand: AddCommand = (program) => {
  addCommand(program, 'preview <post>', 'the mail as HTML, text and .eml in a folder')
    .option('--out <folder>', 'folder to write to (default: var/preview beside the configuration)')
    .option('--update <text>', 'the mail of an update in these words (Markdown)')
    .addOption(new Option('--severity <severity>', 'how urgent it is').choices(severities))
    .option('--list <list>', 'as this list gets it')
    .action(async (name: string, flags: Trial & { out?: string }, command) => {
      await withDesk(command, async (desk, terminal) => {
        const post = findPost((await read(desk)).announcements, name)
        const templates = loadTemplates(desk.config.mail.templates)
        const mail = mailOf(desk, post, flags)
        const links = {
          unsubscribeUrl: `${desk.config.web.url}/${LINKS.unsubscribe}`,
          preferencesUrl: `${desk.config.web.url}/${LINKS.preferences}`,
          since: desk.config.feeds.since.slice(0, 4).padEnd(10, '-01-01'),
        }
        const input = { ...mail, templates, links }
        const { subject, preview, html, text } =
          'update' in input ? await renderUpdate(input) : await renderAnnouncement(input)
        const folder = resolve(flags.out ?? resolve(desk.config.file, '../../var/preview'), nameOf(post.id))
        const files = [
          { path: resolve(folder, 'mail.html'), bytes: html },
          { path: resolve(folder, 'mail.txt'), bytes: text },
          { path: resolve(folder, 'mail.eml'), bytes: await composeTest(input, mail.list, 'html', 'you@example.org') },
        ]
        for (const file of files) await writeAtomically(file.path, file.bytes)
        terminal.print(
          {
            key: mail.key,
            subject,
            preview,
            files: files.map(({ path, bytes }) => ({ path, bytes: Buffer.byteLength(bytes) })),
          },
          () => [`Subject: ${subject}`, ...files.map(({ path }) => path)],
        )
      })
    })
}

/** An id comes from a post: as the name of a folder it must not lead anywhere else. */
function nameOf(id: string): string {
  return id.replace(/[^\p{L}\p{N}_-]/gu, '_')
}
