/** What it means that posts are filled in from now on, and that something they include is edited. */
import { expect, test } from 'vitest'
import { DAY, folderAt, told } from './situations.js'

const body = (name: string) => `Release ${name} is there.\n\nThanks to {{ site.data.people.ann }} and all who helped.\n`
const filled = (name: string, person: string) => body(name).replace(/\{\{.*\}\}/, person)

function folderOf(count: number) {
  const folder = folderAt('2026-05-01T12:00:00Z')
  const posts = Array.from({ length: count }, (_, index) =>
    folder.add({ title: `Lantern OS 4.0.${index}`, day: '2026-05-02', body: body(`4.0.${index}`) }),
  )
  folder.run(DAY)
  folder.run(DAY)
  return { folder, posts }
}

test('posts that are filled in from now on are as they were: nothing is told or asked, and later edits are judged', () => {
  const { folder, posts } = folderOf(2)
  const [first] = posts
  if (first === undefined) throw new Error('no post')
  const on = folder.edit(first, { body: filled('4.0.0', 'Ann'), unfilledDigest: first.digest })
  const switched = folder.run(DAY)
  expect([told(switched), switched.changed.filter(({ kind }) => kind === 'update')]).toEqual([[], []])
  expect(folder.memory.posts.find(({ id }) => id === first.id)?.judged?.body).toBe(on.body)
  folder.edit(on, { body: `${on.body}\nThe download was replaced: the old one loses data.\n`, unfilledDigest: 'other' })
  const edited = folder.run(DAY)
  expect(edited.changed.map(({ kind, state }) => `${kind} ${state}`)).toEqual(['update asked'])
})

test('an include that is edited is an edit of each post that shows it: one question for all, or none for many', () => {
  for (const count of [3, 12]) {
    const { folder, posts } = folderOf(count)
    const on = posts.map((post, at) =>
      folder.edit(post, { body: filled(`4.0.${at}`, 'Ann'), unfilledDigest: post.digest }),
    )
    folder.run(DAY)
    for (const [at, post] of on.entries())
      folder.edit(post, {
        body: filled(`4.0.${at}`, 'Ann. The download was replaced: the old one loses data. Thanks'),
        unfilledDigest: posts[at]?.digest ?? '',
      })
    const { changed, tell } = folder.run(DAY)
    expect(tell).toEqual([])
    const asked = changed.filter(({ state }) => state === 'asked')
    expect(new Set(asked.map(({ askedWith }) => askedWith)).size).toBeLessThanOrEqual(1)
    if (count > 5) expect(asked).toEqual([])
    else expect(asked).toHaveLength(count)
  }
})
