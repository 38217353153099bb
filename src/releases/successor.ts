/**
 * What somebody who runs a cycle is to move to, the same for mail, feeds and calendar. Pure. In: product, release,
 * which of its ends it is about, today. Out: a release further on in the chain of successors, and what there is to know
 * of it.
 */
import type { Day, End, EndField, Product, Release } from './release.js'
import { daysBetween, extendedEnd, hasCome, hasEnded } from './support.js'

export interface Successor {
  readonly release: Release
  /** It is not out yet: the day on which it is due. */
  readonly due?: Day
  /** It reaches its own end of life soon. */
  readonly ends?: Day
  /** It is in extended support itself: until when. */
  readonly extended?: End
}

/** Days that whoever moves to it should be able to stay. */
const SHORT_DAYS = 180

/**
 * The first of the chain that is out and stays supported; else one that ends soon, else one that is to come. Whoever
 * has extended support is also led to what has it.
 *
 * @returns undefined where the table names none that is still supported
 */
export function successorOf(product: Product, release: Release, field: EndField, today: Day): Successor | undefined {
  const chain = successorsOf(product, release)
  const out = chain.filter(({ releaseDate }) => releaseDate === undefined || releaseDate <= today)
  const end = release[field]
  const from = typeof end === 'string' && end > today ? end : today
  const lasts = ({ eol }: Release) => typeof eol !== 'string' || daysBetween(from, eol) > SHORT_DAYS
  const serves = (one: Release) => !hasCome(one.eol, today) && !(field === 'eoas' && hasCome(one.eoas, today))
  const goesOnLonger = (one: Release) => field === 'eoes' && goesOn(extendedEnd(one), today)
  // Its last day is not yet one of extended support alone.
  const isExtended = (one: Release) => goesOnLonger(one) && hasEnded(one.eol, today)

  const lasting = out.find((one) => (serves(one) && lasts(one)) || isExtended(one))
  if (lasting !== undefined && isExtended(lasting)) return { release: lasting, extended: lasting.eoes ?? false }
  if (lasting !== undefined) return { release: lasting }
  const short = out.findLast((one) => serves(one) || (goesOnLonger(one) && one.eol === today))
  if (short !== undefined && typeof short.eol === 'string') return { release: short, ends: short.eol }
  const planned = chain.find((one) => !out.includes(one))
  return planned?.releaseDate === undefined ? undefined : { release: planned, due: planned.releaseDate }
}

/**
 * Is there a release that is supported once this one is not, whether it follows or not?
 * @param field the end that is meant: extended support may be what is left of another
 */
export function somethingLasts({ releases }: Product, release: Release, field: EndField, today: Day): boolean {
  const end = release[field]
  const from = typeof end === 'string' && end > today ? end : today
  const isOut = ({ releaseDate }: Release) => releaseDate === undefined || releaseDate <= from
  return releases.some(
    (one) =>
      one !== release &&
      isOut(one) &&
      (!hasCome(one.eol, from) || (field === 'eoes' && goesOn(extendedEnd(one), from))),
  )
}

function goesOn(end: End | undefined, today: Day): boolean {
  return end !== undefined && !hasCome(end, today)
}

/** Nearest first, each once. */
function successorsOf({ releases }: Product, release: Release): Release[] {
  const chain: Release[] = []
  let next = releases.find(({ cycle }) => cycle === release.successor)
  while (next !== undefined && next !== release && !chain.includes(next)) {
    chain.push(next)
    const { successor } = next
    next = releases.find(({ cycle }) => cycle === successor)
  }
  return chain
}
