/** `belfry subscribers`: who gets mail. */

import { BelfryError } from '../base/errors.js'
import type { AppContext } from '../run/app-context.js'
import { addressFrom } from '../run/people/by-operator.js'
import { changeDetails, type SubscribeRequest, subscribe } from '../run/people/membership.js'
import { releasesOf } from '../run/read-content.js'
import type { PersonDetails } from '../subscribers/person-store.js'
import { parseRuns } from '../subscribers/runs.js'
import { type AddCommand, addCommand, withAppContext } from './command.js'
import { type WordFlags, withWord, wordOf } from './operator-word.js'
import { addEndCommands } from './subscribers/end.js'
import { languageFrom, listsFrom } from './subscribers/flags.js'
import { addImportCommand } from './subscribers/import.js'
import { addLookCommands } from './subscribers/look.js'
import { addSuppressionCommands } from './subscribers/suppressions.js'
import { cliTexts } from './texts.js'

interface DetailFlags extends WordFlags {
  readonly runs?: string[]
  readonly format?: string
  readonly language?: string
}

interface AddFlags extends DetailFlags {
  readonly confirmed?: boolean
  readonly lists?: string[]
}

const RUNS_HELP = 'release cycles they run, like lantern/3.1; "" for none, who hear of all'

const LANGUAGE_HELP = 'tag of a language that the site offers, like de; "" for the site\'s own'

export const subscribersCommand: AddCommand = (group, finish) => {
  withWord(addCommand(group, 'add <address>', 'ask a person to confirm; with --confirmed, vouch that they did'))
    .option('--confirmed', 'the person has asked for this and confirmed it elsewhere')
    .option('--lists <id...>', 'list ids (default: every list)')
    .option('--runs <cycle...>', RUNS_HELP)
    .option('--format <format>', 'html or text')
    .option('--language <tag>', LANGUAGE_HELP)
    .action(async (text: string, flags: AddFlags, command) => {
      await withAppContext(command, async (context, terminal) => {
        const result = await subscribe(context, await requestFrom(context, text, flags))
        if (result.refused !== undefined)
          throw new BelfryError('SUPPRESSED', cliTexts.subscribers.notSubscribed(text, result.refused))
        const when = 'leaves at once where serve or a worker runs, else with the next run'
        const waits =
          result.pending.length > 0
            ? `a request to confirm ${result.pending.join(', ')} ${when}`
            : 'they get mail from now on'
        terminal.print({ address: text, ...result }, () => `${text}: ${result.changed ? waits : 'nothing changed'}.`)
      })
    })
  withWord(
    addCommand(
      group,
      'set <address>',
      'change what a known person gets: release cycles, format, language; mails nothing',
    ),
  )
    .option('--runs <cycle...>', RUNS_HELP)
    .option('--format <format>', 'html or text')
    .option('--language <tag>', LANGUAGE_HELP)
    .action(async (text: string, flags: DetailFlags, command) => {
      await withAppContext(command, async (context, terminal) => {
        const changed = await setDetailsOf(context, text, flags)
        terminal.print({ address: text, changed }, () => `${text}: ${changed ? 'changed' : 'nothing changed'}.`)
      })
    })
  addImportCommand(group, finish)
  addLookCommands(group)
  addEndCommands(group)
  addSuppressionCommands(group, finish)
}

async function requestFrom(context: AppContext, text: string, flags: AddFlags): Promise<SubscribeRequest> {
  const address = addressFrom(text)
  const lists = listsFrom(context.config, flags.lists) ?? context.config.lists.map((list) => list.id)
  const details = await detailsFrom(context, flags)
  const ask = flags.confirmed === true ? 'vouch' : 'request'
  return { address, lists, details, ask, byOperator: true, word: wordOf(flags) }
}

async function setDetailsOf(context: AppContext, text: string, flags: DetailFlags): Promise<boolean> {
  if (flags.runs === undefined && flags.format === undefined && flags.language === undefined)
    throw new BelfryError('USAGE', cliTexts.subscribers.sayWhatChangeRuns(), { exitCode: 2 })
  const changed = await changeDetails(context, addressFrom(text), await detailsFrom(context, flags), wordOf(flags))
  if (changed === undefined) throw new BelfryError('PERSON_UNKNOWN', cliTexts.subscribers.nobodyKnown(text))
  return changed
}

async function detailsFrom(context: AppContext, flags: DetailFlags): Promise<PersonDetails> {
  const { format } = flags
  if (format !== undefined && format !== 'html' && format !== 'text')
    throw new BelfryError('USAGE', cliTexts.subscribers.formatHtmlOrText(format), { exitCode: 2 })
  const written = flags.runs?.flatMap((text) => text.split(','))
  const { runs, fault } = written === undefined ? {} : parseRuns(written, await releasesOf(context.config))
  if (fault !== undefined)
    throw new BelfryError('RELEASE_UNKNOWN', `${fault.charAt(0).toUpperCase()}${fault.slice(1)}.`)
  const language = flags.language === undefined ? undefined : languageFrom(context.config, flags.language)
  return {
    ...(format !== undefined && { format }),
    ...(runs !== undefined && { runs }),
    ...(language !== undefined && { language }),
  }
}
