/**
 * A folder of posts that a test changes, and runs over it. In: posts, edits, an instant. Out: what each run decides;
 * its memory is the decision before, as the ledger would keep it.
 */

import { type Decision, decide } from '../../src/notices/decide.js'
import { toldBesidePosts } from '../../src/notices/end-of-life/beside-posts.js'
import { endOfLifeTextsOf } from '../../src/notices/end-of-life/texts.js'
import type { Memory, Notice } from '../../src/notices/notice.js'
import { remember as rememberDecision, rememberTold } from '../../src/notices/remember.js'
import type { Rules } from '../../src/notices/rules.js'
import type { Announcement } from '../../src/posts/announcement.js'
import { noReleases, type ReleaseTable } from '../../src/releases/release.js'
import { loadWords } from '../../src/words/load-words.js'
import { announcement } from '../support/announcements.js'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

export const rules: Rules = {
  baseline: 'first-run',
  settleMs: 30 * MINUTE,
  newWithinMs: 7 * DAY,
  backfillAfterMs: 45 * DAY,
  holdAbove: 3,
  batchAbove: 15,
  staleAfterMs: 14 * DAY,
  sending: { windows: [], timezone: 'UTC' },
  massEdit: 10,
  askQuestions: true,
  timezone: 'UTC',
  endOfLife: [90, 30, 0],
  endOfLifeAt: 9 * 60,
  movedFarDays: 732,
  endOfLifeTexts: endOfLifeTextsOf(loadWords('', 'en').words),
}

export const at = (iso: string) => Date.parse(iso)

/** What the ledger keeps of a decision, with what was due as told. */
export function remember(memory: Memory, decision: Decision): Memory {
  return rememberTold(rememberDecision(memory, decision), decision.tell, decision.at)
}

export class Folder {
  memory: Memory = { baselineAt: null, posts: [], notices: [], ends: [] }
  readonly posts: Announcement[] = []
  unreadable: string[] = []
  remarked: string[] = []
  releases: ReleaseTable = noReleases
  rules: Rules = rules
  /** Posts do not reach everybody who is to hear what they tell. */
  leavesOut = false
  registerTold: ReadonlyMap<string, number> = new Map()

  constructor(public now: number) {}

  add(about: Partial<Announcement> = {}): Announcement {
    const post = announcement(about)
    this.posts.push(post)
    return post
  }

  /** The same file with something else in it, under another digest. */
  edit(post: Announcement, about: Partial<Announcement>): Announcement {
    const edited = { ...post, digest: `${post.digest.slice(0, 40)}-${JSON.stringify(about)}`, ...about }
    this.posts.splice(this.#indexOf(post), 1, edited)
    return edited
  }

  /** Another file name: path, slug and, as parsed anew, id; the bytes are the same. */
  rename(post: Announcement, day: string, slug: string): Announcement {
    const id = `${day}-${slug}`
    const renamed = { ...post, id, path: `${id}.md`, slug, day, instant: Date.parse(`${day}T09:00:00Z`) }
    this.posts.splice(this.#indexOf(post), 1, renamed)
    return renamed
  }

  remove(post: Announcement): void {
    this.posts.splice(this.#indexOf(post), 1)
  }

  /** Decides and remembers. */
  run(afterMs = 0): Decision {
    const decision = this.look(afterMs)
    this.memory = remember(this.memory, decision)
    return decision
  }

  /** Decides without remembering. */
  look(afterMs = 0): Decision {
    this.now += afterMs
    const { posts, unreadable, remarked, releases, memory, now, rules: by, registerTold } = this
    const about = { announcements: [...posts], unreadable, remarked, releases, memory, now, rules: by, registerTold }
    const decision = decide(about)
    return toldBesidePosts(decision, this.leavesOut ? new Set(decision.notices.map(({ key }) => key)) : new Set())
  }

  /** The notice of a post, by id. */
  notice(id: string): Notice | undefined {
    return this.memory.notices.find((notice) => notice.key === `announcement:${id}`)
  }

  #indexOf(post: Announcement): number {
    const index = this.posts.findIndex((one) => one.path === post.path)
    if (index < 0) throw new Error(`${post.path} is not in the folder`)
    return index
  }
}

/** A folder that had its first run over one old post at that instant. */
export function folderAt(iso: string): Folder {
  const folder = new Folder(at(iso))
  folder.add({ title: 'Lantern OS 3.0.0 has been released', day: '2026-01-04', body: 'The one before.\n' })
  folder.run()
  return folder
}

export const told = (decision: Decision) => decision.tell.map((notice) => notice.key)
