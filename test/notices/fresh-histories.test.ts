/**
 * Small histories, each judged as a careful release manager would: what is told, what is asked, what is held. In: posts
 * as their authors write them, at instants. Out: the notices that came of it.
 */
import { describe, expect, test } from 'vitest'
import { decide } from '../../src/notices/decide.js'
import type { Memory } from '../../src/notices/notice.js'
import { parsePost } from '../../src/posts/parse.js'
import { noReleases } from '../../src/releases/release.js'
import { at, HOUR, remember, rules } from './situations.js'

type Files = Readonly<Record<string, string | null>>
type Step = readonly [instant: string, files: Files]

const SITE = { url: 'https://harbour.example', timezone: 'UTC', author: 'The harbour', permalink: '/news/:title/' }

/** Runs at each step and an hour later. @returns `STATE KIND POST`, of all that did not go by itself */
function outcome(steps: readonly Step[]): string[] {
  const files = new Map<string, string>([['2026-01-05-old-lamp.md', page('The old lamp', 'It was there before.')]])
  let memory: Memory = { baselineAt: null, posts: [], notices: [], ends: [] }
  const run = (now: number) => {
    const announcements = [...files].flatMap(([path, text]) => {
      const { announcement } = parsePost({ path, bytes: new TextEncoder().encode(text) }, SITE, new Map())
      if (announcement === undefined) throw new Error(`${path} does not read`)
      return [announcement]
    })
    const posts = { announcements, unreadable: [], releases: noReleases, registerTold: new Map() }
    memory = remember(memory, decide({ ...posts, memory, now, rules }))
  }
  run(at('2026-04-01T08:00:00Z'))
  for (const [instant, changed] of steps) {
    for (const [path, text] of Object.entries(changed))
      if (text === null) files.delete(path)
      else files.set(path, text)
    run(at(instant))
    run(at(instant) + HOUR)
  }
  return memory.notices
    .filter(({ state, askedWith, key }) => state !== 'gone' && (askedWith ?? key) === key)
    .map(({ state, kind, severity, post, heldBy }) => {
      const more = [...(severity === 'info' ? [] : [severity]), ...(heldBy === null ? [] : [heldBy])]
      return [state, kind, post, ...more].join(' ')
    })
    .sort()
}

function page(title: string, body: string, front = ''): string {
  return `---\ntitle: "${title}"\n${front}---\n\n${body}\n`
}

const DAY1 = '2026-05-04T09:00:00Z'
const DAY2 = '2026-05-06T09:00:00Z'
const DAY3 = '2026-05-08T09:00:00Z'

const ADVISORY =
  'Harbour 5.1 reads past the end of a cable name. Upgrade to 5.1.1.\n\n## Affected\n\nVersions 5.0 to 5.1.'
const NOTES = `Harbour 6.0 is here.

| file | SHA-256 |
|---|---|
| harbour-6.0.tar.gz | 5f1a2b3c4d5e6f708192a3b4c5d6e7f80918273645546372819a0b1c2d3e4f50 |
| harbour-6.0.zip | 0a1b2c3d4e5f60718293a4b5c6d7e8f90123456789abcdef0123456789abcdef |

Thanks to Ines Vale, Tom Reed and 31 others for 212 commits.`
const CHANGELOG = `What changed in the harbour tools.

## History

- 2026-02-01: The crane lifts more.
- 2026-03-01: The gate closes by itself.`
const EVENT = 'We meet on 12 June 2026 at 18:00 in Hall 4 of the old market. Bring a lamp and a friend.'

/** A post told on the first day, and what the second day makes of it. */
const told = (name: string, before: string, after: string): readonly Step[] => [
  [DAY1, { [`2026-05-04-${name}.md`]: before }],
  [DAY2, { [`2026-05-04-${name}.md`]: after }],
]
const TOLD = (name: string) => `told announcement 2026-05-04-${name}`
const ASKED = (name: string) => `asked update 2026-05-04-${name}`
const UPDATED = (name: string) => `told update 2026-05-04-${name}`

const edits: readonly (readonly [
  name: string,
  title: string,
  before: string,
  change: (body: string) => string,
  more: readonly string[],
])[] = [
  ['advisory-range', 'Advisory 12', ADVISORY, (b) => b.replace('5.0 to', '4.8 to'), ['ask']],
  [
    'advisory-severe',
    'Advisory 13',
    ADVISORY,
    (b) => b.replace('reads past', 'lets a remote attacker write past'),
    ['ask'],
  ],
  ['advisory-heading', 'Advisory 14', ADVISORY, (b) => b.replace('## Affected', '### Affected'), []],
  ['notes-checksum', 'Harbour 6.0 released', NOTES, (b) => b.replace('5f1a2b', '6f1a2b'), ['ask']],
  ['notes-table-style', 'Harbour 6.0 released', NOTES, (b) => b.replace('|---|---|', '| --- | :--- |'), []],
  ['notes-row', 'Harbour 6.0 released', NOTES, (b) => b.replace(/\| harbour-6.0.zip.*\n/, ''), ['ask']],
  ['notes-thanks', 'Harbour 6.0 released', NOTES, (b) => b.replace('Ines Vale', 'Inês Vale').replace('212', '214'), []],
  ['notes-thanked', 'Harbour 6.0 released', NOTES, (b) => b.replace('Tom Reed', 'Tom Reed, Ada Moor'), []],
  ['log-item', 'Changes', CHANGELOG, (b) => `${b}\n- 2026-05-06: The lock has a new key.`, ['update']],
  [
    'log-item-on-top',
    'Changes',
    CHANGELOG,
    (b) => b.replace('- 2026-02', '- 2026-05-05: A bell rings.\n- 2026-02'),
    ['update'],
  ],
  ['log-spelling', 'Changes', CHANGELOG, (b) => b.replace('by itself', 'by it self'), []],
  ['event-day', 'The lamp fair', EVENT, (b) => b.replace('12 June', '19 June'), ['ask']],
  ['event-hall', 'The lamp fair', EVENT, (b) => b.replace('Hall 4', 'Hall 6'), ['ask']],
  ['event-iso', 'The lamp fair', EVENT, (b) => b.replace('12 June 2026', '2026-06-12'), []],
  ['event-off', 'The lamp fair', EVENT, (b) => `The fair is cancelled.\n\n${b}`, ['ask']],
  ['label', 'The lamp fair', EVENT, (b) => `${b}\n\n(**Update:** The hall has a ramp at the north gate.)`, ['update']],
  [
    'four-words',
    'Harbour 6.1',
    'It is faster than before in all harbours.',
    (b) => `${b} It must be restarted.`,
    ['ask'],
  ],
  [
    'data-loss',
    'Harbour 6.2',
    'It is faster than before in all harbours.',
    (b) => `${b} There was data loss.`,
    ['ask important'],
  ],
  [
    'command',
    'Harbour 6.3',
    'Run `harbour up` to take it.',
    (b) => b.replace('harbour up', 'harbour up --all'),
    ['ask'],
  ],
  ['host', 'Harbour 6.4', 'Get [it](https://dl.harbour.example/6.4).', (b) => b.replace('dl.', 'cdn.evil-'), ['ask']],
  ['comma', 'Harbour 6.5', 'The gate the lock and the bell are new.', (b) => b.replace('gate the', 'gate, the'), []],
  ['moved', 'Harbour 6.6', 'The gate is new.\n\nThe bell is loud.', () => 'The bell is loud.\n\nThe gate is new.', []],
  ['no-more-warning', 'Harbour 6.7', 'It is quick. Do not run it as root.', () => 'It is quick.', ['ask']],
]

describe('an edit of a told post', () => {
  test.each(edits)('%s', (name, title, before, change, more) => {
    const after = change(before)
    expect(after).not.toBe(before)
    const came = outcome(told(name, page(title, before), page(title, after)))
    const wanted = more.map((one) => (one === 'update' ? UPDATED(name) : one.replace('ask', ASKED(name))))
    expect(came).toEqual([...wanted, TOLD(name)].sort())
  })
})

const WORDS = ['anchor', 'beacon', 'cable', 'dock', 'engine', 'funnel', 'gangway', 'hatch', 'island', 'jetty']
const about = (word: string) => `Everything about the ${word}: how a ${word} is made and where its ${word}-makers live.`
const each = (of: (word: string) => string): Files =>
  Object.fromEntries(WORDS.map((word) => [`2026-05-04-${word}.md`, of(word)]))

describe('whole histories', () => {
  test('ten posts of one day are a batch, and told', () => {
    const came = outcome([[DAY1, each((word) => page(`News of the ${word}`, about(word)))]])
    expect(came).toEqual(WORDS.map(TOLD))
  })

  test('ten that are weeks apart are a flood', () => {
    const files = WORDS.map((word, index) => [
      `2026-05-0${Math.floor(index / 4) + 1}-${word}.md`,
      page(word, about(word)),
    ])
    const states = outcome([[DAY3, Object.fromEntries(files)]]).map((one) => one.split(' ')[0])
    expect(new Set(states)).toEqual(new Set(['held']))
  })

  test('commas in five posts at once say nothing', () => {
    const some = (comma: string) =>
      Object.fromEntries(
        WORDS.slice(0, 5).map((w) => [`2026-05-04-${w}.md`, page(w, `${about(w)} Old${comma} and new.`)]),
      )
    expect(
      outcome([
        [DAY1, some('')],
        [DAY2, some(',')],
      ]),
    ).toEqual(WORDS.slice(0, 5).map(TOLD))
  })

  test('another host in five posts at once is one question', () => {
    const some = (host: string) =>
      Object.fromEntries(
        WORDS.slice(0, 5).map((w) => [`2026-05-04-${w}.md`, page(w, `${about(w)} [Get it](https://${host}/${w}).`)]),
      )
    const came = outcome([
      [DAY1, some('dl.harbour.example')],
      [DAY2, some('mirror.example')],
    ])
    expect(came.filter((one) => one.startsWith('asked'))).toHaveLength(1)
  })

  test('a post merged nine days late that is the newest is news; one of two months is a back-fill', () => {
    const late = { '2026-04-29-late.md': page('Harbour 6.0 released', NOTES) }
    expect(outcome([[DAY3, late]])).toEqual(['told announcement 2026-04-29-late'])
    const old = { '2026-03-01-older.md': page('Harbour 5.9 released', 'It came in spring.') }
    expect(outcome([[DAY3, old]])).toEqual(['held announcement 2026-03-01-older age'])
  })

  test('a post renamed and edited in one push is one post', () => {
    const first = page('Harbour 6.0 released', NOTES)
    const steps: Step[] = [
      [DAY1, { '2026-05-04-harbour.md': first }],
      [DAY2, { '2026-05-04-harbour.md': null, '2026-05-04-harbour-6-0.md': first.replace('is here', 'is here now') }],
    ]
    expect(outcome(steps)).toEqual([TOLD('harbour')])
  })

  test('a copy of a told post is held', () => {
    const text = page('Harbour 6.0 released', NOTES)
    const steps: Step[] = [
      [DAY1, { '2026-05-04-harbour.md': text }],
      [DAY2, { '2026-05-06-harbour.md': text }],
    ]
    expect(outcome(steps)).toEqual(['held announcement 2026-05-06-harbour double', TOLD('harbour')])
  })

  test('a translation is a post of its own', () => {
    const german = page('Harbour 6.0 ist da', 'Der Hafen 6.0 ist da. Dank an alle, die daran gearbeitet haben.')
    const steps: Step[] = [
      [DAY1, { '2026-05-04-harbour.md': page('Harbour 6.0 released', NOTES) }],
      [DAY2, { '2026-05-06-hafen.md': german }],
    ]
    expect(outcome(steps)).toEqual([TOLD('harbour'), 'told announcement 2026-05-06-hafen'])
  })

  test('a told post that is withdrawn in its front matter is a recall', () => {
    const text = page('Harbour 6.0 released', NOTES)
    const steps: Step[] = [
      [DAY1, { '2026-05-04-harbour.md': text }],
      [DAY2, { '2026-05-04-harbour.md': text.replace('---\n\n', 'withdrawn: It loses cables.\n---\n\n') }],
    ]
    expect(outcome(steps)).toEqual([TOLD('harbour'), 'told update 2026-05-04-harbour recall'])
  })

  test('a told post that vanishes is a question, and none once it is there again', () => {
    const text = page('Harbour 6.0 released', NOTES)
    const gone: Step[] = [
      [DAY1, { '2026-05-04-harbour.md': text }],
      [DAY2, { '2026-05-04-harbour.md': null }],
    ]
    expect(outcome(gone)).toEqual(['asked retraction 2026-05-04-harbour', TOLD('harbour')])
    expect(outcome([...gone, [DAY3, { '2026-05-04-harbour.md': text }]])).toEqual([TOLD('harbour')])
  })
})
