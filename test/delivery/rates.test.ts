/** Rates by a clock that only moves while everybody waits: several workers on one ledger, and mail that is urgent. */
import { describe, expect, test } from 'vitest'
import { openTransport } from '../../src/delivery/open-transport.js'
import { BURST_MS } from '../../src/delivery/shares.js'
import { noReplies, sendDue } from '../../src/delivery/worker.js'
import type { WorkerNeeds } from '../../src/delivery/worker-needs.js'
import type { AppContext } from '../../src/run/app-context.js'
import { closing } from '../support/closing.js'
import { dialects, testOn } from '../support/databases.js'
import { makeProject, openTestWorld, type TestClock, testClock } from '../support/project.js'
import { type Sink, startSink } from '../support/smtp-sink.js'
import { addMailing, addPeople, addPerson, deliveries, NOW } from './ledger.js'
import { watching } from './watching.js'

/**
 * The time of several workers: it goes on to the next who wakes once all of them sleep and everything that was leased
 * is answered.
 */
class CommonTime {
  readonly #sleepers = new Set<{ readonly at: number; wake(): void }>()
  #underWay = 0

  constructor(
    private readonly clock: TestClock,
    private awake: number,
  ) {}

  readonly sleep = async (ms: number, signal: AbortSignal): Promise<void> =>
    await new Promise<void>((resolve) => {
      const sleeper = {
        at: this.clock.now() + ms,
        wake: () => {
          signal.removeEventListener('abort', sleeper.wake)
          if (this.#sleepers.delete(sleeper)) resolve()
        },
      }
      this.#sleepers.add(sleeper)
      signal.addEventListener('abort', sleeper.wake, { once: true })
      this.#goOn()
    })

  leased(count: number): void {
    this.#underWay += count
  }

  answered(): void {
    this.#underWay -= 1
    this.#goOn()
  }

  /** Nobody waits for this worker any more. */
  leave(): void {
    this.awake -= 1
    this.#goOn()
  }

  #goOn(): void {
    if (this.#underWay > 0 || this.#sleepers.size === 0 || this.#sleepers.size < this.awake) return
    const next = Math.min(...[...this.#sleepers].map(({ at }) => at))
    this.clock.advance(Math.max(0, next - this.clock.now()))
    for (const sleeper of [...this.#sleepers]) if (sleeper.at <= next) sleeper.wake()
  }
}

interface Leased {
  readonly at: number
  readonly count: number
}

/** The most that any stretch of time holds beyond what the rate allows for it. */
function excess(all: readonly Leased[], rate: number): number {
  let most = Number.NEGATIVE_INFINITY
  for (const [first, { at: from }] of all.entries()) {
    let sum = 0
    for (const { at, count } of all.slice(first)) {
      sum += count
      most = Math.max(most, sum - (1 + ((at - from + BURST_MS) * rate) / 1000))
    }
  }
  return most
}

for (const dialect of dialects) {
  describe(`rates on ${dialect}`, () => {
    const it = testOn(dialect)
    const openReadContext = async (delivery: Record<string, unknown>) => {
      const sink = closing(await startSink())
      const clock = testClock('2026-05-04T12:00:00Z')
      const settings = { mail: { transport: sink.transport }, delivery: { connections: 2, ...delivery } }
      const project = await makeProject(dialect, settings)
      const first = closing(await openTestWorld(project, clock))
      // Two connections to one SQLite file would wait for each other within one process, which is one thread.
      const second = dialect === 'sqlite' ? first : closing(await openTestWorld(project, clock))
      const worlds = [first, second] as const
      return { sink, clock, worlds }
    }

    /** As many workers as worlds, until nothing is due. @returns what each lease took, and when */
    const work = async (
      clock: TestClock,
      worlds: readonly AppContext[],
      more: Partial<WorkerNeeds> = {},
    ): Promise<Leased[]> => {
      const time = new CommonTime(clock, worlds.length)
      const leased: Leased[] = []
      const onStep: WorkerNeeds['onStep'] = (step, count) => {
        if (step === 'leased') leased.push({ at: clock.now(), count })
        if (step === 'leased') time.leased(count)
        if (step === 'replied') time.answered()
        more.onStep?.(step, count)
      }
      const workers = worlds.map(async (world) => {
        try {
          return await sendDue({ ...world, ...more, onStep, sleep: time.sleep })
        } finally {
          time.leave()
        }
      })
      for (const { unreachable } of await Promise.all(workers)) expect(unreachable).toBeUndefined()
      return leased
    }

    const everybodyOnce = (sink: Sink, count: number) => {
      expect(sink.received.length).toBe(count)
      expect(new Set(sink.received.map(({ to }) => to)).size).toBe(count)
    }

    test('two workers together never exceed the rate of all mail, and use it', async () => {
      const { sink, clock, worlds } = await openReadContext({ rate: '50/s' })
      await addPeople(worlds[0].store, 150)
      await addMailing(worlds[0].store)
      const leased = await work(clock, worlds)
      everybodyOnce(sink, 150)
      expect(excess(leased, 50)).toBeLessThanOrEqual(0)
      const tookMs = clock.now() - NOW
      expect(tookMs).toBeGreaterThanOrEqual(((150 - 1) * 1000) / 50 - BURST_MS)
      expect(tookMs).toBeLessThanOrEqual((150 * 1000) / 50 + 2 * BURST_MS)
    })

    it('a domain has a rate of its own, each of the others another, and none waits for the other', async () => {
      const { sink, clock, worlds } = await openReadContext({ domainRates: { 'slow.example': '5/s', '*': '50/s' } })
      const { store } = worlds[0]
      for (let number = 1; number <= 20; number += 1) await addPerson(store, `p${number}@slow.example`, ['releases'])
      for (let number = 1; number <= 20; number += 1) await addPerson(store, `p${number}@quick.example`, ['releases'])
      await addMailing(store)
      const at = new Map<string, number[]>()
      const transport = watching(await openTransport(worlds[0].config), {
        before: ({ to }) => {
          const domain = to.slice(to.indexOf('@') + 1)
          at.set(domain, [...(at.get(domain) ?? []), clock.now()])
        },
      })
      await work(clock, worlds, { transport })
      everybodyOnce(sink, 40)
      const lastOf = (domain: string) => Math.max(...(at.get(domain) ?? [])) - NOW
      expect(lastOf('quick.example')).toBeLessThanOrEqual(1000)
      expect(lastOf('slow.example')).toBeGreaterThanOrEqual((19 * 1000) / 5 - BURST_MS)
      expect(lastOf('slow.example')).toBeLessThanOrEqual((20 * 1000) / 5 + 4 * BURST_MS)
    })

    it('a recall that is queued in the middle goes out before the rest of what is going out', async () => {
      const { sink, clock, worlds } = await openReadContext({ rate: '40/s' })
      const [world] = worlds
      await addPeople(world.store, 60)
      await addMailing(world.store)
      let leased = 0
      let ahead = 0
      const onStep: WorkerNeeds['onStep'] = (step, count) => {
        if (step === 'leased') leased += count
      }
      const transport = watching(await openTransport(world.config), {
        before: async (_message, count) => {
          if (count !== 10) return
          for (const number of [1, 2, 3]) await addPerson(world.store, `recall${number}@example.org`, ['security'])
          await addMailing(world.store, { key: 'recall', priority: 0, lists: ['security'], now: clock.now() })
          ahead = leased - count
        },
      })
      await work(clock, [world], { transport, onStep })
      everybodyOnce(sink, 63)
      const order = sink.received.map(({ to }) => to.startsWith('recall'))
      // What was leased already, and what was being leased in that moment: a burst of the rate each.
      const burst = 1 + (BURST_MS * 40) / 1000
      expect(order.lastIndexOf(true)).toBeLessThanOrEqual(10 + ahead + burst + 3)
      expect(order.lastIndexOf(true)).toBeLessThan(40)
    })

    it('three of a thousand who ask for patience slow a domain down, and leave nobody waiting', async () => {
      const said: string[] = []
      const clock = testClock('2026-05-04T12:00:00Z')
      let asked = 0
      const refuse = () => {
        asked += 1
        const text = '4.7.28 too many messages, slow down'
        return asked % 333 === 0 ? Object.assign(new Error(text), { responseCode: 450 }) : undefined
      }
      const sink = closing(await startSink(refuse))
      const settings = { mail: { transport: sink.transport }, delivery: { connections: 2 } }
      const world = closing(await openTestWorld(await makeProject(dialect, settings), clock))
      await addPeople(world.store, 1000)
      await addMailing(world.store)
      const note = (text: string) => said.push(text)
      await work(clock, [world], { log: { ...world.log, info: note, warn: note } })
      expect(sink.received.length).toBe(997)
      expect(clock.now() - NOW).toBeLessThan(2 * 60_000)
      expect(said.filter((text) => text.includes('example.org asks for patience: ')).length).toBe(3)
      expect(said.some((text) => text.startsWith('example.org takes mail: '))).toBe(true)
    })

    it('a domain that asks each time is sent ever fewer, the others go on; later it is sent everything', async () => {
      let isBusy = true
      const asked: string[] = []
      const refuse = (to: string) => {
        asked.push(to)
        const isRefused = isBusy && to.endsWith('@busy.example')
        return isRefused ? Object.assign(new Error('4.7.28 too many'), { responseCode: 450 }) : undefined
      }
      const clock = testClock('2026-05-04T12:00:00Z')
      const sink = closing(await startSink(refuse))
      const settings = { mail: { transport: sink.transport }, delivery: { connections: 2 } }
      const world = closing(await openTestWorld(await makeProject(dialect, settings), clock))
      for (let number = 1; number <= 40; number += 1) {
        await addPerson(world.store, `person${number}@busy.example`, ['releases'])
        await addPerson(world.store, `person${number}@other.example`, ['releases'])
      }
      await addMailing(world.store)
      await work(clock, [world])
      expect(sink.received.length).toBe(40)
      // Those that were leased before it asked, and fewer and fewer until the wait is left to the next call.
      const busy = asked.filter((to) => to.endsWith('@busy.example')).length
      expect(busy).toBeLessThanOrEqual(30)
      const waiting = (await deliveries(world.store)).filter((row) => row.state === 'queued')
      expect(waiting.length).toBe(40 - busy)
      for (const row of waiting) expect([row.attempts, row.due_at > clock.now()]).toEqual([0, true])
      isBusy = false
      const startedAt = clock.now()
      while ((await deliveries(world.store)).some((row) => row.state !== 'accepted')) {
        clock.advance(60_000)
        await work(clock, [world])
        // How long depends on how often it was asked meanwhile; what it said is forgotten after an hour.
        expect(clock.now() - startedAt).toBeLessThan(70 * 60_000)
      }
      everybodyOnce(sink, 80)
    })

    it('one worker alone has the whole rate', async () => {
      const { sink, clock, worlds } = await openReadContext({ rate: '600/m' })
      await addPeople(worlds[0].store, 30)
      await addMailing(worlds[0].store)
      const counts = noReplies()
      const onReply: WorkerNeeds['onReply'] = (outcome) => {
        counts[outcome] += 1
      }
      const leased = await work(clock, [worlds[0]], { onReply })
      expect(counts).toEqual({ ...noReplies(), accepted: 30 })
      everybodyOnce(sink, 30)
      expect(excess(leased, 10)).toBeLessThanOrEqual(0)
      expect(clock.now() - NOW).toBeLessThanOrEqual(3000 + 2 * BURST_MS)
    })
  })
}
