import { expect, test } from 'vitest'
import { withFormer } from '../../src/notices/moved.js'
import { movedPostProblems } from '../../src/run/output/moved-posts.js'
import { announcement, configOf } from '../support/announcements.js'
import { at, Folder } from './situations.js'

const SITE = 'https://lantern.example'

/** A post that people know, as it is read at another address. */
function readAt(url: string, about: object = {}) {
  const folder = new Folder(at('2026-05-05T09:00:00Z'))
  const post = folder.add({ id: 'lamp', path: 'lamp.md', url: `${SITE}/news/lamp/`, ...about })
  folder.run()
  folder.posts[0] = { ...post, url }
  return folder
}

test('a permalink that moves a post whose file is as it was is remembered once, and tells nobody', () => {
  const folder = readAt(`${SITE}/releases/lamp/`)
  const first = folder.run()
  expect(first.moved).toEqual([{ post: 'lamp', url: `${SITE}/news/lamp/` }])
  expect([first.tell, first.posted]).toEqual([[], []])
  expect(folder.run().moved).toEqual([])
})

test.each([
  ['another host answers for itself', 'https://elsewhere.example/news/lamp/', {}],
  ['what is to come stood nowhere', `${SITE}/other/`, { day: '2026-06-01' }],
])('%s', (_what, url, about) => {
  expect(readAt(url, about).run().moved).toEqual([])
})

test('the register keeps each former address once, of each post in the order in which it had them', () => {
  const moved = ['a', 'b', 'a'].map((name) => ({ post: 'lamp', url: `${SITE}/${name}/` }))
  const once = withFormer(new Map([['wick', [`${SITE}/w/`]]]), moved)
  expect([...once]).toEqual([
    ['wick', [`${SITE}/w/`]],
    ['lamp', [`${SITE}/a/`, `${SITE}/b/`]],
  ])
  expect(withFormer(once, moved)).toEqual(once)
})

test('where a generator makes the pages the run warns, unless the post says that it redirects', () => {
  const post = announcement({ id: 'lamp', path: 'lamp.md', url: `${SITE}/now/` })
  const moved = [{ post: 'lamp', url: `${SITE}/before/` }]
  const said = (pages: boolean, about: object) => {
    const config = { feeds: { ...configOf().feeds, pages } }
    const announcements = [{ ...post, ...about }]
    return movedPostProblems(config, { announcements, moved }, (path) => path).map(({ code, severity }) => [
      code,
      severity,
    ])
  }
  expect(said(false, {})).toEqual([['NOT_LIVE', 'warning']])
  expect(said(false, { redirectFrom: [`${SITE}/before/`] })).toEqual([])
  expect(said(true, {})).toEqual([])
})
