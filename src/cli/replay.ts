/**
 * `belfry replay REPO`: walks a git history with the real deciding code and that history's dates, and tells what would
 * have been sent when, and why. In: a repository or bundle, --pushes, --since, --folder. Out: a line for each changed
 * post and push. Sends nothing.
 */

import { BelfryError } from '../base/errors.js'
import { isThere, loadConfig } from '../config/load.js'
import { defaultConfig } from '../config/of-nobody.js'
import type { Config } from '../config/schema.js'
import { loadEndOfLifeTexts } from '../notices/end-of-life/load-texts.js'
import { rulesOf } from '../run/pipeline.js'
import { postSettingsOf } from '../run/read-content.js'
import { type HistoryStep, type ReplayLine, replay } from '../run/replay.js'
import { openHistory } from '../source/open-history.js'
import { readPushes } from '../source/read-pushes.js'
import { type AddCommand, addCommand, fileOf, terminalOf } from './command.js'

interface ReplayFlags {
  readonly pushes?: string
  readonly since?: string
  readonly folder?: string
  readonly config?: string
}

export const replayCommand: AddCommand = (program) => {
  addCommand(program, 'replay <repository>', 'what would have been sent over a git history, and why; sends nothing')
    .option('--pushes <file>', 'steps as JSON lines {push, base, tip, pushDate}, instead of every first-parent commit')
    .option('--since <date>', 'begin here: what is there then is the baseline')
    .option('--folder <path>', 'folder of the posts (default: _posts, else content/posts, else the root)')
    .action(async (repository: string, flags: ReplayFlags, command) => {
      const config = configFor(flags, fileOf(command))
      const terminal = terminalOf(command)
      const history = await openHistory(repository)
      try {
        const steps = await stepsOf(history, flags)
        if (steps.length === 0) throw nothingToWalk(repository, 'no commit', 'Give an earlier --since.')
        const { endOfLifeTexts } = loadEndOfLifeTexts(config.mail.templates, config.site.language)
        const rules = rulesOf(config, endOfLifeTexts)
        const options = { site: postSettingsOf(config), rules, folder: flags.folder ?? '', onStep: progress() }
        const { lines, posts } = await replay(history, steps, options)
        if (posts === 0) throw nothingToWalk(repository, 'no post', 'Name the folder of the posts with --folder.')
        if (terminal.json) for (const line of lines) process.stdout.write(`${JSON.stringify(line)}\n`)
        else terminal.print(lines, () => textOf(lines))
      } finally {
        await history.close()
      }
    })
}

/** A project may try this before it has a configuration; one that is named must be there. */
function configFor(flags: ReplayFlags, file: string): Config {
  return flags.config === undefined && !isThere(file) ? defaultConfig() : loadConfig(file)
}

async function stepsOf(history: Awaited<ReturnType<typeof openHistory>>, flags: ReplayFlags): Promise<HistoryStep[]> {
  const since = flags.since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(flags.since)
  if (Number.isNaN(since)) throw new BelfryError('USAGE', `--since ${flags.since} is not a date.`, { exitCode: 2 })
  const steps =
    flags.pushes === undefined
      ? (await history.firstParents()).map((one) => ({ push: one.commit, ...one }))
      : readPushes(flags.pushes)
  return steps.filter((step) => step.at >= since)
}

/** A replay over nothing would look as if nothing had been told. */
function nothingToWalk(repository: string, what: string, fix: string): BelfryError {
  return new BelfryError('POSTS_EMPTY', `${repository} holds ${what} at any of these steps.`, { fix })
}

/** What was told and asked, and how much was passed over in silence. */
function textOf(lines: readonly ReplayLine[]): string[] {
  const count = (decision: ReplayLine['decision']) => lines.filter((line) => line.decision === decision).length
  const shown = lines.filter((line) => line.decision !== 'silent')
  return [
    ...shown.map(
      (line) =>
        `${line.at.slice(0, 10)}  ${line.decision.padEnd(4)}  ${line.kind.padEnd(12)}  ${line.post}: ${line.reason}`,
    ),
    `${count('tell')} told, ${count('ask')} asked, ${count('hold')} held, ${count('silent')} silent.`,
  ]
}

function progress(): (done: number, of: number) => void {
  if (!process.stderr.isTTY) return () => undefined
  return (done, of) => process.stderr.write(`\r${done} of ${of} steps${done === of ? '\n' : ''}`)
}
