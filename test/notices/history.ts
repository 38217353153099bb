/**
 * A history in which notices go through every state, hold and kind. In: a keeper of what is decided, in memory or in a
 * ledger. Out: after each step, what every notice is and which are told; reasons are left out.
 */
import {
  type Approval,
  approved,
  type ByHand,
  dismissed,
  held,
  repeatedByHand,
  sentByHand,
  updateByHand,
} from '../../src/notices/by-hand.js'
import type { Decision } from '../../src/notices/decide.js'
import { closeComparison, loadMemory, markTold, recordDecision, saveNotice } from '../../src/notices/memory-store.js'
import { isOpen, type Memory, type Notice } from '../../src/notices/notice.js'
import type { Announcement } from '../../src/posts/announcement.js'
import { announcementKey } from '../../src/register/notice-keys.js'
import type { Store } from '../../src/store/open.js'
import { product, release } from '../support/releases.js'
import { at, DAY, Folder, HOUR, MINUTE, remember, rules } from './situations.js'

export interface Keeper {
  load(folder: Folder): Promise<Memory>
  record(decision: Decision): Promise<void>
  save(notice: Notice, now: number): Promise<void>
}

/** The ledger, as a run and the commands write it. */
export function inLedger(store: Store): Keeper {
  return {
    load: async ({ posts }) => await loadMemory(store.db, posts),
    record: async (decision) =>
      await store.transaction(async (transaction) => {
        await recordDecision(transaction, decision)
        for (const notice of decision.tell) {
          if (notice.kind === 'manual') await saveNotice(transaction, notice)
          if (!(await markTold(transaction, notice, decision.at))) throw new Error(`${notice.key} was told`)
        }
      }),
    save: async (notice, now) =>
      await store.transaction(async (transaction) => {
        await saveNotice(transaction, notice)
        if (notice.state === 'dismissed' && notice.post !== null) await closeComparison(transaction, notice.post, now)
      }),
  }
}

export function inMemory(): Keeper {
  let memory: Memory = { baselineAt: null, posts: [], notices: [], ends: [] }
  return {
    load: async () => memory,
    record: async (decision) => {
      memory = remember(memory, decision)
    },
    save: async (notice) => {
      const notices = memory.notices.map((one) => (one.key === notice.key ? notice : one))
      const isOver = notice.state === 'dismissed' && !notices.some((one) => one.post === notice.post && isOpen(one))
      const posts = memory.posts.map((known) =>
        isOver && known.id === notice.post && known.seen !== undefined
          ? { ...known, judged: known.seen, openSince: null }
          : known,
      )
      memory = { ...memory, notices, posts }
    },
  }
}

/** What every notice is after a step, by key, without its reason; and what the step told. */
export interface Snapshot {
  readonly step: string
  readonly tell: readonly string[]
  readonly notices: readonly Omit<Notice, 'reason'>[]
}

const WORDS = 'lamp wick oil glass brass mantle globe burner gallery chimney hook handle'.split(' ')

class Walk {
  readonly folder = new Folder(at('2026-05-01T08:00:00Z'))
  readonly snapshots: Snapshot[] = []
  #count = 0

  constructor(private readonly keeper: Keeper) {
    this.folder.rules = { ...rules, batchAbove: 3 }
  }

  add(name: string, about: Partial<Announcement> = {}): Announcement {
    const day = new Date(this.folder.now).toISOString().slice(0, 10)
    this.#count += 1
    const words = WORDS.map((word) => `${word}${this.#count}`).join(' ')
    return this.folder.add({ title: `News of ${name}`, slug: name, day, body: `All of ${words} is new.\n`, ...about })
  }

  async run(step: string, afterMs = 0, byHand: (decision: Decision) => ByHand = (decision) => decision): Promise<void> {
    this.folder.memory = await this.keeper.load(this.folder)
    const decision = byHand(this.folder.look(afterMs))
    await this.keeper.record(decision)
    await this.#look(step, decision)
  }

  /** An operator's word on one notice. */
  async say(key: string, word: (notice: Notice) => Notice): Promise<void> {
    const { notices } = await this.keeper.load(this.folder)
    const notice = notices.find((one) => one.key === key)
    if (notice === undefined) throw new Error(`there is no notice ${key}`)
    await this.keeper.save(word(notice), this.folder.now)
    await this.#look(`a word on ${key}`)
  }

  /** A word that is refused: its code is what is looked at. */
  refuse(decision: Decision, word: (decision: Decision) => ByHand): void {
    try {
      word(decision)
    } catch (thrown) {
      const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : String(thrown)
      this.snapshots.push({ step: code, tell: [], notices: [] })
      return
    }
    throw new Error('it was not refused')
  }

  async #look(step: string, decision?: Decision): Promise<void> {
    const { notices } = await this.keeper.load(this.folder)
    const facts = notices
      .map(({ reason: _, wasOpen, ...facts }) => ({ ...facts, wasOpen: wasOpen && { ...wasOpen, reason: '' } }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
    this.snapshots.push({ step, tell: decision?.tell.map(({ key }) => key) ?? [], notices: facts })
  }
}

const approve =
  (approval: Approval = {}) =>
  (notice: Notice) =>
    approved(notice, approval)

export async function history(keeper: Keeper): Promise<Snapshot[]> {
  const walk = new Walk(keeper)
  const { folder } = walk
  const old = walk.add('old', { day: '2026-04-20' })
  const adopted = walk.add('adopted', { day: '2026-04-21' })
  folder.registerTold = new Map([
    [announcementKey(adopted), at('2026-04-21T10:00:00Z')],
    [`update:${adopted.id}:2026-04-22`, at('2026-04-22T10:00:00Z')],
    ['retraction:2026-04-01-gone', at('2026-04-23T10:00:00Z')],
    ['manual:before', at('2026-04-24T10:00:00Z')],
    ['written by hand', at('2026-04-24T11:00:00Z')],
  ])
  await walk.run('the baseline')
  walk.refuse(folder.look(), (decision) => repeatedByHand(decision, adopted.id, { key: 'manual:no', list: 'all' }))

  // New posts: told, held for age, held by an operator through an edit, dismissed, a recall at once.
  const first = walk.add('first')
  const late = walk.add('late', { day: '2026-03-01' })
  const waiting = walk.add('waiting')
  const unwanted = walk.add('unwanted')
  walk.add('recalled', { severity: 'recall' })
  await walk.run('first sight', HOUR)
  await walk.say(announcementKey(waiting), held)
  await walk.say(announcementKey(unwanted), dismissed)
  let kept = folder.edit(waiting, { body: 'It waits, and says other things now.\n' })
  await walk.run('settled', 31 * MINUTE)
  kept = folder.rename(kept, '2026-05-02', 'waiting')
  await walk.run('an operator’s hold outlives a new date', DAY)
  const redated = folder.rename(late, '2026-05-02', 'late')
  await walk.run('a hold for age is judged again', MINUTE)
  await walk.run('and told', MINUTE)
  await walk.say(announcementKey(waiting), approve())
  await walk.run('what was approved', MINUTE)

  // A flood, approved one by one; one whose post is taken back and comes again.
  const flood = ['one', 'two', 'three', 'four'].map((name) => walk.add(`flood-${name}`))
  await walk.run('a flood is seen', HOUR)
  await walk.run('a flood is held', 31 * MINUTE)
  await walk.say(announcementKey(flood[0] ?? ''), approve({ severity: 'important' }))
  folder.remove(flood[1] ?? old)
  await walk.run('one of it is taken back', MINUTE)
  folder.posts.push(flood[1] ?? old)
  await walk.run('and comes again', MINUTE)
  await walk.run('and is told', 31 * MINUTE)

  // Updates: dated, doubtful, in an operator's words, held, taken back.
  const block = (post: Announcement, day: string, text: string) =>
    folder.edit(post, { body: `**Update (${day}):** ${text}\n\n${post.body}` })
  let news = block(first, '2026-05-03', 'The lamps burn with less oil than before.')
  await walk.run('an update is seen', HOUR)
  const update = `update:${first.id}:2026-05-03`
  await walk.say(update, held)
  news = block(news, '2026-05-03', 'And the wick is made of another cloth now.')
  await walk.run('another one beside it', MINUTE)
  await walk.say(update, approve({ text: 'In the words of an operator.' }))
  news = folder.edit(news, { body: news.body.replace('less oil', 'much less oil') })
  await walk.run('told in the operator’s words', MINUTE)
  await walk.run('and the other in the author’s', 31 * MINUTE)
  let doubtful = folder.edit(redated, { body: redated.body.replace('is new', 'is not new since 2026-05-07') })
  await walk.run('a question', HOUR)
  const question = `update:${late.id}:${new Date(folder.now).toISOString().slice(0, 10)}`
  await walk.say(question, approve({ text: 'Somebody looked at it.' }))
  doubtful = folder.edit(doubtful, { body: doubtful.body.replace('2026-05-07', '2026-05-09') })
  await walk.say(question, held)
  await walk.run('an edit leaves the operator’s words alone', MINUTE)
  await walk.say(question, approve())
  await walk.run('and they are told', MINUTE)
  doubtful = folder.edit(doubtful, { body: doubtful.body.replace('not new', 'new') })
  await walk.run('another question', HOUR)
  folder.edit(doubtful, { body: doubtful.body.replace('is new', 'is not new') })
  await walk.run('that is taken back', MINUTE)

  // By hand: an announcement, an update, an update that could not be told and meets an edit, a repetition.
  const soon = walk.add('soon')
  await walk.run('it would settle', MINUTE)
  await walk.run('sent by hand', MINUTE, (decision) => sentByHand(decision, soon.id))
  const today = new Date(folder.now).toISOString().slice(0, 10)
  const words = { text: 'Said by hand.', severity: 'info' as const, day: today }
  await walk.run('an update by hand', MINUTE, (decision) => updateByHand(decision, soon.id, words))
  block(soon, today, 'Said by the author, at more length and of other things.')
  await walk.run('an update of the same day', MINUTE)
  await walk.run('repeated by hand', MINUTE, (decision) => {
    const repetition = { key: 'manual:again', list: 'all' }
    return repeatedByHand(decision, first.id, repetition)
  })
  await walk.run('the author’s update', HOUR)

  // Remarks hold what comes, not a recall, and let it go with its old time.
  const remarked = walk.add('remarked')
  const grave = walk.add('grave', { severity: 'recall' })
  folder.remarked = [remarked.path, grave.path]
  await walk.run('remarks', MINUTE)
  await walk.run('remarks hold', HOUR)
  folder.remarked = []
  folder.edit(remarked, { body: 'Mended.\n' })
  await walk.run('mended', MINUTE)

  // Ends of life: known in time, undated, undated and dated at last.
  folder.releases = { unreadable: [], products: [product('moth', [release('1', { eol: '2026-06-10' })])] }
  await walk.run('a table', HOUR)
  const coming = release('1', { eol: '2026-06-10' })
  const ended = [coming, release('0.9', { eol: true }), release('0.8', { eol: '2026-01-10' })]
  folder.releases = { unreadable: [], products: [product('moth', ended)] }
  await walk.run('a cycle that had ended', DAY)
  await walk.run('is held', DAY)
  const labelled = ended.map((one) => ({ ...one, label: `Moth ${one.cycle}` }))
  folder.releases = { unreadable: [], products: [product('moth', labelled)] }
  await walk.run('and stays so under another name', DAY)
  await walk.say('end-of-life:moth/0.9:eol:none:reached', approve())
  await walk.run('until it is approved', MINUTE)
  await walk.run('the day itself', 35 * DAY)

  // Nobody looked for a month: stale. A post like one that is gone: a question. A told post that is gone: another.
  const stale = walk.add('stale')
  await walk.run('seen', MINUTE)
  folder.remove(unwanted)
  const body = old.body.replace(/ (lamp|wick|oil|glass|brass|mantle)1/g, ' other')
  folder.remove(old)
  walk.add('perhaps-old', { body })
  folder.remove(news)
  await walk.run('a month later', 30 * DAY)
  await walk.say(announcementKey(stale), dismissed)
  await walk.say(`retraction:${first.id}`, approve({ severity: 'recall', text: 'Do not light it.' }))
  await walk.run('retracted', MINUTE)
  folder.posts.push(news)
  await walk.run('there again', MINUTE)
  folder.remove(news)
  await walk.run('gone again', MINUTE)
  await walk.run('at last', HOUR)
  return walk.snapshots
}
