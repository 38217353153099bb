/**
 * Every post of a real archive, in the kinds of mail it can meet (of update and recall one, in turn; both with
 * TEST_MAILS=all), against what a message must be: HTML that is safe and not too large, a text twin that leaves nothing
 * out, header fields, bytes. Prints a table of what was checked. Passed over where the archive is not there.
 */
import { type DefaultTreeAdapterMap, parse } from 'parse5'
import { expect, test } from 'vitest'
import type { List } from '../../src/config/schema.js'
import { freezeAnnouncement, freezeUpdate } from '../../src/mail/freeze-notice.js'
import { messageIdFor } from '../../src/mail/headers.js'
import { mailHtml } from '../../src/mail/render-notice.js'
import { personalise } from '../../src/mail/slots.js'
import { loadTemplates } from '../../src/mail/templates/load.js'
import type { Announcement, Severity } from '../../src/posts/announcement.js'
import { readPosts } from '../../src/source/read-posts.js'
import { noIds } from '../posts/parsing.js'
import { configOf } from '../support/announcements.js'
import { corpusMissing, corpusPosts, corpusSettings, seedPosts } from '../support/corpus.js'
import { fieldsOf, parseMail, valuesOf, wireFaults } from './wire.js'

const folders = [corpusPosts(), seedPosts()].flatMap((folder) => folder ?? [])
if (folders.length < 2) console.log(corpusMissing)

const list: List = { id: 'all', title: 'All announcements', description: '', categories: ['*'] }
const config = configOf({
  site: { url: corpusSettings.url, title: 'The archive' },
  lists: [list],
  web: { url: 'https://mail.lantern.example' },
})
const templates = loadTemplates('')
const now = Date.parse('2026-05-04T12:00:00Z')
const NEWS = 'The image is **back**. See [the mirrors](/downloads/mirrors/?a=1&b=2).\n\n## What to do\n\nNothing.'
const FIRST = '<first@announce.lantern.example>'
const values = {
  unsubscribe: 'u'.repeat(39),
  preferences: 'p'.repeat(39),
  confirm: 'c'.repeat(39),
  since: '2026-05-01',
}

const variants: { readonly name: string; readonly isUpdate: boolean; readonly severity: Severity }[] = [
  { name: 'announcement', isUpdate: false, severity: 'info' },
  { name: 'update', isUpdate: true, severity: 'info' },
  { name: 'recall', isUpdate: true, severity: 'recall' },
]

interface Mail {
  readonly post: Announcement
  readonly isUpdate: boolean
  readonly severity: Severity
  readonly key: string
  readonly bytes: Buffer
  readonly html: string
  /** As a program that knows format=flowed shows it. */
  readonly text: string
  /** Of the message for people who chose text. */
  readonly alone: string
  /** The post's own content, before a template takes it up. */
  readonly content: Content
  /** Links of the HTML part. */
  readonly links: readonly string[]
}

type Node = DefaultTreeAdapterMap['node']
interface Content {
  readonly links: readonly string[]
  readonly headings: readonly string[]
  /** Clear-signed texts in blocks of code. */
  readonly signed: readonly string[]
}

function contentOf(html: string): Content {
  const [links, headings, code]: [string[], string[], string[]] = [[], [], []]
  const visit = (node: Node) => {
    if ('attrs' in node) {
      const href = node.attrs.find(({ name }) => name === 'href')?.value
      if (node.tagName === 'a' && href !== undefined) links.push(href)
      if (node.tagName === 'pre') code.push(withoutEnds(textIn(node)))
      if (/^h[1-6]$/.test(node.tagName)) headings.push(wordsOf(textIn(node)))
    }
    if ('childNodes' in node) for (const child of node.childNodes) visit(child)
  }
  visit(parse(html))
  const signed = code.flatMap(
    (text) => text.match(/^-----BEGIN PGP SIGNED MESSAGE-----$[\s\S]*?^-----END PGP SIGNATURE-----$/gm) ?? [],
  )
  return { links, headings: headings.filter((heading) => heading !== ''), signed }
}

function textIn(node: Node): string {
  if ('value' in node && node.nodeName === '#text') return node.value
  return 'childNodes' in node ? node.childNodes.map(textIn).join('') : ''
}

/** Numbers of links, and marks around code, stand in the text alone. */
function wordsOf(text: string): string {
  return text
    .replace(/\[\d+\]|[`*_]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}

async function mailOf(post: Announcement, { isUpdate, severity }: (typeof variants)[number]): Promise<Mail> {
  const key = isUpdate ? `update:${post.id}:2026-05-04` : `announcement:${post.id}`
  const input = { config, templates, key, announcement: post, lists: [list], now }
  const notice = isUpdate
    ? await freezeUpdate({
        ...input,
        update: { text: NEWS, day: '2026-05-04', severity },
        firstSubject: post.title,
        references: () => [FIRST],
      })
    : await freezeAnnouncement({ ...input, ...(severity !== 'info' && { severity }) })
  const bytesIn = (format: string) => {
    const found = notice.variants.find((one) => one.format === format)
    if (found === undefined) throw new Error('there is no such variant')
    return personalise(found.frozen, 'ada@example.org', values)
  }
  const bytes = bytesIn('html')
  const [both, alone] = [await parseMail(bytes), await parseMail(bytesIn('text'))]
  const content = contentOf(
    mailHtml(post, config) +
      (isUpdate ? '<a href="https://www.qubes-os.org/downloads/mirrors/?a=1&amp;b=2">x</a><h2>What to do</h2>' : ''),
  )
  return {
    post,
    isUpdate,
    severity,
    key,
    bytes,
    html: both.html ?? '',
    text: both.text ?? '',
    alone: alone.text ?? '',
    content,
    links: contentOf(both.html ?? '').links,
  }
}

const wasCut = ({ html, text }: Mail) => html.includes('Read the rest') && text.includes('Read the rest')
/** What is shown as its own address is shown as people write it. */
const asWritten = (link: string) => link.replace(/^(?:mailto:|https?:\/\/)/, '').replace(/\/$/, '')
const absent = (wanted: readonly string[], text: string) => wanted.filter((one) => !text.includes(one))
const PERSONAL = ['unsubscribe', 'preferences'] as const
const withoutEnds = (text: string) => text.replace(/\r\n/g, '\n').replace(/[ \t]+$/gm, '')

/** Each says what is wrong; nothing where nothing is. */
const checks: Readonly<Record<string, (mail: Mail) => readonly string[]>> = {
  'rendered by MJML, strict': ({ html }) => (html.startsWith('<!doctype html>') ? [] : ['no document']),
  'HTML holds nothing active or remote': ({ html }) =>
    html.match(
      /<(script|form|iframe|input|link|object|embed|svg|base)\b|@import|url\(|\son\w+=|javascript:|data:text/gi,
    ) ?? [],
  'every link is absolute': ({ links }) =>
    links.filter((link) => !/^(https?:\/\/|mailto:|#|tel:|ircs?:|xmpp:|ftp:|news:|magnet:|bitcoin:)/i.test(link)),
  'images have alt text': ({ html }) => (html.match(/<img\b[^>]*>/g) ?? []).filter((tag) => !/\salt=/.test(tag)),
  'HTML under 100,000 bytes': ({ html }) =>
    Buffer.byteLength(html) < 100_000 ? [] : [`${Buffer.byteLength(html)} bytes`],
  'every link of the post in the text, or cut and said so': (mail) =>
    wasCut(mail)
      ? []
      : absent(mail.content.links.filter((link) => !link.startsWith('#')).map(asWritten), `${mail.text}`),
  'every heading of the post in the text, or cut and said so': (mail) =>
    wasCut(mail) ? [] : absent(mail.content.headings, wordsOf(mail.text)),
  'text alone says what the text part says': ({ text, alone }) => (text.trim() === alone.trim() ? [] : ['differs']),
  'links of the HTML part in the text part': ({ links, text }) =>
    absent(links.filter((link) => /^https?:/.test(link)).map(asWritten), text),
  'signed blocks in code byte-exact': (mail) =>
    wasCut(mail) ? [] : absent(mail.content.signed, withoutEnds(mail.text)),
  'wire format': ({ bytes }) => wireFaults(bytes),
  'fields once, and all there': ({ bytes }) => {
    const names = fieldsOf(bytes).map(({ name }) => name)
    const wanted = [
      'from',
      'to',
      'subject',
      'date',
      'message-id',
      'mime-version',
      'list-subscribe',
      'list-help',
      'list-archive',
      'feedback-id',
    ]
    return [...absent(wanted, names.join(' ')), ...names.filter((name, index) => names.indexOf(name) !== index)]
  },
  'list, one click, automatic': ({ bytes, post }) => {
    const wanted: Record<string, string> = {
      'List-Id': '"The archive: All announcements" <all.announce.lantern.example>',
      'List-Unsubscribe': `<https://mail.lantern.example/unsubscribe/${values.unsubscribe}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'List-Post': 'NO',
      'Archived-At': `<${post.url}>`,
      Precedence: 'bulk',
      'Auto-Submitted': 'auto-generated',
    }
    return Object.entries(wanted).flatMap(([name, value]) => (valuesOf(bytes, name).join() === value ? [] : [name]))
  },
  'Message-ID of the notice, thread of the list': ({ bytes, key, isUpdate }) => {
    const expected = [messageIdFor(key, config.mail.domain), ...(isUpdate ? [FIRST, FIRST] : [])]
    const found = ['Message-ID', 'In-Reply-To', 'References'].flatMap((name) => valuesOf(bytes, name))
    return found.join() === expected.join() ? [] : found
  },
  'importance of a recall alone': ({ bytes, severity, post }) =>
    valuesOf(bytes, 'Importance').join() === (severity === 'recall' || post.severity === 'recall' ? 'high' : '')
      ? []
      : ['Importance'],
  'ways out in both parts': ({ html, text }) =>
    PERSONAL.flatMap((name) =>
      [html, text].filter((part) => !part.includes(`/${name}/${values[name]}`)).map(() => name),
    ),
  'a preview that is not the title': ({ html, post }) => {
    const preview = /display:\s*none[^>]*>\s*([^<]+)/.exec(html)?.[1]?.trim() ?? ''
    return preview === '' || preview === post.title ? [preview] : []
  },
}

test.skipIf(folders.length < 2)('every post of the archive is right in the mails it can meet', async () => {
  const begin = performance.now()
  const read = await Promise.all(folders.map((folder) => readPosts(folder, corpusSettings, noIds)))
  const posts = read.flatMap(({ announcements }) => announcements)
  expect(posts).toHaveLength(205)
  const faults: string[] = []
  const rows = Object.fromEntries(
    Object.keys(checks).map((check) => [check, Object.fromEntries(variants.map(({ name }) => [name, 0]))]),
  )
  const cut = Object.fromEntries(variants.map(({ name }) => [name, 0]))
  const isMet = (variant: number, post: number) =>
    process.env.TEST_MAILS === 'all' || variant === 0 || variant === 1 + (post % 2)
  for (const [at, variant] of variants.entries()) {
    for (const post of posts.filter((_, index) => isMet(at, index))) {
      const mail = await mailOf(post, variant)
      if (wasCut(mail)) cut[variant.name] = (cut[variant.name] ?? 0) + 1
      for (const [name, check] of Object.entries(checks)) {
        const found = check(mail)
        const row = rows[name] ?? {}
        if (found.length === 0) row[variant.name] = (row[variant.name] ?? 0) + 1
        else faults.push(`${post.path}, ${variant.name}: ${name}: ${found.slice(0, 3).join(' | ')}`)
      }
    }
  }
  console.table({ ...rows, '(cut at a block)': cut })
  console.log(
    `${posts.length} posts in ${variants.length} kinds of mail: ${((performance.now() - begin) / 1000).toFixed(1)} s`,
  )
  expect(faults).toEqual([])
})
