/**
 * Keeps what came last and forgets what came first, so that memory has a bound. Pure but for what it keeps. In: keys
 * with values, how much may be kept. Out: the values that are still there. Two caches that are told the same keys in
 * the same order forget the same ones.
 */

export interface CacheBound<Value> {
  /** Of all values together; their number, where they have no weight. */
  readonly most: number
  readonly weigh?: (value: Value) => number
  /** Is told of each value that is let go. */
  readonly onDrop?: (value: Value) => void
}

export class NewestCache<Key, Value> {
  readonly #kept = new Map<Key, Value>()
  readonly #weigh: (value: Value) => number
  #weight = 0

  constructor(private readonly bound: CacheBound<Value>) {
    this.#weigh = bound.weigh ?? (() => 1)
  }

  /** Of what is kept now. */
  get weight(): number {
    return this.#weight
  }

  get(key: Key): Value | undefined {
    return this.#kept.get(key)
  }

  has(key: Key): boolean {
    return this.#kept.has(key)
  }

  /** The newest is kept whatever it weighs. */
  set(key: Key, value: Value): void {
    this.delete(key)
    this.#kept.set(key, value)
    this.#weight += this.#weigh(value)
    for (const oldest of this.#kept.keys()) {
      if (this.#weight <= this.bound.most || oldest === key) return
      this.delete(oldest)
    }
  }

  /** What is there, else what `make` gives. A promise that fails is let go: whoever asks next tries again. */
  getOrMake(key: Key, make: () => Value): Value {
    const known = this.#kept.get(key)
    if (known !== undefined) return known
    const made = make()
    this.set(key, made)
    if (made instanceof Promise)
      made.catch(() => {
        if (this.#kept.get(key) === made) this.delete(key)
      })
    return made
  }

  /** Counts as the newest from now on. */
  renew(key: Key): void {
    const value = this.#kept.get(key)
    if (value === undefined) return
    this.#kept.delete(key)
    this.#kept.set(key, value)
  }

  clear(): void {
    for (const key of [...this.#kept.keys()]) this.delete(key)
  }

  delete(key: Key): void {
    const value = this.#kept.get(key)
    if (value === undefined) return
    this.#kept.delete(key)
    this.#weight -= this.#weigh(value)
    this.bound.onDrop?.(value)
  }
}
