/** A release: one version in every place that names it, as `npm run release` writes it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repository } from '../support/project.js'
import { RELEASED_FILES, released, versionsIn } from './release-texts.js'

const texts = new Map(RELEASED_FILES.map((file) => [file, readFileSync(join(repository, file), 'utf8')]))
const next = { version: '999.0.0', day: '2026-12-01' }

test('every place names one version today', () => {
  expect(versionsIn(texts)).toHaveLength(4)
  expect(new Set(versionsIn(texts)).size).toBe(1)
})

test('a release writes it everywhere, and names no part that is not released', () => {
  // A tree just released has no such part; the next change begins one.
  const open = new Map(texts)
  const changes = texts.get('CHANGELOG.md') ?? ''
  if (!changes.includes('\n## Unreleased\n'))
    open.set('CHANGELOG.md', changes.replace('\n## ', '\n## Unreleased\n\n- A change.\n\n## '))
  const made = released(open, next)
  expect(new Set(versionsIn(made))).toEqual(new Set(['999.0.0']))
  expect(made.get('CHANGELOG.md')).toContain('\n## 999.0.0, 2026-12-01\n')
  expect(made.get('CHANGELOG.md')).not.toMatch(/^## Unreleased|"Unreleased"/m)
  expect(JSON.parse(made.get('package-lock.json') ?? '')).toMatchObject({ packages: { '': { version: '999.0.0' } } })
})

test('a version that is none, or not above the present one, and a place that is not there are refused', () => {
  const now = versionsIn(texts)[0] ?? ''
  expect(() => released(texts, { ...next, version: now })).toThrow(`${now} is not above ${now}.`)
  expect(() => released(texts, { ...next, version: '1.0' })).toThrow('1.0 is no version: write it as 1.0.0.')
  expect(() => released(new Map(texts).set('README.md', 'Belfry\n'), next)).toThrow('README.md has no line')
})
