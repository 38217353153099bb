/**
 * A post through all that Belfry does with one: parsed with its remarks, shown on a page, in feeds, mailed as HTML and
 * text, edited and judged, mailed as an update. In: the bytes of a post. Out: seconds of CPU that each part took.
 */
import { join } from 'node:path'
import { feedFiles } from '../../src/feeds/files.js'
import { freezeAnnouncement, freezeUpdate } from '../../src/mail/freeze-notice.js'
import { loadTemplates } from '../../src/mail/templates/load.js'
import { judgeEdit } from '../../src/notices/edits/significance.js'
import { postText } from '../../src/notices/notice.js'
import { POST_LIMIT_BYTES } from '../../src/posts/decode.js'
import { overLimit } from '../../src/posts/limits.js'
import { type ParsedPost, parsePost } from '../../src/posts/parse.js'
import { emptyRegister } from '../../src/register/register.js'
import { ReleaseNames } from '../../src/releases/cycles-in-text.js'
import { statedEnds } from '../../src/releases/ends-in-posts.js'
import { siteFiles } from '../../src/site/files.js'
import { makePage } from '../../src/site/make-page.js'
import { configOf } from './announcements.js'
import type { Shape } from './hostile-shapes.js'
import { repository } from './project.js'
import { lantern } from './releases.js'

const list = { id: 'releases', title: 'Releases', description: '', categories: ['releases'] }
const config = configOf({ lists: [list], web: { url: 'https://mail.lantern.example' } })
const now = Date.parse('2026-05-05T12:00:00Z')
const templates = loadTemplates(join(repository, 'emails'))
const HEAD = '---\ntitle: Lantern 4.1 has been released\ndate: 2026-05-04\ncategories: [releases]\n---\n'

/** What a stage took. */
export interface Stage {
  readonly name: string
  readonly cpuSeconds: number
}

export function postOf(body: string): Buffer {
  return Buffer.from(HEAD + body)
}

/** As much of a shape as a post may hold. */
export function largest(shape: Shape): string {
  const isRead = (characters: number) => {
    const bytes = postOf(shape(characters))
    return bytes.byteLength <= POST_LIMIT_BYTES && overLimit(bytes.toString()) === undefined
  }
  let fits = 0
  let over = POST_LIMIT_BYTES - 1000
  if (isRead(over)) return shape(over)
  while (over - fits > 64) {
    const middle = (fits + over) >> 1
    if (isRead(middle)) fits = middle
    else over = middle
  }
  return shape(fits)
}

export function parsed(bytes: Uint8Array): ParsedPost {
  const source = { path: '2026-05-04-lantern.md', bytes }
  return parsePost(source, { ...config.site, permalink: config.content.permalink }, new Map())
}

/** @param onStage is told of each stage before it begins, so that one that never ends has a name */
export async function throughAll(
  bytes: Uint8Array,
  onStage: (name: string) => void = () => undefined,
): Promise<Stage[]> {
  const stages: Stage[] = []
  const stage = async <Made>(name: string, work: () => Made | Promise<Made>): Promise<Made> => {
    onStage(name)
    const begin = process.cpuUsage()
    const made = await work()
    const { user, system } = process.cpuUsage(begin)
    stages.push({ name, cpuSeconds: (user + system) / 1e6 })
    return made
  }
  const { announcement } = await stage('parse', () => parsed(bytes))
  if (announcement === undefined) return stages
  const input = { announcements: [announcement], register: emptyRegister, config, now }
  await stage('page', () => siteFiles(input, makePage).map(made))
  await stage('feeds', () => feedFiles(input).files.map(made))
  await stage('ends', () => statedEnds(announcement, new ReleaseNames(lantern)))
  const mail = { config, templates, key: 'announcement:a', announcement, lists: [list], now }
  const { subject } = await stage('mail', () => freezeAnnouncement(mail))
  for (const [name, body] of edited(announcement.body))
    await stage(`diff, ${name}`, () =>
      judgeEdit(postText(announcement), { ...postText(announcement), body }, '2026-05-05'),
    )
  const update = { text: announcement.body, day: '2026-05-05', severity: 'info' as const }
  await stage('update', () => freezeUpdate({ ...mail, update, firstSubject: subject, references: () => [] }))
  return stages
}

type File = ReturnType<typeof siteFiles>[number]

function made({ bytes }: File) {
  return typeof bytes === 'function' ? bytes() : bytes
}

/** Ways in which an author may change it: each judged against the post as it was. */
function edited(body: string): [name: string, body: string][] {
  const middle = Math.floor(body.length / 2)
  const other = body.replace(/\w+/g, (word) => (word.length % 2 === 0 ? `${word}x` : word))
  return [
    ['a sentence more', `It does not start since 5 May 2026. ${body}`],
    ['halves in turn', body.slice(middle) + body.slice(0, middle)],
    ['other words', `${other}\n\nUpdate (2026-05-05): do not install 4.1.\n`],
    ['nothing left', 'Lantern.\n'],
  ]
}
