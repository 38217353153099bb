/** Jekyll's redirect_from: where a post was before says which id it had, where nothing else does. */
import { expect, test } from 'vitest'
import { spreadMs } from '../../src/base/days.js'
import { collectPosts } from '../../src/source/collect-posts.js'

const settings = {
  url: 'https://lantern.example/project',
  timezone: 'UTC',
  author: 'The Lantern team',
  permalink: '/news/:year/:month/:day/:title/',
}
const bytes = (front: string) => new TextEncoder().encode(`---\ntitle: Lamps\n${front}---\nText.\n`)
const read = (files: Readonly<Record<string, string>>, ids = new Map<string, string>()) =>
  collectPosts(
    Object.entries(files).map(([path, front]) => ({ path, bytes: bytes(front) })),
    { settings, ids, shown: (path) => path },
  )
const NEW = '2016-03-10-lantern-os-3-1.md'
const OLD = 'redirect_from: /news/2016/03/09/lantern-31/\n'
const idsIn = async (...args: Parameters<typeof read>) => (await read(...args)).announcements.map(({ id }) => id)

test('the oldest address gives id and instant; all are kept', async () => {
  const front =
    'redirect_from:\n  - /news/2016/03/09/lantern-31/\n  - news/2016/03/10/lantern-3-1/\n  - https://old.example/x/\n'
  expect((await read({ [NEW]: front })).announcements).toMatchObject([
    {
      id: '2016-03-09-lantern-31',
      instant: Date.parse('2016-03-10T00:00:00Z') + spreadMs('2016-03-09-lantern-31'),
      redirectFrom: [
        'https://lantern.example/project/news/2016/03/09/lantern-31/',
        'https://lantern.example/project/news/2016/03/10/lantern-3-1/',
        'https://old.example/x/',
      ],
    },
  ])
})

test('front matter id and register come first', async () => {
  expect(await idsIn({ [NEW]: `id: own\n${OLD}` })).toEqual(['own'])
  expect(await idsIn({ [NEW]: OLD }, new Map([['2016-03-10-lantern-os-3-1', 'kept']]))).toEqual(['kept'])
})

test('an address that is none of a post gives none', async () => {
  expect(await idsIn({ [NEW]: 'redirect_from: /doc/lantern-31/\n' })).toEqual(['2016-03-10-lantern-os-3-1'])
})

test('where another post stands, nobody takes its id', async () => {
  const { announcements, problems } = await read({ '2016-03-09-lantern-31.md': '', [NEW]: OLD })
  expect(announcements.map(({ id }) => id).sort()).toEqual(['2016-03-09-lantern-31', '2016-03-10-lantern-os-3-1'])
  expect(problems).toEqual([])
  expect((await idsIn({ [NEW]: OLD, '2016-03-11-other.md': OLD })).sort()).toEqual([
    '2016-03-10-lantern-os-3-1',
    '2016-03-11-other',
  ])
})

test('what is no address is named, and the post is there', async () => {
  const { announcements, problems } = await read({ [NEW]: 'redirect_from: "https://["\n' })
  expect(announcements).toHaveLength(1)
  expect(problems).toMatchObject([{ code: 'POST_FIELD', severity: 'warning', line: 3 }])
})
