/**
 * Tells two kinds of tries apart by numbers, as well as a threshold for each number and a logistic regression of all of
 * them can. Pure. In: samples. Out: the share of the second half that what was learned from the first half gets right.
 */

export interface Sample {
  readonly isKnown: boolean
  readonly times: Readonly<Record<string, number>>
}

type Guess = (sample: Sample) => boolean

/** @returns name of a classifier → share that it gets right, 0.5 by chance */
export function accuracyOnOtherHalf(samples: readonly Sample[]): Map<string, number> {
  const half = Math.floor(samples.length / 2)
  const [learned, asked] = [samples.slice(0, half), samples.slice(half)]
  const names = Object.keys(samples[0]?.times ?? {})
  const guesses = new Map<string, Guess>(names.map((name) => [`threshold of ${name}`, threshold(learned, name)]))
  guesses.set('logistic regression', logistic(learned, names))
  return new Map([...guesses].map(([name, guess]) => [name, share(asked, guess)]))
}

function share(samples: readonly Sample[], guess: Guess): number {
  return samples.filter((sample) => guess(sample) === sample.isKnown).length / samples.length
}

/** The best of a hundred, either way round. */
function threshold(samples: readonly Sample[], name: string): Guess {
  const of = (sample: Sample) => sample.times[name] ?? 0
  const sorted = samples.map(of).sort((a, b) => a - b)
  const limits = Array.from({ length: 100 }, (_, index) => sorted[Math.floor((sorted.length * index) / 100)] ?? 0)
  const all: Guess[] = limits.flatMap((limit) => [
    (sample: Sample) => of(sample) > limit,
    (sample: Sample) => of(sample) <= limit,
  ])
  const rated = all.map((guess) => ({ guess, right: share(samples, guess) })).sort((a, b) => b.right - a.right)
  return rated[0]?.guess ?? (() => true)
}

const ROUNDS = 2_000
const STEP = 0.1

function logistic(samples: readonly Sample[], names: readonly string[]): Guess {
  const scales = names.map((name) => scaleOf(samples.map(({ times }) => times[name] ?? 0)))
  const values = ({ times }: Sample) => [1, ...names.map((name, index) => scales[index]?.(times[name] ?? 0) ?? 0)]
  const rows = samples.map((sample) => ({ x: values(sample), y: sample.isKnown ? 1 : 0 }))
  const weights = Array.from({ length: names.length + 1 }, () => 0)
  const dot = (x: readonly number[]) => x.reduce((sum, one, index) => sum + one * (weights[index] ?? 0), 0)
  for (let round = 0; round < ROUNDS; round += 1) {
    const slope = weights.map(() => 0)
    for (const { x, y } of rows) {
      const miss = 1 / (1 + Math.exp(-dot(x))) - y
      x.forEach((one, index) => {
        slope[index] = (slope[index] ?? 0) + miss * one
      })
    }
    slope.forEach((one, index) => {
      weights[index] = (weights[index] ?? 0) - (STEP * one) / rows.length
    })
  }
  return (sample) => dot(values(sample)) > 0
}

/** Mean 0 and deviation 1, of the logarithm: times have long tails. */
function scaleOf(all: readonly number[]): (value: number) => number {
  const logs = all.map((one) => Math.log(one + 0.01))
  const mean = logs.reduce((sum, one) => sum + one, 0) / logs.length
  const deviation = Math.sqrt(logs.reduce((sum, one) => sum + (one - mean) ** 2, 0) / logs.length) || 1
  return (value) => (Math.log(value + 0.01) - mean) / deviation
}
