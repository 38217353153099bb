/**
 * `belfry check`: every problem in configuration, templates, posts and releases table, each with file, line and remedy;
 * with --feeds also what is wrong with the feeds that would be published. What a part of the project needs to be looked
 * at is loaded where the project has that part: loading takes longer than looking.
 */

import { BelfryError, type Problem, problem } from '../base/errors.js'
import { placesOfKeys } from '../config/load.js'
import { placeOfPosts } from '../config/place-of-posts.js'
import { OWN_CRON } from '../config/schema/schedule.js'
import type { Config } from '../config/schema.js'
import { configIn, offeredLanguages } from '../config/spoken.js'
import { eachOnce, onlyIn } from '../mail/templates/check.js'
import { deniedFrontMatter } from '../notices/end-of-life/posts.js'
import { feedIdsProblem } from '../register/feed-identity.js'
import { checkReleases } from '../releases/check.js'
import { cannotWork } from '../run/health/cannot-work.js'
import { runProblems, setupProblems } from '../run/health/read-setup.js'
import { type ProjectContent, publishedOf, read } from '../run/read-content.js'
import { openReadContext, type ReadContext } from '../run/read-context.js'
import { readReleases } from '../source/read-releases.js'
import { loadWords } from '../words/load-words.js'
import { type AgainstFlags, addAgainst, refuseAlone } from './against/flags.js'
import { type AddCommand, fileOf, terminalOf } from './command.js'
import { problemLine } from './terminal.js'
import { cliTexts } from './texts.js'

interface CheckFlags extends AgainstFlags {
  readonly feeds?: boolean
  readonly connect?: boolean
}

export const checkCommand: AddCommand = (self, finish) => {
  addAgainst(self)
    .option('--feeds', 'also hold the feeds that would be published against the rules of their formats')
    .option('--connect', 'also ask the database and the mail server whether they answer')
    .action(async (flags: CheckFlags, command) => {
      refuseAlone(flags)
      if (flags.against !== undefined)
        return await (await import('./against/read-flags.js')).showAgainst(command, flags, finish, false)
      const file = fileOf(command)
      const { problems, otherLanguages } = await looked(file, flags)
      const ok = !problems.some((fault) => fault.severity === 'error')
      const count =
        problems.length === 0 ? 'No problems.' : `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}.`
      const others = [...otherLanguages].sort(([, a], [, b]) => b - a)
      const record = { ok, problems, ...(others.length > 0 && { otherLanguages: Object.fromEntries(others) }) }
      terminalOf(command).print(record, () => [...problems.map(problemLine), ...languageLine(others), count])
      finish(ok ? 0 : 1)
    })
}

function languageLine(others: readonly (readonly [language: string, count: number])[]): string[] {
  if (others.length === 0) return []
  const all = others.reduce((sum, [, count]) => sum + count, 0)
  const each = others.map(([language, count]) => `${language} ${count}`).join(', ')
  return [cliTexts.check.otherLanguagesLeftOut(all, each)]
}

export async function allProblems(file: string, flags: CheckFlags): Promise<Problem[]> {
  return [...(await looked(file, flags)).problems]
}

interface Looked {
  readonly problems: readonly Problem[]
  readonly otherLanguages: ReadonlyMap<string, number>
}

/** What stops one part is a problem of that part; the others are looked at all the same. */
async function looked(file: string, { feeds = false, connect = false }: CheckFlags): Promise<Looked> {
  try {
    const context = openReadContext({ file })
    const { content, mail, site } = context.config
    let found: ProjectContent | undefined
    const parts = [
      async () =>
        await setupProblems(context.config, placesOfKeys(file), {
          connect,
          more: [[['schedule', 'cron'], async () => await lookAtCron(context.config)]],
        }),
      async () => await problemsOfHooks(context.config),
      async () => cannotWork(context.config, placesOfKeys(file), context.clock.now()),
      async () => await templateProblems(context.config),
      async () =>
        eachOnce(offeredLanguages(context.config).flatMap((one) => [...loadWords(mail.templates, one).warnings])),
      async () => {
        found = await read(context)
        const { register } = found
        const ofFeeds = feeds ? await problemsOfFeeds(context, found) : []
        const otherIds = feedIdsProblem(register, context.config)
        return [
          ...(otherIds === undefined ? [] : [otherIds]),
          ...found.problems,
          ...noPosts(found, context.config),
          ...checkReleases(found),
          ...deniedFrontMatter(found),
          ...(await problemsOfExpected(context, found)),
          ...ofFeeds,
        ]
      },
      // Where posts cannot be read, the table on disk still can.
      async () =>
        found !== undefined || content.git.remote !== '' ? [] : [...readReleases(content.releases, site.url).problems],
      async () => (found === undefined ? [] : await runProblems(context, found, connect)),
    ]
    const problems: Problem[] = []
    for (const part of parts) {
      const more = await problemsOf(part, file)
      // Two parts ask the database, and it is away once.
      problems.push(...more.filter((one) => !problems.some((said) => isSame(said, one))))
    }
    return { problems, otherLanguages: found?.otherLanguages ?? new Map() }
  } catch (thrown) {
    return { problems: problemsIn(thrown, file), otherLanguages: new Map() }
  }
}

/**
 * In each language that people may choose: a subject that is there in one may be empty in another. Belfry's own
 * templates, in the languages that it has, are looked at by its tests.
 */
async function templateProblems(config: Config): Promise<Problem[]> {
  const { templates } = config.mail
  const found: Problem[] = []
  if (templates === '') return found
  const { loadTemplates } = await import('../mail/templates/load.js')
  for (const language of offeredLanguages(config)) {
    const faults = await loadTemplates(templates, configIn(config, language).words).check()
    found.push(...(language === config.site.language ? faults : onlyIn(language, faults, found)))
  }
  return found
}

/** Belfry's own needs no look. @throws BelfryError CONFIG_VALUE */
async function lookAtCron({ schedule }: Config): Promise<void> {
  if (schedule.cron !== OWN_CRON) (await import('../schedule/read-cron.js')).refuseNoCron(schedule.cron)
}

async function problemsOfHooks(config: Config): Promise<Problem[]> {
  return config.hooks.length === 0 ? [] : (await import('../run/tell-hooks.js')).hookProblems(config)
}

/** With --feeds. */
async function problemsOfFeeds(context: ReadContext, found: ProjectContent): Promise<Problem[]> {
  const { checkFeeds } = await import('../run/output/publish.js')
  return await checkFeeds(context, publishedOf(found), found.register, found.releases)
}

async function problemsOfExpected({ config, clock }: ReadContext, found: ProjectContent): Promise<Problem[]> {
  if (config.expected.length === 0) return []
  return (await import('../run/stops.js')).expectedProblems(config, found.announcements, clock.now())
}

function isSame(said: Problem, { code, message }: Problem): boolean {
  return said.code === code && code.startsWith('DATABASE') && said.message === message
}

function noPosts({ announcements }: Pick<ProjectContent, 'announcements'>, config: Config): Problem[] {
  return announcements.length > 0
    ? []
    : [problem('POSTS_EMPTY', cliTexts.check.noPostCanRead(), { file: placeOfPosts(config) })]
}

async function problemsOf(part: () => Promise<Problem[]>, file: string): Promise<Problem[]> {
  try {
    return await part()
  } catch (thrown) {
    return problemsIn(thrown, file)
  }
}

function problemsIn(thrown: unknown, file: string): Problem[] {
  // Usage and absent dependencies are no problem of a file.
  if (!(thrown instanceof BelfryError) || thrown.exitCode !== 1) throw thrown
  return thrown.problems.length > 0
    ? [...thrown.problems]
    : [problem(thrown.code, thrown.message.replace(` ${file} `, ' '), { file }, { fix: thrown.fix })]
}
