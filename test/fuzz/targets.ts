/**
 * What reads hostile input, and what holds of it whatever it reads. In: bytes. Out: a word for what kind of outcome it
 * was, so that the fuzzer keeps inputs that lead somewhere new; an Error where something does not hold.
 */
import { BelfryError } from '../../src/base/errors.js'
import { entryPost } from '../../src/cms/entry-post.js'
import { feedEntries } from '../../src/cms/feed-entries.js'
import { settingsOfFeed } from '../../src/cms/feed-posts.js'
import { ReplyReader, type ServerReply } from '../../src/delivery/smtp/replies.js'
import { isFeedError, validateFeed } from '../../src/feeds/check/document.js'
import { readXml } from '../../src/feeds/check/strict-xml.js'
import { feedFiles } from '../../src/feeds/files.js'
import { readToldLog } from '../../src/feeds/parse-told-log.js'
import { toldLog } from '../../src/feeds/told-log.js'
import { parseInbound } from '../../src/inbound/parse-inbound.js'
import { providers } from '../../src/inbound/webhooks/providers.js'
import { snsMessage } from '../../src/inbound/webhooks/ses.js'
import { plainlySafe } from '../../src/markup/plain-html.js'
import { plainTextIn, summary } from '../../src/markup/plain-text.js'
import { safeHtml } from '../../src/markup/sanitise.js'
import type { Announcement, SiteSettings } from '../../src/posts/announcement.js'
import { parsePost } from '../../src/posts/parse.js'
import { contentHtml, contentOf } from '../../src/posts/post-content.js'
import { fillIn } from '../../src/posts/templating/fill-in.js'
import type { SiteFiles } from '../../src/posts/templating/site-files.js'
import { siteTemplates } from '../../src/posts/templating/site-templates.js'
import { formatRegister } from '../../src/register/format.js'
import { parseRegister } from '../../src/register/parse.js'
import { emptyRegister } from '../../src/register/register.js'
import { parseReleases } from '../../src/releases/parse.js'
import { noReleases } from '../../src/releases/release.js'
import { parseAddress } from '../../src/subscribers/address.js'
import { subscriptionSchema } from '../../src/web/api-operations.js'
import { readForm } from '../../src/web/form.js'
import { clientOf } from '../../src/web/forwarded.js'
import { parseRequest } from '../../src/web/subscribe-request.js'
import { newApp } from '../../src/web/web-context.js'
import { configOf, SITE_URL } from '../support/announcements.js'
import { importText } from '../support/import-text.js'
import { faultOf, hold, holdLine, holdProblem, holdSafeHtml, holdSame, holdText, thrown } from './holds.js'

export interface Target {
  /** What mutations put in. */
  readonly words: readonly string[]
  /** @throws Error where something does not hold */
  run(bytes: Buffer): string | Promise<string>
}

const settings: SiteSettings = { url: SITE_URL, timezone: 'Europe/Berlin', author: 'Us', permalink: '/news/:title/' }
const noIds: ReadonlyMap<string, string> = new Map()
const config = configOf()
const now = Date.parse('2026-06-01T00:00:00Z')
const plainText = plainTextIn({ image: (alt) => alt, note: (text) => text })
const linesOf = (text: string) => text.split(/\r\n|\r|\n/).length
const codes = (problems: readonly { readonly code: string }[]) =>
  [...new Set(problems.map(({ code }) => code))].sort().join(' ')

function holdAnnouncement(one: Announcement): void {
  holdLine(one.title, 'the title')
  hold(one.title.trim() !== '', 'the title is empty')
  for (const text of [...one.authors, ...one.categories, one.version ?? ''])
    holdLine(text, 'a word of the front matter')
  hold(one.url.startsWith(`${SITE_URL}/`) && URL.canParse(one.url), `the address is ${one.url}`)
  hold(Number.isFinite(one.instant) && /^\d{4}-\d\d-\d\d$/.test(one.day), `the day is ${one.day}`)
  hold(one.authors.length > 0, 'nobody wrote it')
  for (const url of [one.image, one.downloadUrl, one.redirectTo])
    hold(url === undefined || /^(?:https?|ftp|magnet|mailto):/i.test(url), `it leads to ${url}`)
}

function readPost(bytes: Buffer, path = '2026-03-01-lamps.md', more: Partial<SiteSettings> = {}) {
  const source = { path, bytes }
  const parsed = parsePost(source, { ...settings, ...more }, noIds)
  for (const problem of parsed.problems) holdProblem(problem, linesOf(bytes.toString()))
  if (parsed.announcement !== undefined) holdAnnouncement(parsed.announcement)
  else hold(parsed.draft === true || parsed.problems.length > 0, 'neither a post nor a problem')
  return parsed
}

const frontMatter: Target = {
  words: [
    '---\n',
    '+++\n',
    '{\n',
    'title: ',
    'date: 2026-03-01',
    'categories: [',
    '&a ',
    '*a',
    '!!js/function ',
    '|\n  ',
    '"',
    ': ',
    '\r\n',
    '\ufeff',
    'permalink: ',
    'updates:\n  - ',
    '<<: ',
    '2026-02-30T25:61:00+99:00',
    'withdrawn: ',
  ],
  run: (bytes) => {
    const parsed = readPost(bytes)
    holdSame(readPost(bytes), parsed, 'read twice it is two things')
    return `${parsed.announcement?.kind ?? (parsed.draft === true ? 'draft' : 'none')} ${codes(parsed.problems)}`
  },
}

/** Markdown, and what becomes of it in pages, mail and feeds. */
const markdown: Target = {
  words: [
    '**',
    '`',
    '```\n',
    '> ',
    '- ',
    '1. ',
    '| a | b |\n|---|---|\n',
    '[a](b)',
    '![',
    '](javascript:alert(1))',
    '<script>',
    '</p>',
    '<img src=x onerror=y>',
    '<!--',
    ']]>',
    '&#0;',
    '&lt;',
    '[^1]',
    '[^1]: ',
    ':-:',
    '~~',
    '\0',
    '\ud83d',
    '\u202e',
    '<svg><style>',
    '<table>',
    '\t',
    '    ',
    '{: .a #b}',
    '<details>',
    '<a href="java&#10;script:x">',
  ],
  run: (bytes) => {
    const { announcement } = readPost(Buffer.concat([Buffer.from('---\ntitle: Lamps\n---\n'), bytes]))
    if (announcement === undefined) return 'none'
    const html = contentHtml(contentOf(announcement), SITE_URL)
    holdSafeHtml(html)
    holdSame(safeHtml(html, { siteUrl: SITE_URL, postUrl: announcement.url }), html, 'cleaned twice it is another')
    const text = plainText(html)
    holdText(text, 'the plain text')
    const { files } = feedFiles({ announcements: [announcement], register: emptyRegister, config, now })
    for (const { path, bytes: made } of files) {
      const feed = { path, text: String(made()) }
      const found = validateFeed(feed, { url: SITE_URL, now }).filter(isFeedError)
      holdSame(found, [], `${path} breaks a rule`)
    }
    return [...new Set([...html.matchAll(/<(\w+)/g)].map(([, name]) => name))].sort().join(' ')
  },
}

/** What is plainly written goes a shorter way than the rest; a comment that stands beside it forbids it that way. */
const html: Target = {
  words: [
    '<p>',
    '</p>',
    '<em>',
    '</em>',
    '<a href="/oil?a=1&amp;b=2">',
    '<a href="#fn1" id="fnref1">',
    '<a href="//lantern.example/\\">',
    '</a>',
    '<img src="/a.png" alt="">',
    '<pre>\n',
    '</pre>',
    '<code class="language-sh">',
    '</code>',
    '<ol start="3">',
    '<li>',
    '</li>',
    '</ol>',
    '<th style="text-align:left">',
    '<h2 id="a">',
    '</h2>',
    '<br>',
    '<br />',
    '&quot;',
    '&amp;lt;',
    '&#10;',
    '&',
    '>',
    ' title="',
    ' class="x"',
    'href="&#106;avascript:x"',
    '-----BEGIN PGP SIGNED MESSAGE-----',
    'data-said="x"',
    '\u00a0',
    '\ue000',
  ],
  run: (bytes) => {
    const typed = bytes.toString()
    const base = { siteUrl: SITE_URL, postUrl: `${SITE_URL}/news/lamps/` }
    const plain = plainlySafe(typed, base)
    const safe = safeHtml(typed, base)
    holdSafeHtml(safe)
    if (plain !== undefined) holdSame(safeHtml(`${typed}<!-- -->`, base), plain, 'the long way leads elsewhere')
    for (const most of [40, 300])
      holdSame(summary(safe, most), summary(`<!-- -->${safe}`, most), 'the long way to a summary leads elsewhere')
    const tags = [...new Set([...safe.matchAll(/<(\w+)/g)].map(([, name]) => name))].sort().join(' ')
    return `${plain === undefined ? 'long' : 'short'} ${tags}`
  },
}

const SITE: Readonly<Record<string, string>> = {
  '_config.yml': 'title: Lantern\nurl: https://lantern.example\nlinks: { docs: /docs/ }\n',
  '_includes/note.html': '<p>{{ include.text }}</p>{% if include.deep %}{% include note.html deep=true %}{% endif %}',
  '_data/lamps.yml': '- { name: wick, price: 3 }\n- { name: flame, price: 4 }\n',
}
const siteFiles: SiteFiles = {
  posts: '_posts/',
  read: (path) => (SITE[path] === undefined ? undefined : { text: SITE[path] }),
  list: (folder) => Object.keys(SITE).filter((path) => path.startsWith(folder)),
}

const liquid: Target = {
  words: [
    '{{ ',
    ' }}',
    '{% ',
    ' %}',
    'for a in site.data.lamps',
    'endfor',
    'if ',
    'endif',
    'include note.html deep=true',
    'assign a = ',
    ' | split: ""',
    ' | append: a',
    ' | times: 1e308',
    'raw',
    'endraw',
    '(1..999999999)',
    'capture a',
    'endcapture',
    'site.posts',
    ' | jsonify',
    'cycle ',
    'case ',
    'when ',
    '- %}',
    'page.__proto__',
    'constructor',
    ' | date: "%Y%Y%Y"',
    'tablerow',
  ],
  run: (bytes) => {
    const source = {
      path: '_posts/2026-03-01-lamps.md',
      bytes: Buffer.concat([Buffer.from('---\ntitle: Lamps\n---\n'), bytes]),
    }
    const { announcement } = parsePost(source, { ...settings, liquid: true }, noIds)
    if (announcement === undefined) return 'none'
    const pageOf = (path: string) => (path.includes('a') ? 'https://lamp.example/a/' : undefined)
    const fill = () =>
      fillIn(
        source,
        announcement,
        siteTemplates(
          siteFiles,
          { ...settings, liquid: true },
          { addressOf: () => undefined, titleOf: () => undefined, pageOf },
        ),
      )
    const filled = fill()
    if (filled === undefined) return 'as it stands'
    holdSame(fill(), filled, 'filled in twice it is two things')
    for (const remark of 'problem' in filled ? [filled.problem] : filled.remarks)
      holdProblem(remark, linesOf(source.bytes.toString()))
    if ('problem' in filled) {
      return filled.problem.message.replace(/["“„].*?["”“]|\d+/g, '').slice(0, 60)
    }
    if (filled.bytes === undefined) return 'remarked on'
    hold(filled.bytes.length <= 1_100_000, `it made ${filled.bytes.length} bytes`)
    const parsed = parsePost({ ...source, bytes: filled.bytes }, { ...settings, isFilled: true }, noIds)
    hold(
      parsed.announcement !== undefined || parsed.problems.length > 0 || parsed.draft === true,
      'filled in it is nothing',
    )
    return `filled ${codes(parsed.problems)}`
  },
}

const releases: Target = {
  words: [
    'products:\n',
    'releases:\n',
    '  - { releaseCycle: "4.1", eol: 2026-05-01 }\n',
    'eol: ',
    'eoas: ',
    'eoes: ',
    'true',
    '2026-02-30',
    'latest: ',
    'support: { months: ',
    'was: ',
    'lts: ',
    '&a ',
    '*a',
    '---\n',
    'changelogTemplate: https://x/__LATEST__',
    'endOfLifeAt: ',
    '! ',
    '? ',
    '\t',
  ],
  run: (bytes) => {
    const text = bytes.toString()
    const read = parseReleases('releases.yaml', text, SITE_URL)
    for (const problem of read.problems) holdProblem(problem, linesOf(text))
    holdSame(parseReleases('releases.yaml', text, SITE_URL), read, 'read twice it is two things')
    for (const { id, title, releases: cycles } of read.products) {
      hold(/^[a-z0-9][\w.+-]*$/i.test(id), `the product is called ${id}`)
      holdLine(title, 'a product')
      for (const { cycle, eol, eoas, eoes } of cycles) {
        holdLine(cycle, 'a cycle')
        for (const end of [eol, eoas, eoes])
          hold(typeof end !== 'string' || new Date(`${end}T00:00:00Z`).toISOString().startsWith(end), `a day is ${end}`)
      }
    }
    hold(
      read.products.length > 0 || read.problems.length > 0 || read.unreadable.length > 0 || /products/.test(text),
      'nothing, and no problem',
    )
    return `${Math.min(3, read.products.length)} ${codes(read.problems)} ${read.problems
      .map(({ message }) => message.replace(/"[^"]*"|\d+/g, ''))
      .sort()
      .slice(0, 3)}`
  },
}

const register: Target = {
  words: [
    'ids:\n',
    'urls:\n',
    'told:\n',
    'updates:\n',
    'retractions:\n',
    'endOfLife:\n',
    'dates:\n',
    'log:\n',
    'kept:\n',
    'dismissed: [',
    '"announcement:a": 2026-05-04T10:00:00Z\n',
    'later:\n  - x\n',
    '# a comment\n',
    '&a ',
    '*a',
    '|\n    ',
    '>-\n    ',
    '"\\u0000"',
    '? ',
    '__proto__: ',
    'constructor: ',
    '"": ',
  ],
  run: (bytes) => {
    const read = thrown(() => parseRegister(bytes.toString(), 'register.yaml'))
    if (read instanceof BelfryError) {
      hold(read.code === 'REGISTER_SYNTAX', `it throws ${read.code}`)
      hold(
        read.problems.every(({ line }) => line === undefined || line >= 1),
        'a problem has no line',
      )
      return read.message.replace(/"[^"]*"|\d+/g, '').slice(0, 80)
    }
    const written = formatRegister(read)
    holdSame(parseRegister(written, 'register.yaml'), read, 'written and read it is another')
    hold(formatRegister(parseRegister(written, 'register.yaml')) === written, 'written twice it is another')
    return `good ${Object.entries(read)
      .filter(([, value]) =>
        value instanceof Map ? value.size > 0 : Array.isArray(value) ? value.length > 0 : value !== undefined,
      )
      .map(([name]) => name)}`
  },
}

/** DSN, ARF and what servers write in their place. */
const inbound: Target = {
  words: [
    'Content-Type: message/delivery-status\r\n',
    'Content-Type: message/feedback-report\r\n',
    'multipart/report',
    'boundary="=_b"',
    '--=_b\r\n',
    '--=_b--\r\n',
    '\r\n\r\n',
    'Action: failed\r\n',
    'Status: 5.1.1\r\n',
    'Final-Recipient: rfc822; ',
    'Diagnostic-Code: smtp; 550 ',
    'Content-Transfer-Encoding: base64\r\n',
    '=?utf-8?q?=00?=',
    `b-${'0a'.repeat(23)}@announce.lantern.example`,
    `u-${'0a'.repeat(23)}@a`,
    'Feedback-Type: abuse\r\n',
    'charset=utf-7',
    `/unsubscribe/${'A'.repeat(39)}`,
    'Auto-Submitted: auto-replied\r\n',
    'Return-Path: <>\r\n',
    'X-Belfry-Trial: inbound\r\n',
  ],
  run: async (bytes) => {
    const read = await parseInbound(bytes)
    holdSame(await parseInbound(bytes), read, 'read twice it is two things')
    if (read.is === 'nothing') {
      holdLine(read.why, 'why it is nothing')
      return `nothing ${read.why.replace(/[^a-z ]/gi, '').slice(0, 30)}`
    }
    if (read.is === 'leaving') {
      for (const address of read.addresses) hold(/^u-[\w-]{39,46}@[\w.-]+$/i.test(address), `it leaves by ${address}`)
      return 'leaving'
    }
    if (read.is === 'trial') {
      for (const path of read.returnPaths) hold(/^b-[0-9a-f]{46}@[\w.-]+$/i.test(path), `it tries ${path}`)
      return 'trial'
    }
    holdLine(read.words, 'its words')
    hold(read.words.length <= 300, `${read.words.length} characters of words`)
    for (const path of read.returnPaths) hold(/^b-[0-9a-f]{46}@[\w.-]+$/i.test(path), `a return path is ${path}`)
    for (const token of read.tokens) hold(/^[\w-]{39}$/.test(token), `a token is ${token}`)
    return read.is === 'bounce' ? `bounce ${read.class} ${read.status.slice(0, 3)}` : read.is
  },
}

const addresses: Target = {
  words: [
    '@',
    '.',
    '"',
    '<',
    '>',
    '(',
    ',',
    ';',
    ':',
    '\\',
    ' ',
    '\0',
    '\r\n',
    'xn--',
    'ä',
    '＠',
    '。',
    '\u200d',
    '\u202e',
    '[127.0.0.1]',
    '+tag',
    '%00',
    '\ufffd',
    'example.org',
    '-',
    'ß',
    '\u00ad',
    'İ',
    '𝒶',
  ],
  run: (bytes) => {
    const text = bytes.toString()
    const read = parseAddress(text)
    if (read === undefined) return `none ${/[^\x20-\x7e]/.test(text)} ${text.includes('@')}`
    const { address, key } = read
    holdLine(address, 'the address')
    hold(!/[\s<>()[\]\\,;:"]/.test(address), `it must be quoted: ${address}`)
    hold(Buffer.byteLength(address) <= 254 && address.split('@').length === 2, `it is no address: ${address}`)
    hold(/^[a-z0-9.-]+$/.test(address.slice(address.indexOf('@') + 1)), `its domain is ${address}`)
    holdSame(parseAddress(address), read, 'read again it is another')
    holdSame(parseAddress(key)?.key, key, 'its key is the key of another')
    return `${/[^\x20-\x7e]/.test(address)} ${address.includes('xn--')} ${address.includes('+')}`
  },
}

const smtpReplies: Target = {
  words: [
    '250 ',
    '250-',
    '550 5.1.1 ',
    '421 4.7.0 ',
    '\r\n',
    '\n',
    '\r',
    '354 ',
    '\0',
    '250',
    '2.0.0 ',
    '-',
    ' ',
    '\xff',
    '999 ',
    '250-PIPELINING\r\n',
  ],
  run: (bytes) => {
    const readIn = (size: number) => {
      const replies: ServerReply[] = []
      const reader = new ReplyReader()
      try {
        for (let at = 0; at < bytes.length; at += size)
          reader.read(bytes.subarray(at, at + size), (one) => replies.push(one))
      } catch (fault) {
        hold(fault instanceof Error && fault.message.startsWith('the server sent'), `it throws ${String(fault)}`)
        holdLine(fault.message, 'what it throws')
        return { replies, isRefused: true }
      }
      return { replies, isRefused: false }
    }
    const whole = readIn(bytes.length || 1)
    for (const size of [1, 7]) holdSame(readIn(size), whole, `in pieces of ${size} it is another`)
    for (const { code, text, enhanced } of whole.replies) {
      holdLine(text, 'a reply')
      hold(code >= 200 && code <= 599, `its code is ${code}`)
      hold(enhanced === undefined || enhanced[0] === String(code)[0], `${code} is ${enhanced}`)
    }
    return `${whole.isRefused} ${Math.min(3, whole.replies.length)} ${[...new Set(whole.replies.map(({ code }) => code))].slice(0, 3)}`
  },
}

const forms = newApp()
forms.post('/', async (c) => {
  const form = await readForm(c)
  const asked = parseRequest(form, config, noReleases)
  if ('to' in asked) holdLine(asked.to.address, 'an address')
  return c.json({ good: 'to' in asked, faults: 'faults' in asked ? asked.faults : {} })
})
const TYPES = [
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=b',
  'application/json',
  'text/plain',
  'multipart/form-data',
]

/** Forms, the JSON API, webhooks, header lines of proxies, and files of subscribers that somebody uploads. */
const bodies: Target = {
  words: [
    'address=',
    '&list=',
    '%00',
    '%F0%9F',
    '+',
    '--b\r\n',
    '--b--\r\n',
    'Content-Disposition: form-data; name="address"\r\n\r\n',
    '{"address":"a@b.example"',
    '"lists":["all"]}',
    '__proto__',
    '[[[[',
    '"event":"bounce"',
    '"RecordType":"Bounce"',
    '{"event-data":{"event":"failed"}}',
    'email,lists\n',
    '\t',
    ';',
    '"',
    '\r\n',
    'for=192.0.2.1, for="[2001:db8::1]:80"',
    '10.0.0.1, ',
  ],
  run: async (bytes) => {
    const outcomes: string[] = []
    for (const type of TYPES) {
      const answer = await forms.request('/', {
        method: 'POST',
        body: Uint8Array.from(bytes),
        headers: { 'Content-Type': type },
      })
      hold(answer.status === 200, `a form of ${type} is answered with ${answer.status}`)
      outcomes.push(String(Object.keys(Object((await answer.json()) as object)).length))
    }
    const text = bytes.toString()
    const client = clientOf('10.0.0.1', { forwarded: [text.split('\n')[0] ?? ''], xForwardedFor: [] }, [])
    hold(client === '10.0.0.1', `a client that nobody trusts is ${client}`)
    const rules = { lists: ['all'], releases: noReleases, languages: ['de'] }
    const people = await importText(text, rules).catch(faultOf)
    if (people instanceof BelfryError) outcomes.push(people.code)
    else {
      for (const { line } of people.skipped) hold(line >= 1 && line <= linesOf(text), `line ${line}`)
      outcomes.push(`${Math.min(2, people.people.length)} people, ${Math.min(2, people.skipped.length)} skipped`)
    }
    let json: unknown
    try {
      json = JSON.parse(text)
    } catch {
      return `${outcomes}`
    }
    const asked = subscriptionSchema.safeParse(json)
    snsMessage(json, 'arn:aws:sns:eu-west-1:1:a')
    for (const [name, provider] of Object.entries(providers)) {
      const events = provider.eventsIn(json, { body: bytes, header: () => '', secret: '' })
      for (const { words, address } of events) holdLine(`${words} ${address.slice(0, 0)}`, `words of ${name}`)
      outcomes.push(`${name} ${Math.min(2, events.length)}`)
    }
    return `json ${asked.success} ${outcomes}`
  },
}

const feeds: Target = {
  words: [
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    '<rss version="2.0"><channel>',
    '<entry>',
    '</entry>',
    '<item>',
    '<id>',
    '<guid>',
    '<link href="https://lantern.example/a"/>',
    '<title type="html">',
    '<![CDATA[',
    ']]>',
    '&amp;',
    '&nbsp;',
    '<!DOCTYPE a [<!ENTITY b "c">]>',
    '&b;',
    '<updated>2026-05-04T10:00:00Z</updated>',
    '<pubDate>',
    '{"version":"https://jsonfeed.org/version/1.1","items":[',
    '"content_html":"',
    '<content type="xhtml">',
    '<script>',
    '\0',
    '<a:b xmlns:a="c">',
    '<?xml version="1.1"?>',
  ],
  run: (bytes) => {
    const text = bytes.toString()
    const read = feedEntries(text, 'feed.xml')
    holdSame(feedEntries(text, 'feed.xml'), read, 'read twice it is two things')
    if ('problem' in read) {
      holdProblem(read.problem, linesOf(text))
      return read.problem.message.replace(/["“„].*?["”“]|\d+/g, '').slice(0, 60)
    }
    const said = read.entries.slice(0, 20).map((entry) => {
      hold(entry.line >= 1 && entry.line <= linesOf(text), `an entry is on line ${entry.line}`)
      const post = entryPost(entry, SITE_URL, noIds)
      if ('fault' in post) {
        holdLine(post.fault, 'why an entry is no post')
        return 'fault'
      }
      hold(!/(^|\/)\.\.(\/|$)|^\/|\0/.test(post.path), `the path of an entry is ${post.path}`)
      const parsed = parsePost(post, settingsOfFeed(settings), noIds)
      hold(
        parsed.announcement !== undefined || parsed.problems.length > 0 || parsed.draft === true,
        'an entry is nothing',
      )
      if (parsed.announcement !== undefined) holdSafeHtml(contentHtml(contentOf(parsed.announcement), SITE_URL))
      return codes(parsed.problems)
    })
    return `entries ${[...new Set(said)].sort().join(',')}`
  },
}

const told: Target = {
  words: [
    '"key":"announcement:a"',
    '"at":"2026-05-04T10:00:00Z"',
    '"digest":"',
    '"head":"',
    '[',
    ']',
    '{',
    '}',
    'null',
    '1e999',
    '"__proto__":',
    '\\u0000',
    'a'.repeat(64),
  ],
  run: (bytes) => {
    const read = readToldLog(bytes.toString())
    if ('fault' in read) {
      holdLine(read.fault, 'why it is no log')
      return read.fault.replace(/\d+/g, '').slice(0, 60)
    }
    for (const { key, at } of read.entries) {
      hold(typeof key === 'string' && !Number.isNaN(Date.parse(at)), `an entry is ${key} at ${at}`)
    }
    return `good ${Math.min(3, read.entries.length)} ${toldLog([]).length > 0}`
  },
}

/** What reads XML for all others: it ends, and refuses what is not well-formed. */
const xml: Target = {
  words: [
    '<a>',
    '</a>',
    '<a/>',
    ' b="c"',
    '&lt;',
    '&#x0;',
    '&#xD800;',
    '<!--',
    '-->',
    '--',
    '<?a b?>',
    '<![CDATA[',
    ']]>',
    '<!DOCTYPE',
    'xmlns:a="b"',
    'a:',
    '\u0085',
    '\ufffe',
  ],
  run: (bytes) => {
    const text = bytes.toString()
    const { root, fault } = readXml(text)
    hold(root !== undefined || fault !== undefined, 'neither a tree nor a fault')
    hold(
      fault === undefined || (fault.line >= 1 && fault.line <= linesOf(text) + 1),
      `a fault is on line ${fault?.line}`,
    )
    return fault?.message.replace(/\d+|"[^"]*"/g, '').slice(0, 40) ?? 'good'
  },
}

export const targets: Readonly<Record<string, Target>> = {
  'front-matter': frontMatter,
  markdown,
  html,
  liquid,
  releases,
  register,
  inbound,
  addresses,
  'smtp-replies': smtpReplies,
  bodies,
  feeds,
  told,
  xml,
}
