/** Categories and lists: one rule, and what falls beside it is named. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Problem } from '../../src/base/errors.js'
import type { List } from '../../src/config/schema.js'
import { categoryRemarks } from '../../src/notices/category-remarks.js'
import { listsFor } from '../../src/notices/lists-for.js'
import { announcementOf, post } from '../posts/parsing.js'
import { belfry } from '../support/cli.js'
import { makeProject } from '../support/project.js'

const list = (id: string, ...categories: string[]): List => ({ id, title: id, description: '', categories })
const lists = [list('security', 'security'), list('releases', 'Releases'), list('rest', '*')]
const postOf = (line: string) => announcementOf(post(`title: x\n${line}`))
const audience = (line: string) => listsFor(postOf(line), lists).map(({ id }) => id)
const remarks = (...lines: string[]) =>
  categoryRemarks(lines.map(postOf), { lists, placeOf: () => ({ file: 'belfry.yaml' }), fileOf: (path) => path })

test.each([
  ['categories: [Security]', ['security']],
  ['categories: SECURITY', ['security']],
  ['categories: security, releases', ['security', 'releases']],
  ['categories: security; x', ['security']],
  ['categories: ["security, x"]', ['security']],
  ['categories: ["security "]', ['security']],
  ['category: Releases', ['releases']],
  ['categories: [[releases]]', ['releases']],
  ['categories: securty', ['rest']],
])('%s reaches %j', (line, wanted) => {
  expect(audience(line)).toEqual(wanted)
})

test('a category that no list takes though one takes nearly the same is named at its place', () => {
  for (const [written, near] of [
    ['securty', 'security'],
    ['release', 'Releases'],
    ['security|x', 'security'],
    ['RELEASSE', 'Releases'],
  ] as const) {
    const found = remarks(`categories: ["${written}"]`, 'categories: [security, releases]')
    expect(found).toMatchObject([
      { code: 'POST_CATEGORY', severity: 'warning', line: 3, column: 13, fix: `Did you mean ${near}?` },
    ])
  }
  expect(remarks('categories: [news, events]', 'categories: [security, releases]')).toEqual([])
  expect(remarks('categories: [security, securities]', 'categories: releases')).toEqual([])
})

test('a category of a list that no post has is named, `*` never', () => {
  expect(remarks('categories: [releases]')).toMatchObject([
    { code: 'LIST_CATEGORY', severity: 'warning', file: 'belfry.yaml', message: expect.stringContaining('"security"') },
  ])
})

test('tags that a list would take are named where no list takes the post by its categories', () => {
  for (const tags of ['[oil, Security]', 'oil, security', '"releases"', '[RELEASES]'])
    expect(remarks(`tags: ${tags}`, 'categories: [security, releases]'), tags).toMatchObject([
      { code: 'POST_CATEGORY', severity: 'warning', line: 3, column: 7, message: expect.stringContaining('tags: "') },
    ])
  for (const line of ['tags: [oil]', 'tags: [security]\ncategories: releases', 'tags: 7', 'tags: { a: security }'])
    expect(remarks(line, 'categories: [security, releases]'), line).toEqual([])
})

test('it is named where it stands in the configuration', async () => {
  const project = await makeProject('sqlite', {
    lists: [
      { id: 'news', title: 'News', categories: ['*'] },
      { id: 'security', title: 'Security', categories: ['security', 'advisories'] },
    ],
  })
  project.post('2026-05-01-first.md', { title: 'First', categories: 'security' }, 'Text.')
  const call = { config: project.configFile, now: '2026-05-01T09:00:00Z' }
  const { problems } = (await belfry(['check', '--json'], call)).json() as { problems: Problem[] }
  const [{ code, line = 0, column = 0 } = { code: '' }] = problems
  const written = readFileSync(project.configFile, 'utf8').split('\n')[line - 1] ?? ''
  expect([code, written.slice(column - 1).replace(/["'\],\s].*/, '')]).toEqual(['LIST_CATEGORY', 'advisories'])
  expect((await belfry(['build', '--json'], call)).json()).toMatchObject({ problems: [] })
})
