/**
 * The story on one page: read → decide → queue → publish → send. In: a world. Out: a report of what was done and what waits.
 * Safe to repeat and to run twice at once: every step records what it did, and a step that was done is not done again.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { Config, List } from './config/schema.js'
import type { Announcement } from './content/announcement.js'
import { readPosts } from './content/read-posts.js'
import { readRegister } from './content/read-register.js'
import type { Register } from './content/register.js'
import { writeRegister } from './content/write-register.js'
import { foreignLeaseMs } from './delivery/delivery-store.js'
import { createMailing, releaseMailings } from './delivery/mailing-store.js'
import type { Reply } from './delivery/reply.js'
import { type SendResult, sendDue, workerName } from './delivery/send-due.js'
import { BelfryError, type Problem, problem } from './errors.js'
import { type FrozenNotice, freezeAnnouncement } from './mail/freeze-notice.js'
import { sentByHand } from './notices/by-hand.js'
import { type Decision, decide, type Rules, type Situation } from './notices/due-notices.js'
import { listsFor } from './notices/lists-for.js'
import type { Notice } from './notices/notice.js'
import { keysBehind, listNotices, loadMemory, markTold, recordDecision, toldKeys } from './notices/notice-store.js'
import { type Published, publish } from './publish.js'
import type { Queries } from './store/open-store.js'
import type { Desk, World } from './world.js'

/** What the folder holds now. */
export interface Content {
  readonly announcements: readonly Announcement[]
  readonly unreadable: readonly string[]
  readonly register: Register
  readonly problems: readonly Problem[]
}

export interface Told {
  readonly notice: Notice
  readonly lists: readonly List[]
  readonly mailing: number
  readonly recipients: number
}

export interface RunReport {
  readonly decision: Decision
  readonly told: readonly Told[]
  readonly published: Published
  readonly sent: SendResult
  readonly problems: readonly Problem[]
}

export interface RunOptions {
  /** False queues and leaves the sending to a worker. */
  readonly send?: boolean
  /** Id of the one post that an operator tells now; nothing else is told with it. */
  readonly byHand?: string
  readonly signal?: AbortSignal
  readonly onReply?: (outcome: Reply['outcome']) => void
}

/** One scheduled run. @throws BelfryError POSTS_FOLDER, POSTS_EMPTY, DATABASE …; faults of single posts are in the report */
export async function run(world: World, options: RunOptions = {}): Promise<RunReport> {
  const content = await read(world)
  const behind = keysBehind(await loadMemory(world.store.db), content.register.told)
  const mayMail = behind.length === 0
  const queued = await decideAndQueue(world, content, mayMail, options.byHand)
  const published = await recordAndPublish(world, content, queued.decision)
  const problems = [...content.problems, ...queued.problems, ...behindProblems(world.config, behind)]
  if (mayMail) await releaseMailings(world.store.db)
  if (!mayMail || options.send === false) return { ...queued, published, sent: nothingSent(), problems }
  const sent = await sendUntilQuiet(world, options)
  return { ...queued, published, sent, problems }
}

/** Reads every post and the register. Nothing is written. */
export async function read(desk: Desk): Promise<Content> {
  const register = readRegister(desk.config.content.register)
  const { announcements, problems, unreadable } = await readPosts(
    desk.config.content.posts,
    siteOf(desk.config),
    register.ids,
  )
  return { announcements, unreadable, register, problems }
}

function siteOf(config: Config) {
  const { url, timezone, author } = config.site
  return { url, timezone, author, permalink: config.content.permalink }
}

/** What a run at this instant would decide. Pure but for reading the ledger. */
export async function foresee(world: World, content: Content): Promise<Decision> {
  return decide(situationOf(world, content, await loadMemory(world.store.db), world.clock.now()))
}

function situationOf(world: Desk, content: Content, memory: Situation['memory'], now: number): Situation {
  if (memory.baselineAt === null && content.announcements.length === 0) {
    throw new BelfryError(
      'POSTS_EMPTY',
      `${world.config.content.posts} holds no post, and a first run over nothing would tell every post that comes later.`,
    )
  }
  return {
    announcements: content.announcements,
    unreadable: content.unreadable,
    memory,
    now,
    rules: rulesOf(world.config),
    registerTold: content.register.told,
  }
}

/** More posts than this vanishing at once is a failed read. */
const MASS_EDIT = 10

function rulesOf({ notices }: Config): Rules {
  return {
    baseline: notices.baseline === 'first-run' ? 'first-run' : Date.parse(notices.baseline),
    settleMs: notices.settle,
    newWithinMs: notices.newWithin,
    holdAbove: notices.holdAbove,
    staleAfterMs: notices.staleAfter,
    massEdit: MASS_EDIT,
  }
}

interface Queued {
  readonly decision: Decision
  readonly told: readonly Told[]
  readonly problems: readonly Problem[]
}

/**
 * Mails are rendered before the transaction, which holds everybody else up, and what is due is decided again inside it: only what was
 * rendered in the revision that is still the newest is told. What changed in between takes another round.
 */
async function decideAndQueue(
  world: World,
  content: Content,
  mayMail: boolean,
  byHand: string | undefined,
): Promise<Queued> {
  const now = world.clock.now()
  const decideNow = async (queries: Queries) => {
    const decision = decide(situationOf(world, content, await loadMemory(queries), now))
    return byHand === undefined || told.length > 0 ? decision : sentByHand(decision, byHand)
  }
  const told: Told[] = []
  let first: Decision | undefined
  for (;;) {
    const foreseen = await decideNow(world.store.db)
    const { frozen, problems } = mayMail
      ? await freezeAll(world, foreseen, now)
      : { frozen: new Map<string, Rendered>(), problems: [] }
    const round = await world.store.transaction(async (transaction) => {
      await world.store.words.lockDecisions(transaction)
      const decision = await decideNow(transaction)
      await recordDecision(transaction, decision)
      const queued: Told[] = []
      for (const notice of decision.tell) {
        const mail = frozen.get(notice.key)
        if (
          mail === undefined ||
          mail.digest !== notice.digest ||
          !(await markTold(transaction, notice, mail.announcement, now))
        )
          continue
        queued.push({
          notice: { ...notice, state: 'told', toldAt: now },
          ...(await queue(world, transaction, notice, mail, now)),
        })
      }
      return { decision, queued }
    })
    told.push(...round.queued)
    first ??= round.decision
    const left = round.decision.tell.filter((notice) => !told.some((one) => one.notice.key === notice.key))
    const another =
      mayMail &&
      byHand === undefined &&
      left.some(
        (notice) => frozen.get(notice.key) === undefined && !problems.some((fault) => fault.file === notice.key),
      )
    if (another) continue
    const { baseline, posts, silent } = first
    return {
      decision: { ...round.decision, baseline, posts, silent },
      told,
      problems: problems.map((fault) => fault.problem),
    }
  }
}

interface Rendered extends FrozenNotice {
  readonly announcement: Announcement
  readonly lists: readonly List[]
  readonly digest: string
}

/** A mail that cannot be rendered holds up only itself: its notice stays due and the fault is named. */
async function freezeAll(world: World, decision: Decision, now: number) {
  const frozen = new Map<string, Rendered>()
  const problems: { file: string; problem: Problem }[] = []
  for (const notice of decision.tell) {
    const announcement = decision.announcements.find((post) => post.id === notice.post)
    if (announcement === undefined) continue
    const lists = listsFor(announcement, world.config.lists)
    try {
      const mail = await freezeAnnouncement({ ...world, key: notice.key, announcement, lists, now })
      frozen.set(notice.key, { ...mail, announcement, lists, digest: notice.digest })
    } catch (thrown) {
      if (!(thrown instanceof BelfryError)) throw thrown
      const faults =
        thrown.problems.length > 0
          ? thrown.problems
          : [problem(thrown.code, thrown.message, { file: announcement.path })]
      problems.push(...faults.map((fault) => ({ file: notice.key, problem: fault })))
    }
  }
  return { frozen, problems }
}

const PRIORITY = { recall: 0, important: 2, info: 3 } as const

async function queue(
  world: World,
  transaction: Parameters<typeof createMailing>[0],
  notice: Notice,
  mail: Rendered,
  now: number,
) {
  const lists = mail.lists.map((list) => list.id)
  const mailing = {
    key: notice.key,
    kind: 'notice' as const,
    priority: PRIORITY[notice.severity],
    subject: mail.subject,
    messageId: mail.messageId,
    lists,
    linkKey: world.keys.current,
    variants: mail.variants,
  }
  const { id, audience } = await createMailing(transaction, mailing, now)
  return { lists: mail.lists, mailing: id, recipients: audience }
}

/** The register first: feeds are made from content and register, and another machine must come to the same. */
async function recordAndPublish(world: World, content: Content, decision: Decision): Promise<Published> {
  const told = new Map([...content.register.told, ...toldKeys(await listNotices(world.store.db))])
  const ids = new Map([...content.register.ids, ...decision.ids])
  const register = { ...content.register, ids, told }
  await writeRegister(world.config.content.register, register)
  const renamed = [...decision.ids].some(([stem, id]) => content.register.ids.get(stem) !== id)
  const announcements = renamed ? (await read(world)).announcements : content.announcements
  return await publish(world, announcements, register)
}

/** One problem for each told key that the ledger lacks: it was restored from an old backup, and mailing now would repeat mail. */
export function behindProblems(config: Config, keys: readonly string[]): Problem[] {
  const file = config.content.register
  return keys.map((key) =>
    problem('LEDGER_BEHIND', `${key} was told, and the ledger does not know it; nothing is mailed`, { file }),
  )
}

function nothingSent(): SendResult {
  return { counts: { accepted: 0, deferred: 0, failed: 0, uncertain: 0, refused: 0 } }
}

/** Sends until nothing is due; what another worker holds is waited for, because that worker may be dead. */
async function sendUntilQuiet(world: World, options: RunOptions): Promise<SendResult> {
  const owner = workerName()
  const total = nothingSent().counts
  for (;;) {
    const { counts, unreachable } = await sendDue({ ...world, ...options }, owner)
    for (const outcome of Object.keys(total) as (keyof typeof total)[]) total[outcome] += counts[outcome]
    if (unreachable !== undefined) return { counts: total, unreachable }
    const waitMs = await foreignLeaseMs(world.store, owner)
    if (waitMs === undefined || options.signal?.aborted) return { counts: total }
    if (waitMs > 1000) world.log.info(`waiting ${Math.ceil(waitMs / 1000)} s for deliveries that another worker holds`)
    await delay(Math.min(waitMs + 20, 5_000))
  }
}
