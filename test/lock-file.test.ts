/** What npm installs is what was locked: each package by the digest of its bytes. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repository } from './support/project.js'

interface Locked {
  readonly integrity?: string
  readonly link?: boolean
}

test('every entry of package-lock.json has its integrity', () => {
  const lock = JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked>
  }
  const entries = Object.entries(lock.packages).filter(([path, { link }]) => path !== '' && link !== true)
  expect(entries.length).toBeGreaterThan(100)
  expect(entries.flatMap(([path, { integrity = '' }]) => (/^sha512-/.test(integrity) ? [] : [path]))).toEqual([])
})
