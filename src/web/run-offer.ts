/**
 * Release cycles that a form offers. Pure. In: the releases table, today, what somebody names already. Out: groups of
 * boxes, one for each product; and back: what was chosen, or what is wrong with it.
 */
import type { Product, ReleaseTable } from '../releases/release.js'
import { supportOf } from '../releases/support.js'
import { parseRuns, RUNS_LIMIT, runName } from '../subscribers/runs.js'
import type { Form } from './form.js'

/**
 * An empty one stands in every form that offers cycles: naming none is an answer, a form without the question is not.
 */
export const RUN_FIELD = 'run'

export interface RunBox {
  readonly run: string
  readonly label: string
  /** Why it stands here though nobody else is offered it. */
  readonly note?: 'ended' | 'gone'
  readonly isChosen: boolean
}

export interface RunGroup {
  /** The product's; absent for cycles of products that are not there any more. */
  readonly title?: string
  readonly boxes: readonly RunBox[]
}

/** Keys below `forms.faults`. */
export type RunFault = 'tooMany' | 'gone'

export interface ChosenRuns {
  /** Absent where the form did not ask. */
  readonly runs?: readonly string[]
  readonly fault?: RunFault
}

/** Empty where there is no table. What has ended is offered to who names it already, as is what left the table. */
export function runOffer(table: ReleaseTable, today: string, before: readonly string[]): RunGroup[] {
  const { products } = table
  if (products.length === 0) return []
  const named = parseRuns(before, readable(table), before).runs ?? before
  const groups: RunGroup[] = products.map((product) => ({
    title: product.title,
    boxes: [...boxesOf(product, today, named), ...goneFrom(product, named)],
  }))
  const others = named.filter((run) => !products.some(({ id }) => run.startsWith(runName(id, ''))))
  return [...groups, { boxes: others.map((run) => gone(run, run)) }].filter(({ boxes }) => boxes.length > 0)
}

function boxesOf({ id, releases }: Product, today: string, named: readonly string[]): RunBox[] {
  return releases.flatMap((release) => {
    const run = runName(id, release.cycle)
    const isChosen = named.includes(run)
    const hasEnded = supportOf(release, today).phase === 'ended'
    if (hasEnded && !isChosen) return []
    return [{ run, label: release.label, isChosen, ...(hasEnded && { note: 'ended' as const }) }]
  })
}

function goneFrom({ id, releases }: Product, named: readonly string[]): RunBox[] {
  const start = runName(id, '')
  const there = new Set(releases.map(({ cycle }) => runName(id, cycle)))
  return named
    .filter((run) => run.startsWith(start) && !there.has(run))
    .map((run) => gone(run, run.slice(start.length)))
}

function gone(run: string, label: string): RunBox {
  return { run, label, note: 'gone', isChosen: true }
}

/** A browser sends what it was offered: what nobody can read is nothing that a form can name. */
function readable({ products }: ReleaseTable): ReleaseTable {
  return { products, unreadable: [] }
}

/** @param kept what the person names already */
export function chosenRuns(form: Form, table: ReleaseTable, kept: readonly string[] = []): ChosenRuns {
  const written = form.texts(RUN_FIELD)
  if (written.length === 0 || table.products.length === 0) return {}
  const { runs } = parseRuns(written, readable(table), kept)
  if (runs !== undefined) return { runs }
  const isMany = written.length > RUNS_LIMIT
  return { fault: isMany ? 'tooMany' : 'gone' }
}
