/**
 * Precision and recall of remarks: forty faults in sixty posts are found where they stand, and nothing else is remarked
 * on.
 */
import { expect, test } from 'vitest'
import { parse } from './parsing.js'
import { habitPosts, planted } from './planted-posts.js'

const remarksOn = (path: string, text: string) => parse(text, { path }).problems

test('sixty posts in the habits of Hugo, Zola, Docusaurus and Jekyll are read without a remark', () => {
  expect(habitPosts).toHaveLength(60)
  const found = habitPosts.flatMap(({ path, text }) =>
    remarksOn(path, text).map(({ code, line, message }) => `${path}:${line} ${code} ${message}`),
  )
  expect(found).toEqual([])
  for (const { path, text } of habitPosts) expect(parse(text, { path }).announcement, path).toBeDefined()
})

test('forty faults of many kinds are planted, each in a post of its own', () => {
  expect(planted).toHaveLength(40)
  expect(new Set(planted.map(({ post }) => post)).size).toBe(40)
  expect(new Set(planted.map(({ code }) => code)).size).toBeGreaterThanOrEqual(12)
})

test.each(planted.map((fault) => [fault.name, fault] as const))(
  '%s is named at its line, and nothing else',
  (_, fault) => {
    const post = habitPosts[fault.post]
    if (post === undefined) throw new Error('no such post')
    const text = fault.plant(post.text)
    expect(text).not.toBe(post.text)
    const lines = text.split('\n')
    const line = lines.findIndex((one) => fault.at.test(one)) + 1
    const found = remarksOn(post.path, text)
    expect(found.map((one) => [one.code, one.line])).toEqual([[fault.code, line]])
    expect(found[0]?.column).toBeGreaterThan(0)
  },
)

test('the table: found, missed, false', () => {
  const table = new Map<string, { planted: number; found: number; other: number }>()
  for (const { code, plant, post } of planted) {
    const row = table.get(code) ?? { planted: 0, found: 0, other: 0 }
    const source = habitPosts[post]
    const codes = source === undefined ? [] : remarksOn(source.path, plant(source.text)).map((one) => one.code)
    const hits = codes.filter((one) => one === code).length
    table.set(code, {
      planted: row.planted + 1,
      found: row.found + Math.min(1, hits),
      other: row.other + codes.length - hits,
    })
  }
  for (const [code, row] of table)
    console.log(`${code}: planted ${row.planted}, found ${row.found}, false ${row.other}`)
  const sum = (key: 'planted' | 'found' | 'other') => [...table.values()].reduce((all, row) => all + row[key], 0)
  expect([sum('planted'), sum('found'), sum('other')]).toEqual([40, 40, 0])
})
