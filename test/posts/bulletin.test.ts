/** What the first line of a mail calls a post: a bulletin by its own words alone, a version on what has one. */
import { expect, test } from 'vitest'
import { isBulletin } from '../../src/posts/bulletin.js'
import { shownVersion } from '../../src/posts/version.js'
import { announcementOf, post } from './parsing.js'

const bulletin = (title: string, prefixes: readonly string[] = [], categories: readonly string[] = ['security']) =>
  isBulletin({ title, categories }, prefixes)

test.each([
  'Lantern security bulletin #12: wick overheats',
  'LSB-0012: wick overheats',
  '[Updated] LSB #12: wick overheats',
  'DSA-5000-1 lantern: security update',
  'USN-6000-1: Lantern vulnerabilities',
  'GHSA-2xyz-34ab-56cd: lamp module',
  'Security advisory for Lantern 3.1',
])('%j is a bulletin', (title) => {
  expect(bulletin(title)).toBe(true)
})

test.each([
  'Lantern canary 043',
  'Warrant canary #7 and a security bulletin archive',
  'XSAs 195 and 196 do not affect Lantern',
  'XSA-460: wick overflow (Lantern is not affected)',
  'DSA-5000-1 doesn’t affect Lantern',
  'Security advisory in the lamp driver: no impact on Lantern',
  'Lantern users are unaffected by LSB-like faults',
  'How we think about wicks',
  'A quiet title',
  'USB 3 lamps',
])('%j is none', (title) => {
  expect(bulletin(title)).toBe(false)
})

test('a category may say it, and so may the prefixes of a project', () => {
  expect(bulletin('Wick overheats', [], ['security-bulletins'])).toBe(true)
  expect(bulletin('Sicherheitshinweis 7: Docht', ['Sicherheitshinweis'])).toBe(true)
  expect(bulletin('[Neu] sicherheitshinweis 7: Docht', ['Sicherheitshinweis'])).toBe(true)
  expect(bulletin('LBX 7: Docht', ['LB'])).toBe(false)
  expect(bulletin('LB-7: does not affect servers', ['LB'])).toBe(true)
})

test.each([
  ['Lantern 31.0 released', '1', '31.0'],
  ['Lantern 1.4 released', '1', '1.4'],
  ['Lantern 4.20 released', '4.2', '4.20'],
  ['Lantern 3.1 released', '7', '3.1'],
  ['Lantern 3.1 released', '3.1.2', '3.1.2'],
  ['Lantern 3.1 released', 'v3.1', 'v3.1'],
  ['Wick 2.0 comes to Lantern 4.1', '4.1', '4.1'],
  ['Wick has been released', '3.1', '3.1'],
  ['Trixie released', '13', '13'],
  ['Lantern 3.1 released', undefined, '3.1'],
])('above %j the version %j reads as %j', (title, stated, version) => {
  const lines = [`title: ${title}`, 'date: 2026-05-01', ...(stated === undefined ? [] : [`version: "${stated}"`])]
  expect(announcementOf(post(lines.join('\n'))).version).toBe(version)
})

test.each([
  ['title: Lantern 31.0 released\nversion: 1', 'stable-release', '31.0'],
  ['title: How we test lamps\ncategories: releases\nversion: 1', 'general', ''],
  ['title: How we test lamps\ncategories: releases\nversion: 12', 'general', ''],
  ['title: Wick has landed\ncategories: releases\nversion: "3.1"', 'stable-release', '3.1'],
  ['title: Lantern canary 043\ncategories: security', 'security', ''],
  ['title: The 14.0-inch Aster laptop is here\ncategories: news', 'general', ''],
  ['title: A lamp of 14.0 inches\ncategories: news', 'general', ''],
  ['title: Lantern Summit 26.1 is here\ncategories: releases', 'general', ''],
  ['title: Newsletter 12 is out\ncategories: news', 'general', ''],
  ['title: Lantern Days 100\ncategories: news', 'general', ''],
  ['title: LSB-0012 in Lantern 3.1\ncategories: security', 'security', ''],
  ['title: Lantern 2.1 has reached end of life\ncategories: releases', 'end-of-life', '2.1'],
])('%j is %s and shows the version %j', (front, kind, version) => {
  const announcement = announcementOf(post(front))
  expect([announcement.kind, shownVersion(announcement)]).toEqual([kind, version])
})
