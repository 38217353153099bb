import { describe, expect, test } from 'vitest'
import { kindOf } from '../../src/posts/kind.js'
import { isPatch, isPrerelease, versionIn } from '../../src/posts/version.js'
import { notices } from '../releases/title-cases.js'

const kind = (title: string, ...categories: string[]) => kindOf({ title, categories, version: versionIn(title) })

test.each([
  ['Lantern OS 2.4 has been released!', 'releases', 'stable-release'],
  ['Lantern OS 2.4.0 is out', 'releases', 'stable-release'],
  ['Lantern 3 has been released', '', 'stable-release'],
  ['Announcing Lantern 3.0', '', 'stable-release'],
  ['Lantern 3.1 "Wick"', 'releases', 'stable-release'],
  ['Lantern 3.1 is now available', 'news', 'stable-release'],
  ['Lantern 2.4.3 released; 2.3 reaches end of life', 'releases', 'patch-release'],
  ['[Updated] Lantern OS 2.4.1 has been released!', 'releases', 'patch-release'],
  ['Lantern 2.4 maintenance release', 'releases', 'patch-release'],
  ['Lantern OS 2.4.1-rc1 has been released!', 'releases', 'release-candidate'],
  ['Lantern R2 beta 3 is out', 'releases', 'release-candidate'],
  ['Lantern 3.0 release candidate 2 released', '', 'release-candidate'],
  ['Lantern 1.0b2', 'releases', 'release-candidate'],
  ['Lantern security bulletin #12: wick overheats', 'announcements', 'security'],
  ['LSB-0012: wick overheats', '', 'security'],
  ['XSAs 195 and 196 do not touch Lantern', 'news', 'security'],
  ['QSB #7 and RHSA-2026:0012', '', 'security'],
  ['Lamps with USB 3 and USB-3 plugs', 'news', 'general'],
  ['Released: lamps with 2.5 GHz and 14.0-Inch screens', 'releases', 'general'],
  ['Lantern at NASA 2026 in the USA', 'talks', 'general'],
  ['Lantern 2.4.2 released, fixes CVE-2026-12345', 'releases', 'security'],
  ['Lantern canary 7', '', 'security'],
  ['A quiet title', 'security', 'security'],
  ['How we think about wicks', 'security articles', 'general'],
  ['Lantern 2.3 approaching EOL', 'releases', 'end-of-life'],
  ['LANTERN 2.3 LTS IS RETIRED', '', 'end-of-life'],
  ['eol of Lantern 2.3', '', 'end-of-life'],
  ['Lantern 2.3 has reached end of life', '', 'end-of-life'],
  ['Lantern 2.3 end-of-support on 2026-09-01', '', 'end-of-life'],
  ['Lantern 2.3 is no longer supported', '', 'end-of-life'],
  ['Extended security support for Lantern 2.3 has ended', '', 'end-of-life'],
  ['The wiki is no longer maintained', '', 'general'],
  ['Lantern summer of lamps 2026', 'announcements', 'general'],
  ['A template for Lantern 2.4 is under way', 'announcements', 'general'],
  ['Minimum requirements for Lantern 3.x', 'announcements releases', 'general'],
  ['New mailing list', '', 'general'],
] as const)('%j filed under %j is %s', (title, categories, expected) => {
  expect(kind(title, ...categories.split(' ').filter(Boolean))).toBe(expected)
})

test.each([
  ['Lantern OS 4.0.2-rc1 has been released!', '4.0.2-rc1'],
  ['Lantern v1.18.0-beta.2', 'v1.18.0-beta.2'],
  ['Lantern R2 rc1 is out', 'R2 rc1'],
  ['Lantern 3.0 rc2 (alpha) released', '3.0 rc2'],
  ['Fedora 27 has reached EOL', '27'],
  ['Alpha 2 is out', 'Alpha 2'],
  ['Summer of lamps 2026', undefined],
  ['Bulletin #12: wick (XSA-254)', undefined],
  ['Reaches EOL on 2026-09-09', undefined],
  ['Party on 01.05.2026', undefined],
])('the version in %j is %j', (title, expected) => {
  expect(versionIn(title)).toBe(expected)
})

test('a third number above 0 makes a patch, a letter tag a pre-release', () => {
  expect(['4.0.2', '4.0.0', '4.0', '4', 'v1.2.10'].map(isPatch)).toEqual([true, false, false, false, true])
  expect(['4.0.2-rc1', '1.0b1', 'R3 Alpha', '4.0.2'].map(isPrerelease)).toEqual([true, true, true, false])
})

describe('a notice about the end of a release is none of a release, wherever it is filed', () => {
  test.each(notices)('%s', (title) => {
    expect(['releases', 'news', 'announcements'].map((category) => kind(title, category))).toEqual(
      Array(3).fill('end-of-life'),
    )
  })
})

test.each([
  ['Lantern 4.2: i386 support dropped', 'stable-release'],
  ['Lantern 4.2.1 "Wick": security support for lamps', 'patch-release'],
  ['Lantern 4.2 is out', 'stable-release'],
  ['Lantern 4.2 released: support for 4.0 ends', 'stable-release'],
  ['Security update for Lantern 4.2', 'security'],
])('a release stays one whose title speaks of support: %s', (title, expected) => {
  expect(kind(title, 'releases')).toBe(expected)
})
