/**
 * A real archive whose site published addresses as ids moves to Belfry: no entry is another one than it was, neither at
 * once nor after the renames and new dates that its history holds.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { run } from '../../src/run/pipeline.js'
import { cloneArchive } from '../support/archive.js'
import { corpusMissing, corpusPosts, corpusSettings } from '../support/corpus.js'
import { makeProject, openTestWorld, testClock } from '../support/project.js'

const there = corpusPosts() !== undefined
const ARCHIVE = 'until-2020-01'

interface Item {
  readonly id: string
  readonly url: string
  readonly title: string
}

describe.skipIf(!there)(`a migrated archive (${there ? 'present' : corpusMissing})`, () => {
  test('its ids are the addresses that were published, and stay when posts get new ones', async () => {
    const archive = cloneArchive()
    if (archive === undefined) throw new Error(corpusMissing)
    const { permalink, ...site } = corpusSettings
    const project = await makeProject('sqlite', {
      site: { title: 'The archive', ...site },
      content: { posts: archive.folder, permalink },
      feeds: { folder: 'public', ids: 'url', entries: 1000, bytes: 100_000_000 },
      notices: { massEdit: 1000 },
    })
    const clock = testClock('2020-01-24T00:00:00Z')
    const itemsAt = async (commit: string): Promise<Item[]> => {
      archive.checkout(commit)
      const world = await openTestWorld(project, clock)
      try {
        await run(world)
      } finally {
        await world.close()
      }
      return JSON.parse(readFileSync(join(project.public, 'feed.json'), 'utf8')).items
    }
    // The site's own feed had the address of each post as its id.
    const first = await itemsAt(`origin/${ARCHIVE}~250`)
    expect(first.length).toBeGreaterThan(50)
    expect(first.filter(({ id, url }) => id !== url)).toEqual([])
    let known = new Map(first.map(({ title, id }) => [title, id]))
    for (const back of [180, 120, 60, 0]) {
      clock.advance(3_600_000)
      const items = await itemsAt(`origin/${ARCHIVE}~${back}`)
      // Two posts may have one title; those are told apart by nothing else here.
      const titles = items.map(({ title }) => title)
      const isAlone = (title: string) => titles.indexOf(title) === titles.lastIndexOf(title)
      for (const { id, title } of items)
        if (known.has(title) && isAlone(title)) expect(id, title).toBe(known.get(title))
      expect(new Set(items.map(({ id }) => id)).size).toBe(items.length)
      known = new Map([...known, ...items.map(({ title, id }): [string, string] => [title, id])])
    }
  })
})
