/**
 * What stops telling, or all mail. In: the app context, what was read. Out: problems with their cures, and what may go
 * on: a run does the rest.
 */
import { type Problem, problem } from '../base/errors.js'
import type { Config } from '../config/schema.js'
import type { Decision } from '../notices/decide.js'
import { keysBehind, loadMemory } from '../notices/memory-store.js'
import { isOpen } from '../notices/notice.js'
import { feedIdsProblem } from '../register/feed-identity.js'
import { MAIL_RESTORED, readFact } from '../store/meta-store.js'
import { listsWithPeople } from '../subscribers/moved-list-store.js'
import type { AppContext } from './app-context.js'
import type { ProjectContent } from './read-content.js'

export interface Stops {
  readonly problems: readonly Problem[]
  /** Nothing new is told otherwise; what is queued goes on. */
  readonly mayTell: boolean
  /** Feeds and pages stay as they are otherwise. */
  readonly mayPublish: boolean
  /** Nothing at all is mailed otherwise. */
  readonly mayMail: boolean
}

export async function stopsOf(context: AppContext, content: ProjectContent): Promise<Stops> {
  const { config, store } = context
  const digests = new Set(content.announcements.map((post) => post.digest))
  const behind = keysBehind(await loadMemory(store.db, digests), content.register.told)
  const gone = goneLists(config, await listsWithPeople(store.db))
  const otherIds = feedIdsProblem(content.register, config)
  const isRestored = (await readFact(store.db, MAIL_RESTORED)) !== undefined
  const forgot = [...restoredProblems(config, isRestored), ...behindProblems(config, behind)]
  return {
    problems: [...forgot, ...gone, ...(otherIds === undefined ? [] : [otherIds])],
    mayTell: forgot.length === 0 && gone.length === 0 && otherIds === undefined,
    mayPublish: otherIds === undefined,
    mayMail: forgot.length === 0,
  }
}

/** What was mailed since the backup was made the register says only of what was new then. */
function restoredProblems(config: Config, isRestored: boolean): Problem[] {
  if (!isRestored) return []
  const fix = 'See with belfry notices adopt --dry-run what the ledger cannot know, then run belfry notices adopt.'
  const sentence = 'the ledger was restored from a backup; nothing is mailed'
  return [problem('LEDGER_BEHIND', sentence, { file: config.file }, { fix })]
}

/**
 * One problem for each told key that the ledger lacks: it was restored from an old backup, and mailing now would repeat
 * mail.
 */
function behindProblems(config: Config, keys: readonly string[]): Problem[] {
  const file = config.content.register
  return keys.map((key) =>
    problem('LEDGER_BEHIND', `${key} was told, and the ledger does not know it; nothing is mailed`, { file }),
  )
}

/** Lists that people confirmed and that the configuration lacks: whoever is on them would hear nothing, in silence. */
export function goneLists(config: Config, lists: readonly { list: string; people: number }[]): Problem[] {
  const known = new Set(config.lists.map((list) => list.id))
  return lists.flatMap(({ list, people }) => {
    if (known.has(list)) return []
    const who = people === 1 ? '1 person is' : `${people} people are`
    const sentence = `${who} on the list "${list}", which the configuration lacks; nothing new is told`
    return [problem('LIST_GONE', sentence, { file: config.file }, { fix: moveFix(list) })]
  })
}

function moveFix(list: string): string {
  return (
    `Put the list "${list}" back under lists:, or run belfry subscribers move-list ${list} NEW: ` +
    'people and the links of old mail go with it.'
  )
}

/** Recalls on their way that nobody gave words for: they go out, and somebody is to say why. */
export function unsaidRecalls({ notices, tell, announcements }: Decision, fileOf: (path: string) => string): Problem[] {
  const told = new Set(tell.map(({ key }) => key))
  return notices.flatMap((notice) => {
    const isOnItsWay = isOpen(notice) || told.has(notice.key)
    if (notice.kind !== 'update' || notice.severity !== 'recall' || notice.text !== '' || !isOnItsWay) return []
    const post = announcements.find(({ id }) => id === notice.post)
    if (post === undefined) return []
    const place = { file: fileOf(post.path), line: post.lines?.title ?? 1 }
    const sentence = `“${post.title}” is withdrawn, and nobody says why`
    return [problem('RECALL_UNSAID', sentence, place, { severity: 'warning' })]
  })
}

/** A folder without its posts is a failed read: what was published stays, and nothing is told or taken back. */
export function goneProblems(config: Config, { failedRead }: Decision): Problem[] {
  if (failedRead === 0) return []
  const what = failedRead === 1 ? 'a post is' : `${failedRead} posts are`
  const sentence = `${what} gone at once; nothing is published or told`
  return [problem('POSTS_GONE', sentence, { file: config.content.posts })]
}
