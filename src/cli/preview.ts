/**
 * `belfry preview POST`, `PRODUCT/CYCLE` and `--template NAME`: the mail as HTML, text, .eml and pictures in a folder,
 * and a page that shows them side by side. In: the post or cycle, --update, --severity, --list, --language, --stage,
 * --out, --open. Out: the files. Needs no SMTP and no database.
 */

import { InvalidArgumentError, Option } from 'commander'
import { BelfryError } from '../base/errors.js'
import { configIn } from '../config/spoken.js'
import { severities } from '../posts/announcement.js'
import { isRemark } from '../posts/remarks.js'
import { withoutWithdrawnUpgrades } from '../register/withdrawn-now.js'
import { checkTrial, listNamed, mailOf, type Trial, triedPost } from '../run/operators/manual-send.js'
import { read } from '../run/read-content.js'
import type { ReadContext } from '../run/read-context.js'
import { postWithin } from '../run/speaking.js'
import { trialMail } from '../run/trial-mail.js'
import { type AddCommand, withReadContext } from './command.js'
import { endOfLifeTrial } from './preview/end-of-life-trial.js'
import { type ShowFlags, showMail } from './preview/show-mail.js'
import { previewTemplate } from './preview/template.js'
import { languageFrom } from './subscribers/flags.js'
import { cliTexts } from './texts.js'

interface Flags extends Trial, ShowFlags {
  readonly stage?: string
  readonly template?: string
  readonly language?: string
}

export const previewCommand: AddCommand = (self) => {
  self
    .option('--template <name>', 'instead of a post: a template of mail with its samples (confirm, operators, test …)')
    .option('--out <folder>', 'folder to write to (default: var/preview beside the configuration)')
    .option('--update <text>', 'the mail of an update in these words (Markdown)')
    .option('--reinstate', 'with --update: what was withdrawn holds again')
    .addOption(new Option('--severity <severity>', 'how urgent it is').choices(severities))
    .option('--list <list>', 'as this list gets it')
    .option('--language <tag>', 'as those get it who chose this language')
    .option(
      '--stage <stage>',
      'of the end of a cycle: reached, approaching-30d, date-changed (default: reached)',
      stage,
    )
    .option('--remote', 'let the pictures fetch images of the mail from the net')
    .option('--open', 'open the page in the browser')
    .action(async (name: string | undefined, flags: Flags, command) => {
      if (flags.template !== undefined) {
        const { template } = flags
        await withReadContext(command, async (site, terminal) => {
          const context = spokenContext(site, flags.language)
          await previewTemplate(template, { context, terminal, flags, post: name })
        })
        return
      }
      if (name === undefined) throw nothingNamed()
      checkTrial(flags)
      await withReadContext(command, async (site, terminal) => {
        const context = spokenContext(site, flags.language)
        const content = await read(site)
        const releases = withoutWithdrawnUpgrades(content.releases, content)
        const cycle = endOfLifeTrial(context, releases, name, flags.stage ?? 'reached')
        if (cycle === undefined && flags.stage !== undefined)
          throw new BelfryError('RELEASE_UNKNOWN', cliTexts.preview.stageCycleReleasesTable(name))
        const tried = cycle === undefined ? triedPost(content, name) : { post: cycle.announcement, told: [] }
        const { post } = tried
        const remarked = content.problems.filter(
          ({ file, code }) => isRemark(code) && file === content.fileOf(post.path),
        )
        terminal.problems(cycle === undefined ? remarked : [])
        const made = cycle ?? mailOf(context, tried, flags)
        const isOther = context !== site && cycle === undefined
        const mail = isOther ? { ...made, announcement: postWithin(made.announcement, site.config) } : made
        const list = flags.list === undefined ? mail.list : listNamed(context, flags.list)
        const shown = await trialMail(context, mail, list)
        await showMail({ key: mail.key, ...shown, isSample: false }, { context, terminal, flags, name: post.id })
      })
    })
}

/** @throws BelfryError USAGE */
function spokenContext(site: ReadContext, tag: string | undefined): ReadContext {
  const config = tag === undefined ? site.config : configIn(site.config, languageFrom(site.config, tag))
  return config === site.config ? site : { ...site, config }
}

function nothingNamed(): BelfryError {
  const fix = cliTexts.preview.namePostBelfryPlan()
  return new BelfryError('USAGE', cliTexts.preview.belfryPreviewDoesNot(), { fix, exitCode: 2 })
}

function stage(text: string): string {
  if (/^(?:reached|date-changed|approaching-\d{1,4}d)$/.test(text)) return text
  throw new InvalidArgumentError(cliTexts.preview.reachedDateChangedOr())
}
