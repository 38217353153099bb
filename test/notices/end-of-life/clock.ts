/**
 * A releases table that a test edits, and a clock that runs over it. In: cycles, edits, instants. Out: what was told
 * when; the memory is kept as the ledger would.
 */

import { cyclesByStageDay, daysBefore } from '../../../src/notices/end-of-life/stages.js'
import type { Notice } from '../../../src/notices/notice.js'
import type { Announcement } from '../../../src/posts/announcement.js'
import { noReleases, type Product, type Release } from '../../../src/releases/release.js'
import { Folder, rules } from '../situations.js'

export function release(cycle: string, about: Partial<Release> = {}): Release {
  return { cycle, label: cycle, lts: false, computed: [], line: 1, ...about }
}

export function product(id: string, releases: readonly Release[], about: Partial<Product> = {}): Product {
  const title = id.replace(/^./, (letter) => letter.toUpperCase())
  return { id, title, tags: [], aliases: [], identifiers: [], labels: {}, releases, file: 'releases.yaml', ...about }
}

/** A post of that day, which came at eight. */
export function post(table: Folder, day: string, title: string, about: Partial<Announcement> = {}): Announcement {
  return table.add({ title, day, instant: Date.parse(`${day}T08:00:00Z`), kind: 'end-of-life', ...about })
}

export interface Line {
  readonly at: string
  readonly key: string
}

/** A project with nothing but a table. */
export class Table extends Folder {
  readonly told: Line[] = []

  constructor(start: string, zone = 'UTC') {
    super(Date.parse(start))
    this.rules = { ...rules, timezone: zone }
    this.releases = noReleases
  }

  /** One product, `moth`. */
  say(...releases: Release[]): void {
    this.releases = { ...this.releases, products: [product('moth', releases)] }
  }

  /** Runs at an instant, as the scheduled job does. */
  runAt(instant: string | number): readonly Notice[] {
    this.now = typeof instant === 'number' ? instant : Date.parse(instant)
    const { tell } = this.run()
    for (const { key } of tell) this.told.push({ at: new Date(this.now).toISOString(), key })
    return tell
  }

  /**
   * Every so many minutes until an instant; else every three hours, and once a day where no stage is near and nothing
   * was said lately.
   */
  runUntil(end: string, minutes?: number): void {
    const stepMs = (minutes ?? 180) * 60_000
    const busy = minutes === undefined ? this.#busyDays() : undefined
    let last = ''
    for (let now = this.now + stepMs; now <= Date.parse(end); now += stepMs) {
      const day = new Date(now).toISOString().slice(0, 10)
      if (day !== last || busy?.has(day) !== false) this.runAt(now)
      last = day
    }
  }

  /** Now, each stage in the table, and the days about them. */
  #busyDays(): Set<string> {
    const stages = [...cyclesByStageDay(this.releases, this.rules).keys()]
    const about = (day: string) => [1, 0, -1, -2, -3].map((days) => daysBefore(day, days))
    return new Set([new Date(this.now).toISOString().slice(0, 10), ...stages].flatMap(about))
  }

  open(): string[] {
    return this.memory.notices
      .filter(({ state }) => ['settling', 'held', 'due', 'asked'].includes(state))
      .map(({ key, state }) => `${state} ${key}`)
  }

  get days(): string[] {
    return this.told.map(({ at, key }) => `${at.slice(0, 10)} ${key.replace('end-of-life:moth/', '')}`)
  }
}
