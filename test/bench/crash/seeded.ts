/** Numbers that look random and are the same for the same seed (mulberry32). In: a seed. Out: draws. Pure. */
export interface Dice {
  /** From 0 up to, and without, `below`. */
  below(below: number): number
  /** `count` of them in ascending order, from 1 up to `most`. */
  moments(count: number, most: number): number[]
}

export function diceOf(seed: number): Dice {
  let state = seed >>> 0
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit)
  }
  return {
    below,
    moments: (count, most) => Array.from({ length: count }, () => 1 + below(most)).sort((a, b) => a - b),
  }
}
