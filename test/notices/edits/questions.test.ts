/** Whom a doubtful edit asks, and how often: one cause, evergreen posts, edits beside an update that settles. */
import { describe, expect, test } from 'vitest'
import { answeredBy, isAskedElsewhere } from '../../../src/notices/one-cause.js'
import { announcement } from '../../support/announcements.js'
import { DAY, type Folder, folderAt, HOUR, MINUTE, told } from '../situations.js'

const NOON = '2026-05-04T12:00:00Z'
const WORDS = ['wick', 'glass', 'mantle', 'burner']

/** Posts that people know. */
function known(bodyOf: (word: string) => string, count = 3): Folder {
  const folder = folderAt(NOON)
  for (const word of WORDS.slice(0, count))
    folder.posts.push(announcement({ title: `News of the ${word}`, day: '2026-05-02', body: bodyOf(word) }))
  folder.run()
  folder.run(HOUR)
  return folder
}

function editAll(folder: Folder, edit: (body: string, title: string) => { body?: string; title?: string }): void {
  for (const post of folder.posts.filter(({ title }) => title.startsWith('News')))
    folder.edit(post, edit(post.body, post.title))
}

const questions = ({ memory }: Folder) =>
  memory.notices.filter((notice) => notice.state === 'asked' && !isAskedElsewhere(notice))

describe('the same change in three posts of one run is one question', () => {
  test.each([
    ['a host', (body: string) => ({ body: body.replace('old.lamps.example', 'new.lamps.example') })],
    ['a version', (body: string) => ({ body: body.replace('3.1.0', '3.1.1') })],
    ['a number in the title', (_: string, title: string) => ({ title: `${title} (CVE-2026-${title.length}77)` })],
    ['a word of its kind', (body: string) => ({ body: body.replace('daily', 'weekly') })],
  ])('%s', (_, edit) => {
    const folder = known((word) => `The ${word} of 3.1.0 is made daily: https://old.lamps.example/${word}.img\n`)
    editAll(folder, edit)
    folder.run(DAY)
    expect(questions(folder)).toHaveLength(1)
    for (const word of WORDS.slice(0, 3)) expect(questions(folder)[0]?.reason).toContain(`news-of-the-${word}.md`)
    expect(folder.run(DAY).posted).toEqual([])
  })

  test('in two it is two, and different changes in three are three', () => {
    const two = known((word) => `The ${word} is made daily.\n`, 2)
    editAll(two, (body) => ({ body: body.replace('daily', 'weekly') }))
    two.run(DAY)
    expect(questions(two)).toHaveLength(2)
    const three = known((word) => `The ${word} is made daily.\n`)
    const others = ['weekly', 'monthly', 'yearly']
    editAll(three, (body) => ({ body: body.replace('daily', others.pop() ?? '') }))
    three.run(DAY)
    expect(questions(three)).toHaveLength(3)
  })

  const weekly = () => {
    const folder = known((word) => `The ${word} is made daily.\n`)
    editAll(folder, (body) => ({ body: body.replace('daily', 'weekly') }))
    folder.run(DAY)
    return folder
  }
  const nth = ({ posts }: Folder, index: number) => {
    const post = posts.at(index)
    if (post === undefined) throw new Error('there is no post')
    return post
  }
  const group = ({ memory }: Folder) => memory.notices.filter(({ state, askedWith }) => state === 'asked' && askedWith)

  test('each post has a notice of its own in it, with its own words', () => {
    const folder = weekly()
    const [first] = questions(folder)
    if (first === undefined) throw new Error('there is no question')
    const answered = answeredBy(first, folder.memory.notices)
    expect(answered.map(({ key }) => key)).toEqual(
      WORDS.slice(0, 3).map((word) => expect.stringMatching(`^update:.*news-of-the-${word}:2026-05-05$`)),
    )
    expect(answered.map(({ text }) => text)).toEqual(WORDS.slice(0, 3).map((word) => `The ${word} is made weekly.`))
    expect(answeredBy(answered[1] ?? first, folder.memory.notices)).toHaveLength(1)
  })

  test('an edit that says nothing leaves a post in it; one that says other things is a question of its own', () => {
    const folder = weekly()
    folder.edit(nth(folder, 2), { body: nth(folder, 2).body.replace('is made', 'is, made') })
    folder.run(HOUR)
    expect(questions(folder)).toHaveLength(1)
    expect(group(folder)).toHaveLength(3)
    folder.edit(nth(folder, -1), { body: nth(folder, -1).body.replace('weekly', 'yearly') })
    folder.run(HOUR)
    // People hold what was told, so that is what the whole edit is compared with.
    expect(questions(folder).map(({ reason }) => reason)).toContain('a corrected word (daily → yearly)')
    expect(group(folder)).toHaveLength(2)
  })

  test.each([
    ['is edited', (folder: Folder) => folder.edit(nth(folder, 1), { body: 'The wick is made yearly.\n' })],
    ['is as it was', (folder: Folder) => folder.edit(nth(folder, 1), { body: 'The wick is made daily.\n' })],
    ['is gone', (folder: Folder) => folder.remove(nth(folder, 1))],
  ])('where the first %s, the next asks for the others', (_, change) => {
    const folder = weekly()
    change(folder)
    folder.run(HOUR)
    const [second, third] = group(folder)
    expect(group(folder)).toHaveLength(2)
    expect([second?.askedWith, third?.askedWith]).toEqual([second?.key, second?.key])
  })
})

describe('an evergreen post', () => {
  const evergreen = (body: string) => {
    const folder = folderAt(NOON)
    const post = folder.add({ title: 'Where to get lamps', day: '2026-05-02', evergreen: true, body })
    folder.run()
    folder.run(HOUR)
    return { folder, post }
  }

  test.each([
    ['a version', 'Get 3.1.0 here, it is the one to have.\n', { body: 'Get 3.2.0 here, it is the one to have.\n' }],
    ['a title', 'Get it.\n', { title: 'Where nothing is sold any more' }],
    ['a paragraph', 'Get it.\n', { body: `Get it.\n\n${'More lamps are sold in the harbour. '.repeat(4)}\n` }],
  ])('asks nothing about %s', (_, before, edit) => {
    const { folder, post } = evergreen(before)
    folder.edit(post, edit)
    expect(folder.run(DAY).posted).toMatchObject([{ decision: 'silent', reason: /evergreen/ }])
    expect(questions(folder)).toEqual([])
  })

  test('tells a stated update', () => {
    const { folder, post } = evergreen('Get 3.1.0 here.\n')
    folder.edit(post, { body: 'Get 3.2.0 here.\n\n**Update (2026-05-05):** The shop moved.\n' })
    folder.run(DAY)
    expect(told(folder.run(HOUR))).toEqual([`update:${post.id}:2026-05-05`])
  })
})

describe('what joins an update that settles', () => {
  const settling = () => {
    const folder = known((word) => `The ${word} burns for eight hours on one filling of oil.\n`, 1)
    const post = folder.posts.at(-1)
    if (post === undefined) throw new Error('there is no post')
    const edited = folder.edit(post, { body: `${post.body}\n**Update (2026-05-05):** Oil is back.\n` })
    folder.run(DAY)
    return { folder, edited }
  }
  const command = (body: string) => ({ body: body.replace('\n', ' Run `lamp --trim 4.2` before you light it.\n') })

  test('is asked where it alone would be, and the update is told in its time', () => {
    const { folder, edited } = settling()
    folder.edit(edited, command(edited.body))
    expect(folder.run(MINUTE).posted).toMatchObject([{ decision: 'ask' }])
    expect(questions(folder)).toHaveLength(1)
    expect(
      questions(folder)[0]
        ?.diff.map(({ text }) => text)
        .join(''),
    ).toContain('lamp --trim 4.2')
    expect(told(folder.run(HOUR))).toEqual([`update:${edited.id}:2026-05-05`])
    expect(questions(folder)).toHaveLength(1)
  })

  test('stays asked through another edit, which it takes in', () => {
    const { folder, edited } = settling()
    const second = folder.edit(edited, command(edited.body))
    folder.run(MINUTE)
    folder.edit(second, { body: second.body.replace('eight hours', 'nine hours on 2026-06-01') })
    folder.run(MINUTE)
    expect(questions(folder)).toHaveLength(1)
    expect(questions(folder)[0]).toMatchObject({ revision: 2 })
    expect(told(folder.run(HOUR))).toEqual([`update:${edited.id}:2026-05-05`])
  })

  const FULL = 'Version 4.2 is here. Get [the lamp](https://dl.lamps.example/lamp.img). Do not light it indoors. '
  const rich = (word: string) => `${FULL}The ${word} burns for eight hours on one filling of oil.\n`

  test.each([
    ['a command', ' oil.', ' oil. Run `lamp --trim 4.2` before you light it.', 'lamp --trim'],
    ['another version', 'Version 4.2', 'Version 4.3', '4.3'],
    ['a warning that is gone', 'Do not light it indoors. ', '', 'Do not'],
    ['a link to another place', 'dl.lamps.example', 'dl.wicks.example', 'wicks'],
    ['another number', 'eight hours', '3 hours', '3'],
    ['a deadline', ' oil.', ' oil; the deadline for new ones is near.', 'deadline'],
  ])('%s is asked where it alone would be, and shown; the update is told in its time', (_, from, to, shown) => {
    const alone = known(rich, 1)
    const [post] = alone.posts.slice(-1)
    if (post === undefined || !post.body.includes(from)) throw new Error(`${from} is not there`)
    alone.edit(post, { body: post.body.replace(from, to) })
    alone.run(DAY)
    const joined = known(rich, 1)
    const update = '**Update (2026-05-05):** The shop has new mantles.'
    const first = joined.edit(post, { body: `${post.body}\n${update}\n` })
    joined.run(DAY)
    joined.edit(first, { body: first.body.replace(from, to) })
    expect(joined.run(MINUTE).posted).toMatchObject([{ decision: 'ask' }])
    const [question] = questions(joined)
    expect(question?.reason).toBe(questions(alone)[0]?.reason)
    expect(question?.diff.map(({ text }) => text).join('')).toContain(shown)
    const [news] = joined.run(HOUR).tell
    expect(news).toMatchObject({ key: `update:${post.id}:2026-05-05`, text: expect.stringContaining('new mantles') })
    expect(questions(joined)).toHaveLength(1)
  })

  test('is not asked where it says nothing new', () => {
    const { folder, edited } = settling()
    folder.edit(edited, { body: edited.body.replace('burns', 'glows') })
    folder.run(MINUTE)
    expect(questions(folder)).toEqual([])
  })
})
