/**
 * A post's whole way: the folder changes, two runs later the right people have one mail each, and whoever leaves gets
 * no other. Once over the real archive, from the push before a release post, and once over the sample project.
 */
import { copyFileSync, mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AppContext } from '../../src/run/app-context.js'
import { subscribe } from '../../src/run/people/membership.js'
import { run } from '../../src/run/pipeline.js'
import type { RunReport } from '../../src/run/run-report.js'
import { parseAddress } from '../../src/subscribers/address.js'
import { readReturnPath } from '../../src/subscribers/links.js'
import { startServer } from '../../src/web/server.js'
import { cloneArchive, pushNumbered } from '../support/archive.js'
import { corpusMissing, corpusSettings } from '../support/corpus.js'
import { type Dialect, dialects } from '../support/databases.js'
import { makeProject, openTestWorld, repository, testClock } from '../support/project.js'
import { type Sink, startSink } from '../support/smtp-sink.js'
import { confirmUrl, type Mail, oneClickUrl, readMail } from './mail.js'

type Moment = 'baseline' | 'push' | 'next push'

/** What happens to a folder of posts, and when. */
interface Story {
  readonly folder: string
  readonly site: { readonly url: string; readonly title: string }
  readonly at: Record<Moment, string>
  /** Key of the notice that the push brings, and of the one after. */
  readonly release: string
  readonly next: string
  /** Brings the posts to where they are at that moment. */
  move(moment: Moment): void
}

/** A stable release; the push after it brings a post on security alone. */
const RELEASE_PUSH = 187

function archiveStory(): Story | undefined {
  const archive = cloneArchive()
  if (archive === undefined) return undefined
  const [push, next] = [pushNumbered(RELEASE_PUSH), pushNumbered(RELEASE_PUSH + 1)]
  const keyOf = ({ posts }: typeof push) =>
    `announcement:${posts.find((one) => one.expect === 'announce')?.post.replace(/\.md$/, '')}`
  const commits = { baseline: push.base, push: push.tip, 'next push': next.tip }
  return {
    folder: archive.folder,
    site: { url: corpusSettings.url, title: 'The archive' },
    at: {
      baseline: new Date(Date.parse(push.pushDate) - 60_000).toISOString(),
      push: push.pushDate,
      'next push': next.pushDate,
    },
    release: keyOf(push),
    next: keyOf(next),
    move: (moment) => archive.checkout(commits[moment]),
  }
}

function sampleStory(): Story {
  const sample = join(repository, 'content', 'posts')
  const folder = mkdtempSync(join(tmpdir(), 'belfry-posts-'))
  const days = { baseline: '2026-10-20', push: '2026-10-28', 'next push': '2026-11-06' }
  return {
    folder,
    site: { url: 'https://lantern.example', title: 'Lantern OS' },
    at: { baseline: '2026-10-20T12:00:00Z', push: '2026-10-27T09:01:00Z', 'next push': '2026-11-05T10:40:00Z' },
    release: 'announcement:2026-10-27-lantern-os-3-1-0-rc2-is-ready-for-testing',
    next: 'announcement:2026-11-05-lantern-security-bulletin-002',
    move: (moment) => {
      const there = readdirSync(sample).filter((name) => name < days[moment])
      for (const name of there) copyFileSync(join(sample, name), join(folder, name))
    },
  }
}

const LISTS = [
  { id: 'releases', title: 'Releases', categories: ['releases'] },
  { id: 'security', title: 'Security', categories: ['security'] },
  {
    id: 'everything',
    title: 'All of it',
    categories: ['releases', 'security', 'announcements', 'talks', 'press', 'articles'],
  },
]

/** Eve never answers the request to confirm. Carol gets the release through two lists, and leaves then. */
const PEOPLE = [
  { text: 'ada@example.org', lists: ['releases'], format: 'html' },
  { text: 'bob@example.org', lists: ['security'], format: 'html' },
  { text: 'carol@example.org', lists: ['releases', 'everything'], format: 'html' },
  { text: 'dave@example.org', lists: ['everything'], format: 'text' },
  { text: 'eve@example.org', lists: ['releases'], format: 'html' },
] as const

const STEPS = ['baseline', 'sight', 'told', 'again', 'next'] as const
type Step = (typeof STEPS)[number]

interface Lived {
  readonly reports: Record<Step, RunReport>
  /** What arrived in the course of each step. */
  readonly mail: Record<Step, readonly Mail[]>
  /** The server's answers to Carol's mail program. */
  readonly leaving: readonly Response[]
  readonly deliveryOf: (mail: Mail) => { person: number; mailing: number } | undefined
}

/** Every step opens and closes its world, as a command of its own would. */
async function live(story: Story, dialect: Dialect, sink: Sink): Promise<Lived> {
  story.move('baseline')
  const project = await makeProject(dialect, {
    site: story.site,
    lists: LISTS,
    mail: { transport: sink.transport },
    content: { posts: story.folder },
  })
  const clock = testClock(story.at.baseline)
  const within = async <Result>(work: (world: AppContext) => Promise<Result>): Promise<Result> => {
    const world = await openTestWorld(project, clock)
    try {
      return await work(world)
    } finally {
      await world.close()
    }
  }
  let seen = 0
  const step = async () => {
    const report = await within(run)
    const mail = await Promise.all(sink.received.slice(seen).map(readMail))
    seen = sink.received.length
    return { report, mail }
  }

  await within(ask)
  const baseline = await step()
  await within(
    async (world) =>
      await press(world, baseline.mail.filter((mail) => !mail.to.startsWith('eve')).map(confirmUrl), {
        confirm: 'yes',
      }),
  )

  clock.set(story.at.push)
  story.move('push')
  const sight = await step()
  clock.advance(31 * 60_000)
  const told = await step()
  const again = await step()

  // Twice: a mail program may not know that the first time worked.
  const links = told.mail
    .filter((mail) => mail.to.startsWith('carol'))
    .flatMap((mail) => [oneClickUrl(mail), oneClickUrl(mail)])
  const leaving = await within(async (world) => await press(world, links, { 'List-Unsubscribe': 'One-Click' }))
  clock.set(story.at['next push'])
  story.move('next push')
  await within(run)
  clock.advance(31 * 60_000)
  const next = await step()

  const keys = await within(async (world) => world.keys)
  const steps = { baseline, sight, told, again, next }
  const each = <Value>(pick: (one: (typeof steps)[Step]) => Value) =>
    Object.fromEntries(STEPS.map((name) => [name, pick(steps[name])])) as Record<Step, Value>
  return {
    reports: each((one) => one.report),
    mail: each((one) => one.mail),
    leaving,
    deliveryOf: ({ returnPath }) => readReturnPath(keys, returnPath),
  }
}

async function ask(world: AppContext): Promise<void> {
  for (const { text, lists, format } of PEOPLE) {
    const address = parseAddress(text)
    if (address === undefined) throw new Error(text)
    await subscribe(world, { address, lists, details: { format }, ask: 'request' })
  }
}

/** Posts a form to each mailed link, on the real web server. */
async function press(world: AppContext, links: readonly string[], form: Record<string, string>): Promise<Response[]> {
  const server = await startServer(world, { mailWaiting: () => undefined })
  try {
    const answers: Response[] = []
    for (const link of links) {
      const url = new URL(new URL(link).pathname, server.url)
      answers.push(await fetch(url, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' }))
    }
    return answers
  } finally {
    await server.close()
  }
}

const stories = [
  { of: 'the real archive', begin: archiveStory },
  { of: 'the sample project', begin: sampleStory },
]

for (const { of, begin } of stories) {
  for (const dialect of dialects) {
    const story = begin()
    if (story === undefined) console.log(corpusMissing)
    describe.skipIf(story === undefined)(`a post of ${of}, on ${dialect}`, () => {
      let sink: Sink
      let lived: Lived
      const { release, next } = story ?? { release: '', next: '' }
      const recipients = (step: Step) => lived.mail[step].map((mail) => mail.to).sort()
      const mailTo = (step: Step, name: string) => {
        const found = lived.mail[step].find((mail) => mail.to.startsWith(name))
        if (found === undefined) throw new Error(`${name} has no mail`)
        return found
      }

      beforeAll(async () => {
        sink = await startSink()
        if (story !== undefined) lived = await live(story, dialect, sink)
      })
      afterAll(async () => await sink.close())

      test('the first run tells nothing of what is there and mails only the requests to confirm', () => {
        expect(lived.reports.baseline.told).toEqual([])
        expect(lived.reports.baseline.decision.baseline).toBe(true)
        expect(recipients('baseline')).toEqual(PEOPLE.map((person) => person.text))
        expect(lived.mail.baseline.flatMap((mail) => mail.header('List-Id'))).toEqual([])
      })

      test('the run after the push sees the post, lets it settle and mails nothing', () => {
        const { decision, told, published } = lived.reports.sight
        const settling = decision.notices.filter((notice) => notice.state === 'settling')
        expect(settling.map((notice) => notice.key)).toEqual([release])
        expect(settling[0]?.until).toBe(decision.at + 30 * 60_000)
        expect(told).toEqual([])
        expect(recipients('sight')).toEqual([])
        const changed = published.feeds.filter((feed) => feed.changed).map(({ feed }) => feed)
        expect(changed.slice(0, 3)).toEqual(['atom.xml', 'rss.xml', 'feed.json'])
        expect(changed.length).toBeLessThan(published.feeds.length)
      })

      test('31 minutes later each of the right people has exactly one mail', () => {
        expect(lived.reports.told.told.map((one) => [one.notice.key, one.recipients])).toEqual([[release, 3]])
        expect(recipients('told')).toEqual(['ada@example.org', 'carol@example.org', 'dave@example.org'])
      })

      test('a third run sends nothing', () => {
        expect(lived.reports.again.told).toEqual([])
        expect(recipients('again')).toEqual([])
      })

      test('the mail has a text and an HTML part that say the same; who chose text gets text alone', () => {
        const ada = mailTo('told', 'ada')
        expect(ada.types).toEqual(['multipart/alternative', 'text/plain', 'text/html'])
        expect(mailTo('told', 'dave').types).toEqual(['text/plain'])
        const title = lived.reports.told.told[0]?.notice.post
        const url = ada.header('Archived-At')[0]?.slice(1, -1) ?? ''
        expect(title).toBe(release.slice('announcement:'.length))
        expect(url).toMatch(/^https:/)
        for (const body of [ada.text, ada.html, mailTo('told', 'dave').text]) {
          expect(body).toContain(ada.subject)
          expect(body).toContain(url)
          expect(body).toContain('/unsubscribe/')
          expect(body).toContain('/preferences/')
        }
      })

      test('the header fields are those of list mail, each once', () => {
        for (const [name, list] of [
          ['ada', 'releases'],
          ['carol', 'releases'],
          ['dave', 'everything'],
        ] as const) {
          const mail = mailTo('told', name)
          for (const field of ['From', 'To', 'Subject', 'Date', 'Message-ID', 'MIME-Version', 'Content-Type']) {
            expect(mail.header(field), field).toHaveLength(1)
          }
          expect(mail.header('To')).toEqual([`${name}@example.org`])
          expect(mail.header('List-Id')).toEqual([expect.stringContaining(`" <${list}.announce.lantern.example>`)])
          expect(mail.header('List-Unsubscribe')[0]).toMatch(/^<http:\/\/localhost:8025\/unsubscribe\/[\w-]{39}>$/)
          expect(mail.header('List-Unsubscribe-Post')).toEqual(['List-Unsubscribe=One-Click'])
          expect(mail.header('List-Post')).toEqual(['NO'])
          expect(mail.header('Precedence')).toEqual(['bulk'])
          expect(mail.header('Auto-Submitted')).toEqual(['auto-generated'])
          expect(mail.header('Message-ID')[0]).toMatch(/^<[^@<>\s]+@announce\.lantern\.example>$/)
        }
      })

      test('everybody has the same Message-ID and Date, and a return path and link of their own', () => {
        const distinct = (values: readonly (string | undefined)[]) => new Set(values).size
        const mails = lived.mail.told
        expect(distinct(mails.map((mail) => mail.header('Message-ID')[0]))).toBe(1)
        expect(distinct(mails.map((mail) => mail.header('Date')[0]))).toBe(1)
        expect(distinct(mails.map(oneClickUrl))).toBe(3)
        const claims = mails.map(lived.deliveryOf)
        expect(distinct(claims.map((claim) => String(claim?.person)))).toBe(3)
        expect(new Set(claims.map((claim) => claim?.mailing))).toEqual(new Set([lived.reports.told.told[0]?.mailing]))
      })

      test('lines end in CRLF, and none is longer than 998 octets', () => {
        for (const { raw } of [...lived.mail.baseline, ...lived.mail.told]) {
          expect(raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n\0]/)
          expect(Math.max(...raw.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998)
        }
      })

      test('one click is answered 200 without a redirect, the second time too', () => {
        expect(lived.leaving.map((answer) => [answer.status, answer.redirected])).toEqual([
          [200, false],
          [200, false],
        ])
      })

      test('the next push reaches those who stayed, and not the one who left', () => {
        expect(lived.reports.next.told.map((one) => one.notice.key)).toEqual([next])
        expect(recipients('next')).toEqual(['bob@example.org', 'dave@example.org'])
      })
    })
  }
}
