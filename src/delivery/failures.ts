/**
 * Notices that a mailing goes wrong: so many of its last recipients were refused that the list, or the sender's name,
 * must be looked at. Pure. In: outcomes, one by one. Out: whether the mailing should pause.
 */

/** Outcomes looked at. */
const LAST = 100

export class Failures {
  readonly #last = new Map<number, boolean[]>()

  /** @param most a share of 1; `none` never pauses */
  constructor(private readonly most: number | 'none') {}

  /** @returns the share of refusals where it is too large; it is counted anew after that */
  note(mailing: number, isFailure: boolean): number | undefined {
    const last = this.#last.get(mailing) ?? []
    this.#last.set(mailing, last)
    last.push(isFailure)
    if (last.length > LAST) last.shift()
    if (last.length < LAST || this.most === 'none') return undefined
    const share = last.filter(Boolean).length / LAST
    if (share <= this.most) return undefined
    this.#last.delete(mailing)
    return share
  }
}
