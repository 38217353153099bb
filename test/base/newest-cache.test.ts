import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NewestCache } from '../../src/base/newest-cache.js'

test('what came first is forgotten first, and one that was renewed later', () => {
  const cache = new NewestCache<string, number>({ most: 3 })
  for (const [key, value] of [
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ] as const)
    cache.set(key, value)
  cache.renew('a')
  cache.set('d', 4)
  expect(['a', 'b', 'c', 'd'].filter((key) => cache.has(key))).toEqual(['a', 'c', 'd'])
})

test('weights count, the newest stays whatever it weighs, and each value that goes is told once', () => {
  const dropped: string[] = []
  const bound = { most: 10, weigh: (text: string) => text.length, onDrop: (text: string) => void dropped.push(text) }
  const cache = new NewestCache<number, string>(bound)
  cache.set(1, '12345')
  cache.set(2, '12345')
  expect([cache.weight, dropped]).toEqual([10, []])
  cache.set(3, 'longer than all')
  expect([cache.weight, dropped, cache.get(3)]).toEqual([15, ['12345', '12345'], 'longer than all'])
  cache.set(3, 'x')
  cache.delete(3)
  cache.delete(3)
  expect([cache.weight, dropped.slice(2)]).toEqual([0, ['longer than all', 'x']])
})

test('two that are told the same keys in the same order hold the same ones', () => {
  const steps = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 200 })
  fc.assert(
    fc.property(steps, (keys) => {
      const [one, other] = [new NewestCache<number, true>({ most: 7 }), new NewestCache<number, number>({ most: 7 })]
      for (const key of keys) {
        if (!one.has(key)) {
          one.set(key, true)
          other.set(key, key)
        }
        expect(other.get(key)).toBe(key)
        expect(one.weight).toBeLessThanOrEqual(7)
      }
    }),
  )
})

test('what is there is not made again; a promise that failed is', async () => {
  const cache = new NewestCache<string, Promise<number>>({ most: 3 })
  const failing = cache.getOrMake('a', async () => await Promise.reject(new Error('away')))
  await expect(failing).rejects.toThrow('away')
  const made = cache.getOrMake('a', async () => 1)
  expect(await made).toBe(1)
  expect(cache.getOrMake('a', async () => 2)).toBe(made)
})
