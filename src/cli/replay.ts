/**
 * `belfry replay REPO`: walks a git history with the real deciding code and that history's dates, and tells what would
 * have been sent when, and why. In: a repository, bundle or feed, --pushes, --since, --folder, --releases. Out: a line
 * for each changed post and push, and for each notice of the releases table. Sends nothing.
 */

import { isAbsolute, relative, resolve, sep } from 'node:path'
import { BelfryError } from '../base/errors.js'
import { plainJson } from '../base/plain-line.js'
import { feedEntries } from '../cms/feed-entries.js'
import { feedHistory } from '../cms/feed-history.js'
import { settingsOfFeed } from '../cms/feed-posts.js'
import { isFeed, readFeed } from '../cms/read-feed.js'
import { defaultConfig } from '../config/default-config.js'
import { isThere, loadConfig } from '../config/load.js'
import type { Config } from '../config/schema.js'
import { endOfLifeTextsOf } from '../notices/end-of-life/texts.js'
import { type HistoryStep, type ReplayLine, replay } from '../run/history/replay.js'
import { postSettingsOf } from '../run/post-settings.js'
import { atAnyTime, rulesOf } from '../run/rules-of.js'
import { type History, openHistory } from '../source/open-history.js'
import { readPushes } from '../source/read-pushes.js'
import { type AddCommand, fileOf, terminalOf } from './command.js'
import { countingOf } from './shown/progress.js'
import { cliTexts } from './texts.js'

interface ReplayFlags {
  readonly pushes?: string
  readonly since?: string
  readonly folder?: string
  readonly releases?: string
  readonly config?: string
}

export const replayCommand: AddCommand = (self) => {
  self
    .option('--pushes <file>', 'steps as JSON lines {push, base, tip, pushDate}, instead of every first-parent commit')
    .option('--since <date>', 'begin here: what is there then is the baseline')
    .option(
      '--folder <path>',
      'folder of the posts, or several with commas between (default: _posts, else content/posts, else the root)',
    )
    .option(
      '--releases <path>',
      'releases table (default: content.releases, else content/releases.yaml or releases.yaml)',
    )
    .action(async (repository: string, flags: ReplayFlags, command) => {
      const config = configFor(flags, fileOf(command))
      const terminal = terminalOf(command)
      const ofFeed = isFeed(repository)
      const history = ofFeed ? await historyOfFeed(repository, config.site) : await openHistory(repository)
      try {
        const steps = await stepsOf(history, flags)
        if (steps.length === 0) throw nothingToWalk(repository, 'no commit', cliTexts.replay.giveEarlierSince())
        const endOfLifeTexts = endOfLifeTextsOf(config.words)
        const rules = atAnyTime(rulesOf(config, endOfLifeTexts))
        const where = { folders: foldersOf(flags.folder), releases: tablesIn(repository, flags, config) }
        const site = ofFeed ? settingsOfFeed(postSettingsOf(config)) : postSettingsOf(config)
        const options = { site, rules, ...where, onStep: countingOf('steps') }
        const { lines, posts, table } = await replay(history, steps, options)
        if (posts === 0) throw nothingToWalk(repository, 'no post', cliTexts.replay.nameFolderPostsFolder())
        if (flags.releases !== undefined && !table) throw noTable(repository, flags.releases)
        if (terminal.json) for (const line of lines) process.stdout.write(`${plainJson(line)}\n`)
        else terminal.print(lines, () => textOf(lines))
      } finally {
        await history.close()
      }
    })
}

/** What a feed holds now, each entry at its own instant. */
async function historyOfFeed(place: string, site: Config['site']): Promise<History> {
  const feed = feedEntries(await readFeed(place), place)
  if ('problem' in feed)
    throw new BelfryError(feed.problem.code, cliTexts.replay.nothingReplayed(), { problems: [feed.problem] })
  return feedHistory(feed.entries, site)
}

/** Several are parted by commas. */
function foldersOf(named = ''): readonly string[] {
  return named.split(',').map((folder) => folder.trim())
}

/** A project may try this before it has a configuration; one that is named must be there. */
function configFor(flags: ReplayFlags, file: string): Config {
  return flags.config === undefined && !isThere(file) ? defaultConfig() : loadConfig(file)
}

/** Where the sample project keeps its releases table, or posts of Jekyll's conventions have it beside them. */
const USUAL_TABLES = ['content/releases.yaml', 'releases.yaml']

/** Paths inside the repository. A configuration names a file of its own disk, which may be in another place. */
function tablesIn(repository: string, flags: ReplayFlags, { content: { releases, git } }: Config): readonly string[] {
  if (flags.releases !== undefined) return [flags.releases]
  if (releases === '') return USUAL_TABLES
  if (git.remote !== '') return [releases]
  const inside = relative(resolve(repository), releases)
  return isAbsolute(inside) || inside === '..' || inside.startsWith(`..${sep}`)
    ? USUAL_TABLES
    : [inside.split(sep).join('/')]
}

async function stepsOf(history: Awaited<ReturnType<typeof openHistory>>, flags: ReplayFlags): Promise<HistoryStep[]> {
  const since = flags.since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(flags.since)
  if (Number.isNaN(since)) throw new BelfryError('USAGE', cliTexts.replay.sinceNotDate(flags.since), { exitCode: 2 })
  const steps =
    flags.pushes === undefined
      ? (await history.firstParents()).map((one) => ({ push: one.commit, ...one }))
      : readPushes(flags.pushes)
  return steps.filter((step) => step.at >= since)
}

/** A replay over nothing would look as if nothing had been told. */
function nothingToWalk(repository: string, what: string, fix: string): BelfryError {
  return new BelfryError('POSTS_EMPTY', cliTexts.replay.holdsAtAnyThese(repository, what), { fix })
}

function noTable(repository: string, path: string): BelfryError {
  const message = cliTexts.replay.holdsNoReleasesTable(repository, path)
  return new BelfryError('RELEASES_TABLE', message, { fix: cliTexts.replay.namePathInsideRepository() })
}

/** What was told and asked, and how much was passed over in silence. */
function textOf(lines: readonly ReplayLine[]): string[] {
  const count = (decision: ReplayLine['decision']) => lines.filter((line) => line.decision === decision).length
  const shown = lines.filter((line) => line.decision !== 'silent')
  return [
    ...shown.map((line) => {
      const { at, decision, kind, reason } = line
      return `${at.slice(0, 10)}  ${decision.padEnd(4)}  ${kind.padEnd(12)}  ${subjectOf(line)}: ${reason}`
    }),
    cliTexts.replay.toldAskedHeldSilent(count('tell'), count('ask'), count('hold'), count('silent')),
  ]
}

function subjectOf(line: ReplayLine): string {
  return line.kind === 'end-of-life'
    ? `${line.product}/${line.cycles?.join('+') ?? line.cycle} ${line.field} ${line.date} ${line.stage}`
    : line.post
}
