import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { List } from '../../src/config/schema.js'
import { listsFor } from '../../src/notices/lists-for.js'

const list = (id: string, categories: string[], severity?: 'important' | 'recall'): List => ({
  id,
  title: id,
  description: '',
  categories,
  ...(severity && { severity }),
})

const lists = [list('releases', ['releases', 'rc']), list('security', ['security'], 'important'), list('rest', ['*'])]

const idsFor = (
  categories: readonly string[],
  severity: 'info' | 'important' | 'recall' = 'info',
  of: readonly List[] = lists,
) => listsFor({ categories, severity }, of).map((one) => one.id)

test('a post goes to every list that takes one of its categories, in the order of the configuration', () => {
  expect(idsFor(['security', 'releases'])).toEqual(['releases', 'security'])
  expect(idsFor(['rc'])).toEqual(['releases'])
})

test('what no other list takes goes to "*", and only that', () => {
  expect(idsFor(['events'])).toEqual(['rest'])
  expect(idsFor([])).toEqual(['rest'])
  expect(idsFor(['events', 'releases'])).toEqual(['releases'])
})

test('severity feeds a list whatever the category, and does not take the post from "*"', () => {
  expect(idsFor(['events'], 'important')).toEqual(['security', 'rest'])
  expect(idsFor(['releases'], 'recall')).toEqual(['releases', 'security'])
  expect(idsFor(['events'], 'important', [list('alarms', ['alarms'], 'recall'), list('rest', ['*'])])).toEqual(['rest'])
})

test('letter case and white space are no part of a category', () => {
  expect(idsFor([' Releases'])).toEqual(['releases'])
})

test('without "*" a post may go to no list', () => {
  expect(idsFor(['events'], 'info', lists.slice(0, 2))).toEqual([])
})

test('no list is named twice, and with a "*" none is forgotten', () => {
  const categories = fc.array(fc.constantFrom('releases', 'security', 'rc', 'events', '*'))
  fc.assert(
    fc.property(
      categories,
      fc.constantFrom<('info' | 'important' | 'recall')[]>('info', 'important', 'recall'),
      (of, severity) => {
        const ids = idsFor(of, severity)
        expect(new Set(ids).size).toBe(ids.length)
        expect(ids.length).toBeGreaterThan(0)
      },
    ),
  )
})
