/** What the fuzzer keeps and what it found: every input of the corpus holds, and a little of what is made of them. */
import { describe, expect, test } from 'vitest'
import { diceOf, mutated, smallest } from './mutate.js'
import { corpusOf } from './read-corpus.js'
import { targets } from './targets.js'

/** `npm run fuzz` tries for as long as it is told. */
const MUTATIONS = 40

describe.each(Object.entries(targets))('%s', (name, target) => {
  const corpus = corpusOf(name)

  test('its corpus holds', async () => {
    expect(corpus.size).toBeGreaterThan(2)
    for (const [file, bytes] of corpus) expect(await outcome(bytes), file).toEqual(expect.any(String))
  })

  test('what is made of it holds', async () => {
    const dice = diceOf(2026)
    const pool = [...corpus.values()]
    for (let one = 0; one < MUTATIONS; one += 1) {
      const bytes = mutated(pool, target.words, dice)
      expect(await outcome(bytes), JSON.stringify(bytes.toString())).toEqual(expect.any(String))
    }
  })

  async function outcome(bytes: Buffer): Promise<unknown> {
    try {
      return await target.run(bytes)
    } catch (fault) {
      return fault
    }
  }
})

test('one seed makes one input, and another another', () => {
  const made = (seed: number) => mutated([Buffer.from('a: b\n')], ['---'], diceOf(seed)).toString()
  expect(made(7)).toBe(made(7))
  expect(new Set(Array.from({ length: 20 }, (_, seed) => made(seed + 1))).size).toBeGreaterThan(10)
})

test('what breaks is made as small as it can be', async () => {
  const least = await smallest(Buffer.from('aaaa<script>bbbb'), async (bytes) => bytes.includes('<s'))
  expect(least.toString()).toBe('<s')
})
