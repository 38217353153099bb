/**
 * A reason is for people alone: whatever each sentence says, every notice goes the same way, in memory and on both
 * databases.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { openLedger } from '../delivery/ledger.js'
import { dialects } from '../support/databases.js'
import { repository } from '../support/project.js'
import { history, inLedger, inMemory, type Snapshot } from './history.js'

const sentences = vi.hoisted(() => ({ rewrite: (sentence: string) => sentence, said: new Set<string>() }))

vi.mock('../../src/notices/reasons.js', async (original) => {
  const { reasons } = await original<typeof import('../../src/notices/reasons.js')>()
  const rewritten = Object.entries(reasons).map(([name, say]) => {
    const other = (...facts: unknown[]): string => {
      sentences.said.add(name)
      return sentences.rewrite(String(Reflect.apply(say, undefined, facts)))
    }
    return [name, other]
  })
  return { reasons: Object.fromEntries(rewritten) }
})

let number = 0
const WAYS = {
  'one sentence for everything': () => 'Because it is so',
  'an empty sentence': () => '',
  'another sentence each time': () => `Reason ${++number}`,
  'every word turned round': (sentence: string) => [...sentence].reverse().join(''),
  'the sentences of an operator for everything': () => 'held by an operator',
}

describe('whatever its reason says', () => {
  let plain: Snapshot[]

  beforeAll(async () => {
    plain = await history(inMemory())
  })

  test('a history goes through every state, kind and hold', () => {
    const all = plain.flatMap(({ notices }) => notices)
    const seen = <Value>(of: (notice: (typeof all)[number]) => Value) => [...new Set(all.map(of))].sort()
    expect(seen(({ state }) => state)).toEqual(['asked', 'dismissed', 'due', 'gone', 'held', 'settling', 'told'])
    expect(seen(({ kind }) => kind)).toEqual(['announcement', 'end-of-life', 'manual', 'retraction', 'update'])
    expect(new Set(all.map(({ heldBy }) => heldBy))).toEqual(
      new Set(['age', 'flood', 'stale', 'operator', 'remarks', null]),
    )
    expect(seen(({ textBy }) => textBy)).toEqual(['operator', 'post'])
    expect(seen(({ cameBy }) => cameBy)).toEqual(['hand', 'read', 'register'])
    expect(all.every(({ state, heldBy }) => (state === 'held') === (heldBy !== null))).toBe(true)
    expect(sentences.said.size).toBeGreaterThan(35)
  })

  for (const [way, rewrite] of Object.entries(WAYS)) {
    test(`a notice goes the same way in memory: ${way}`, async () => {
      sentences.rewrite = rewrite
      expect(await history(inMemory())).toEqual(plain)
    })
  }

  for (const dialect of dialects) {
    const ways = ['plain', 'another sentence each time'] as const
    test.each(ways)(`a notice goes the same way on ${dialect}: %s`, async (way) => {
      sentences.rewrite = way === 'plain' ? (sentence) => sentence : WAYS[way]
      const store = await openLedger(dialect)
      try {
        expect(await history(inLedger(store))).toEqual(plain)
      } finally {
        await store.close()
      }
    })
  }
})

test('no file of the notices holds a reason of its own, and none compares one', () => {
  const folder = join(repository, 'src/notices')
  const wrong = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && path !== 'reasons.ts')
    .filter((path) => {
      const text = readFileSync(join(folder, path), 'utf8')
      const own = /reason(: | = )['"`](?!['"`])/
      const compared = /reason\s*(===|!==)(?! undefined)|reason\??\.(match|includes|startsWith|replace|split)/
      return own.test(text) || compared.test(text)
    })
  expect(wrong).toEqual([])
})
