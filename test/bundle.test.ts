/** What is mended in the program's text when it is made (src/bundle.ts). Packages are written otherwise one day. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { compiled } from './support/compiled.js'

const texts = readdirSync(compiled())
  .filter((name) => name.endsWith('.js'))
  .map((name) => readFileSync(join(compiled(), name), 'utf8'))
const all = texts.join('\n')

test('no parser of JavaScript is looked for, though js-yaml would have one', () => {
  expect(all).toContain('esprima.parse(')
  expect(all).not.toMatch(/["']esprima["']/)
})

test('fields of markdown-it are assigned', () => {
  expect(all).toContain('(this.pos=')
  expect(all).not.toMatch(/[;{}]_defineProperty\(this,/)
})

test('what CommonJS finds stands in the files that ask for it', () => {
  const asking = texts.filter((text) => text.includes('belfryRequire('))
  const others = texts.filter((text) => !asking.includes(text))
  for (const text of others) expect(text).not.toMatch(/\b(?:require|__filename|__dirname)\b/)
  expect(asking).not.toHaveLength(0)
  expect(others.length).toBeGreaterThan(asking.length)
})
