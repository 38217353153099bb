/** What npm installs is what was locked: each package by the digest of its bytes. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repository } from './support/project.js'

interface Locked {
  readonly integrity?: string
  readonly link?: boolean
  /** What its maker says of it, where nobody is to use it any more. */
  readonly deprecated?: string
  readonly engines?: { readonly node?: string } | readonly string[]
}

const lock = JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, Locked>
}

test('no package is one that nobody is to use any more', () => {
  expect(
    Object.entries(lock.packages).flatMap(([path, { deprecated }]) => (deprecated ? [path, deprecated] : [])),
  ).toEqual([])
})

test('every entry of package-lock.json has its integrity', () => {
  const entries = Object.entries(lock.packages).filter(([path, { link }]) => path !== '' && link !== true)
  expect(entries.length).toBeGreaterThan(100)
  expect(entries.flatMap(([path, { integrity = '' }]) => (/^sha512-/.test(integrity) ? [] : [path]))).toEqual([])
})

test('no package asks for a newer Node than Belfry, so that npm has nothing to warn of', () => {
  const oldest = 20
  const admits = (range: string) =>
    /^(?:\*|$)/.test(range) ||
    Number(/^(?:>=?|\^|~)? ?v?(\d+)/.exec(range)?.[1] ?? 0) === oldest ||
    (/^>/.test(range) && Number(/\d+/.exec(range)?.[0]) <= oldest)
  const asking = Object.entries(lock.packages).flatMap(([path, { engines }]) => {
    const node = Array.isArray(engines) || engines === undefined ? '' : ((engines as { node?: string }).node ?? '')
    return node.split('||').some((range) => admits(range.trim())) ? [] : [`${path}: ${node}`]
  })
  expect(asking).toEqual([])
})
