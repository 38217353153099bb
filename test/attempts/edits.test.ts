/**
 * Attempts to have an edit passed over that people act upon, or asked about that says nothing. In: a post that was
 * told, and what is typed over it. Out: the verdict, and a word of the reason.
 */
import { describe, expect, test } from 'vitest'
import type { PostText } from '../../src/notices/edits/post-text.js'
import { judgeEdit } from '../../src/notices/edits/significance.js'
import { postText } from '../../src/notices/notice.js'
import { announcementOf, post } from '../posts/parsing.js'

const BODY = `Lantern 4.2 is out. Download it from [our server](https://get.lantern.example/4.2/lantern.iso) and verify it.

It runs on amd64 and arm64. You should upgrade soon, and the installer asks before it formats a disk.
`
const TODAY = '2026-05-04'

function textOf(front: string, body = BODY): PostText {
  return postText(announcementOf(post(`title: Lantern 4.2 released\n${front}`, body)))
}

function judged(before: PostText, after: PostText, language?: string): string {
  const words = language === undefined ? undefined : { language, updates: [], before: [] }
  const { verdict, reason } = judgeEdit(before, after, TODAY, words)
  return `${verdict}: ${reason}`
}

const entry = (text: string, day = '2026-05-03') => `updates: [{ date: ${day}, text: "${text}" }]`

describe('front matter', () => {
  test.each([
    ['download_url: https://get.lantern.example/a.iso', 'download_url: https://evil.example/a.iso', /^ask.*evil/],
    [
      'download_url: https://get.lantern.example/a.iso',
      'download_url: https://get.lantern.example/b.iso',
      /^ask.*b\.iso/,
    ],
    [
      'download_url: https://get.lantern.example/a.iso',
      'download_url: https://get.lantern.example/new/a.iso',
      /^silent/,
    ],
    ['redirect_to: https://lantern.example/x', 'redirect_to: https://evil.example/x', /^ask.*evil/],
    ['upgrade: Run lantern-upgrade.', 'upgrade: Do not run lantern-upgrade.', /^ask.*opposite/],
    ['upgrade: Run teh command.', 'upgrade: Run the command.', /^silent/],
    [
      'author: Ada',
      'author: Ada\nupgrade: Make a copy first, because this one deletes the home folder of each user.',
      /^ask/,
    ],
    ['version: "4.2"', 'version: "4.2.1"', /^ask.*4\.2\.1/],
    [entry('The mirror is safe to use.'), entry('The mirror is not safe to use.'), /^ask.*opposite/],
    [entry('The mirror is back.'), entry('Never use what was there on Monday.'), /^ask/],
    [entry('The miror is back.'), entry('The mirror is back.'), /^silent/],
    ['author: Ada', entry('The mirror is back.', '2026-05-05'), /^tell/],
    ['author: Ada', entry('The mirror is back.', '2027-05-05'), /^ask.*not come \(2027-05-05\)/],
    ['title: Lantern 4.2 released', 'title: Lantern 4.2 withdrawn', /^ask.*takes the announcement back/],
    ['title: Meeting of lamp makers', 'title: Meeting of lamp makers cancelled', /^ask/],
    ['title: Meeting of lamp makers', 'title: A meeting of lamp makers', /^silent/],
  ])('%s, then %s', (before, after, expected) => {
    expect(judged(textOf(before), textOf(after))).toMatch(expected)
  })

  test('of a text that an older release kept says nothing that was not kept', () => {
    const { offered: _, ...older } = textOf('version: "4.2"\nupgrade: Run it.\ndownload_url: https://a.example/a.iso')
    const now = textOf('version: "4.3"\nupgrade: Do not run it.\ndownload_url: https://b.example/b.iso')
    expect(judged(older, now)).toMatch(/^silent/)
  })

  test('a question shows what is new of it', () => {
    const [before, after] = [textOf('upgrade: Run it.'), textOf('upgrade: Do not run it.')]
    expect(judgeEdit(before, after, TODAY).updates).toEqual([{ day: null, text: 'Do not run it.' }])
  })
})

describe('the body', () => {
  const edits: readonly (readonly [string, (body: string) => string, RegExp])[] = [
    ['one word that takes it back', (body) => `${body}\nWITHDRAWN\n`, /^ask.*take it back/],
    ['three words', (body) => `${body}\nStop using it.\n`, /^ask/],
    ['German', (body) => `${body}\nNicht installieren!\n`, /^ask/],
    ['Japanese', (body) => `${body}\nインストールしないでください。\n`, /^ask/],
    ['Russian', (body) => `${body}\nНе устанавливать!\n`, /^ask/],
    ['advice that is an order now', (body) => body.replace('should', 'must'), /^ask.*should → must/],
    [
      'a style that strikes out',
      (body) => body.replace('It runs on amd64 and arm64.', '<span style="text-decoration:line-through">$&</span>'),
      /^ask.*struck out/,
    ],
    [
      'a style that strikes a block out',
      (body) => `${body}\n<p style="text-decoration: line-through">It is safe.</p>\n`,
      /^ask.*struck out/,
    ],
    ['a typo', (body) => body.replace('installer', 'instaler'), /^silent/],
    ['nothing that is seen', (body) => body.replace('installer', 'install\u200Ber'), /^silent/],
  ]
  test.each(edits)('%s', (_name, edit, expected) => {
    expect(edit(BODY)).not.toBe(BODY)
    expect(judged(textOf(''), textOf('', edit(BODY)))).toMatch(expected)
  })

  test('where no words of consequence are known a short sentence is looked at', () => {
    const longer = `${BODY}\nDie Platte wird dabei gelöscht.\n`
    expect(judged(textOf(''), textOf('', longer), 'de')).toMatch(/^ask/)
    expect(judged(textOf(''), textOf('', longer), 'en')).toMatch(/^silent/)
  })
})
