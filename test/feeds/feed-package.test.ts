/** The `feed` package writes the frames of feeds, and what it writes is mended by the letter. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repository } from '../support/project.js'

const versionIn = (file: string): string => JSON.parse(readFileSync(join(repository, file), 'utf8')).version

test('`feed` is the version whose frames are mended, and package.json takes no other', () => {
  const wanted = '6.0.0'
  const look =
    'feed has moved: src/feeds/frame-texts.ts, atom.ts, rss.ts and json-feed.ts replace parts of its frames by their indentation. ' +
    'Compare test/golden/feeds by eye, then name the new version here and in package.json.'
  const { dependencies } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
  expect(versionIn('node_modules/feed/package.json'), look).toBe(wanted)
  expect(dependencies.feed, look).toBe(wanted)
})
