/**
 * What other programs may call: `import { read } from 'belfry'`. In: a project's configuration file, and options. Out:
 * the shapes of shapes.ts. None needs a database, none sends mail; `build` alone writes. docs/api.md is made of the
 * comments here and there.
 */
import { resolve } from 'node:path'
import { BelfryError as Failure, type Problem as Fault } from '../base/errors.js'
import { silentLog } from '../base/log.js'
import { endOfLifeTextsOf } from '../notices/end-of-life/texts.js'
import { severities } from '../posts/announcement.js'
import { readNamedRegister } from '../register/read.js'
import { withoutWithdrawnUpgrades } from '../register/withdrawn-now.js'
import { type Against, against } from '../run/history/against.js'
import { byRegister, newsSince } from '../run/history/by-register.js'
import { readAgainst } from '../run/history/read-against.js'
import { verifyTold } from '../run/history/verify-told.js'
import { listNamed, mailOf, type Trial, triedPost } from '../run/operators/manual-send.js'
import { buildAlone } from '../run/output/build-alone.js'
import { publishedOf, read as readContent } from '../run/read-content.js'
import { openReadContext, type ReadContext } from '../run/read-context.js'
import { atAnyTime, rulesOf } from '../run/rules-of.js'
import { trialMail } from '../run/trial-mail.js'
import type {
  BuildOptions,
  Built,
  Content,
  Decided,
  DecideOptions,
  Mail,
  Problem,
  Project,
  RenderOptions,
  Verdict,
  VerifyOptions,
} from './shapes.js'
import { toAnnouncement, toFiles, toNotice, toProblem } from './to-shapes.js'

export type * from './shapes.js'

/** What every function here throws. Others are faults of Belfry. */
export interface BelfryError extends Error {
  /** docs/errors.md explains each. */
  readonly code: string
  /** What to do about it. */
  readonly fix: string
  /** The single faults, where there are several: of a configuration, say. */
  readonly problems: readonly Problem[]
}

/** For `instanceof`; Belfry alone makes them. */
export const BelfryError: abstract new (...made: never) => BelfryError = Failure

/**
 * Reads the posts of a project. Nothing is written.
 * @returns announcements, newest first, and a problem for each fault, with its file, line and remedy
 * @throws BelfryError CONFIG_… where the configuration is wrong; POSTS_FOLDER where there is no such folder; GIT_… of a
 * repository that cannot be read
 * @example
 * import { read } from 'belfry'
 *
 * const { announcements, problems } = await read({ config: 'config/belfry.yaml' })
 * for (const { day, title, url } of announcements) console.log(day, title, url)
 * for (const { file, line = 1, message, fix } of problems) console.error(`${file}:${line}: ${message} (${fix})`)
 */
export async function read(project: Project): Promise<Content> {
  const content = await readContent(contextOf(project))
  return { announcements: publishedOf(content).map(toAnnouncement), problems: content.problems.map(toProblem) }
}

/**
 * What would be told, once all of it has settled (notices.settle), by what a register knows; no ledger is asked.
 * Nothing is written or told. Windows in which mail may leave (schedule.windows) are not waited for.
 * @throws BelfryError as `read` does; REGISTER_SYNTAX; GIT_REVISION for an `against` that is none
 * @example
 * import { decide } from 'belfry'
 *
 * const { notices } = await decide({ config: 'config/belfry.yaml', since: new Date('2026-01-01T00:00:00Z') })
 * for (const { decision, title, lists, reason } of notices) console.log(`${decision}: ${title} (${lists}): ${reason}`)
 */
export async function decide(options: DecideOptions): Promise<Decided> {
  const context = contextOf(options)
  const { decision, problems } =
    options.against === undefined
      ? await decideByRegister(context, options)
      : await decideAgainst(context, options.against, options.register)
  return {
    notices: decision.coming.map(toNotice),
    silent: decision.silent.map(({ path, reason }) => ({ path, reason })),
    gone: decision.failedRead,
    problems: problems.map(toProblem),
  }
}

/**
 * Writes feeds and pages: the same content, register, configuration and instant make the same bytes. Files that Belfry
 * wrote there before and that are no part of it any more are taken away; all others stay.
 * @throws BelfryError as `read` does, and where nothing is written: POSTS_EMPTY, FEED_IDS_CHANGED, GIT_UNVOUCHED,
 * OUTPUT_FOLDER
 * @example
 * import { BelfryError, build } from 'belfry'
 *
 * try {
 *   const { files, feeds } = await build({ config: 'config/belfry.yaml', folder: 'public' })
 *   console.log(`${files.filter(({ changed }) => changed).length} files changed`)
 *   for (const { path, entries } of feeds) console.log(`${path}: ${entries} entries`)
 * } catch (thrown) {
 *   if (!(thrown instanceof BelfryError)) throw thrown
 *   console.error(`${thrown.message} ${thrown.fix} [${thrown.code}]`)
 *   process.exitCode = 1
 * }
 */
export async function build(options: BuildOptions): Promise<Built> {
  const context = contextOf(options)
  const { feeds } = context.config
  const folder = options.folder === undefined ? feeds.folder : resolve(options.folder)
  const built = await buildAlone({ ...context, config: { ...context.config, feeds: { ...feeds, folder } } })
  return { folder, ...toFiles(built), problems: built.problems.map(toProblem) }
}

/**
 * The mail of a post, or of an update of it, with the project's templates, words and look. Nothing is written or sent.
 * @throws BelfryError as `read` does; POST_UNKNOWN, LIST_UNKNOWN; USAGE for words or a severity that are
 * none; TEMPLATE for a template of the project's that is wrong
 * @example
 * import { writeFile } from 'node:fs/promises'
 * import { read, render } from 'belfry'
 *
 * const config = 'config/belfry.yaml'
 * const [newest] = (await read({ config })).announcements
 * if (newest !== undefined) {
 *   const { subject, preview, message } = await render({ config, post: newest.id })
 *   console.log(`${subject}: ${preview}`)
 *   await writeFile('newest.eml', message)
 * }
 */
export async function render(options: RenderOptions): Promise<Mail> {
  const context = contextOf(options)
  const trial = trialOf(options)
  const tried = mailOf(context, triedPost(await readContent(context), options.post), trial)
  const list = options.list === undefined ? tried.list : listNamed(context, options.list)
  const { subject, preview, html, text, message } = await trialMail(context, tried, list)
  return { subject, preview, html, text, message }
}

/**
 * Whether a mail or a page says what everybody was told, by a `told.json` (docs/verify.md), whose head it ends at; of
 * posts in git also by the commit. An address is fetched, and nothing else of the network is asked.
 * @returns what was looked at: a mail that differs is no error
 * @throws BelfryError as `read` does
 * @example
 * import { verify } from 'belfry'
 *
 * const { ok, checks } = await verify({ config: 'config/belfry.yaml', source: 'mail.eml' })
 * console.log(ok ? 'It says what everybody was told.' : 'It does not.')
 * for (const { name, says } of checks) console.log(`${name}: ${says}`)
 */
export async function verify(options: VerifyOptions): Promise<Verdict> {
  const { ok, key, at, commit, signer, checks } = await verifyTold(contextOf(options), options.source, options.told)
  return {
    ok,
    ...(key !== undefined && { key }),
    ...(at !== undefined && { at }),
    ...(commit !== undefined && { commit }),
    ...(signer !== undefined && { signer }),
    checks: checks.map(({ name, ok: isGood, says }) => ({ name, ok: isGood, says })),
  }
}

/** @throws BelfryError USAGE for a caller without types, NOW, CONFIG_… */
function contextOf({ config, now, environment = {} }: Project): ReadContext {
  const fix = 'Give the path of config/belfry.yaml as config.'
  if (typeof config !== 'string' || config === '') throw new Failure('USAGE', 'config names no file.', { fix })
  const instant = instantOf('now', now) ?? Date.now()
  return openReadContext({ file: resolve(config), environment, clock: { now: () => instant }, log: silentLog })
}

/** @throws BelfryError NOW */
function instantOf(option: string, date: Date | undefined): number | undefined {
  const instant = date?.getTime()
  if (Number.isNaN(instant)) throw new Failure('NOW', `${option} is no instant.`, { fix: 'Give a Date that is valid.' })
  return instant
}

interface FoundBy {
  readonly decision: Against
  readonly problems: readonly Fault[]
}

async function decideByRegister(context: ReadContext, { register: file, since }: DecideOptions): Promise<FoundBy> {
  const { config } = context
  const content = await readContent(context)
  const register = file === undefined ? content.register : readNamedRegister(resolve(file))
  const rules = rulesFor(context)
  const now = context.clock.now()
  const from = rules.baseline === 'first-run' ? newsSince(register, now) : rules.baseline
  const releases = withoutWithdrawnUpgrades(content.releases, content)
  const decision = byRegister({
    ...{ content: { ...content, releases }, register, rules, config, now },
    since: instantOf('since', since) ?? from,
  })
  return { decision, problems: content.problems }
}

async function decideAgainst(context: ReadContext, revision: string, file: string | undefined): Promise<FoundBy> {
  const { before, after, register, added } = await readAgainst(context, revision, file)
  const { config, clock } = context
  const decision = against({ before, after, register, config, rules: rulesFor(context), now: clock.now() })
  return { decision, problems: added }
}

/** When it may leave is another matter. */
function rulesFor({ config }: ReadContext) {
  return atAnyTime(rulesOf(config, endOfLifeTextsOf(config.words)))
}

/** @throws BelfryError USAGE */
function trialOf({ update, severity, list }: RenderOptions): Trial {
  if (update?.trim() === '')
    throw new Failure('USAGE', 'update holds no words.', { fix: 'Give what is to be told, or leave it out.' })
  if (severity !== undefined && !severities.includes(severity))
    throw new Failure('USAGE', `There is no severity "${severity}".`, { fix: `Give ${severities.join(', ')}.` })
  return {
    ...(update !== undefined && { update }),
    ...(severity !== undefined && { severity }),
    ...(list !== undefined && { list }),
  }
}
