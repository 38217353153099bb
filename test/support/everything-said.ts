/**
 * All that Belfry says to readers and subscribers, once: pages, forms, feeds, their lists, the calendar, mail. In: the
 * words of a language, whose project writes in Greek letters, so that a Latin letter is one that Belfry says. Out: the
 * texts that people read, by name.
 */
import { type DefaultTreeAdapterTypes, parse } from 'parse5'
import { feedFiles } from '../../src/feeds/files.js'
import { releaseFiles } from '../../src/feeds/release-files.js'
import type { OutputFile } from '../../src/files/write-folder.js'
import { type FrozenNotice, freezeAnnouncement, freezeEndOfLife, freezeUpdate } from '../../src/mail/freeze-notice.js'
import { freezeAddress, freezeConfirmation, freezePreferences, freezeWelcome } from '../../src/mail/freeze-personal.js'
import { personalise } from '../../src/mail/slots.js'
import { loadTemplates } from '../../src/mail/templates/load.js'
import { endOfLifeTextsOf } from '../../src/notices/end-of-life/texts.js'
import { endOfLifeText } from '../../src/notices/end-of-life/title-and-text.js'
import { kinds } from '../../src/posts/announcement.js'
import { emptyRegister, type Register } from '../../src/register/register.js'
import { endOfLifeAnnouncement } from '../../src/register/told-end-of-life.js'
import type { Occasion } from '../../src/releases/release.js'
import type { LinkHolder } from '../../src/run/people/link-holder.js'
import { siteFiles } from '../../src/site/files.js'
import { makePage } from '../../src/site/make-page.js'
import { formWording, preferencesWording } from '../../src/web/consent-wording.js'
import { parseMail } from '../../src/web/outbox-mail.js'
import { addressAnsweredPage, addressOverPage, addressPage } from '../../src/web/pages/address.js'
import { confirmPage } from '../../src/web/pages/confirm.js'
import { helpPage } from '../../src/web/pages/help.js'
import { landingPage } from '../../src/web/pages/landing.js'
import * as plain from '../../src/web/pages/plain.js'
import { preferencesPage } from '../../src/web/pages/preferences.js'
import { stepPage } from '../../src/web/pages/step.js'
import { subscribePage } from '../../src/web/pages/subscribe.js'
import * as leaving from '../../src/web/pages/unsubscribe.js'
import { runOffer } from '../../src/web/run-offer.js'
import { faultSaid, untouched } from '../../src/web/subscribe-request.js'
import { webSite } from '../../src/web/web-context.js'
import type { Words } from '../../src/words/words.js'
import { announcement, configOf, SITE_URL } from './announcements.js'
import { product, release, releaseTable } from './releases.js'

const TODAY = '2026-06-01'
const NOW = Date.parse(`${TODAY}T12:00:00Z`)

const releases = releaseTable(
  product(
    'a',
    [
      release('5', { releaseDate: '2026-09-01', eol: '2028-12-15', label: '5', lts: '2026-10-01' }),
      release('4', {
        releaseDate: '2026-03-10',
        eoas: '2027-12-15',
        eol: '2028-12-15',
        eoes: '2030-01-01',
        stages: [1, 0],
      }),
      release('3', {
        releaseDate: '2025-03-10',
        eoas: '2026-01-15',
        eol: TODAY,
        lts: true,
        upgrade: `${SITE_URL}/u/`,
        successor: '4',
      }),
      release('2', { releaseDate: '2024-03-10', eol: '2026-05-31', eoes: '2027-05-31', discontinued: '2026-07-01' }),
      release('1.5', { eol: '2026-05-31' }),
      release('1', { releaseDate: '2020-10-15', eol: '2023-05-31' }),
    ],
    { title: 'Λάμπα' },
  ),
  product(
    'b',
    [
      release('9', { eoas: '2026-07-01', eol: '2026-08-31', eoes: '2029-03-31', successor: '10' }),
      release('10', { releaseDate: '2026-07-15', eol: false }),
    ],
    { title: 'Φανός', supportWords: { eoas: 'φροντίδα', eoes: 'φύλαξη' } },
  ),
  product('d', [release('7', { eoas: '2026-07-02', eol: '2026-09-30' })], {
    title: 'Κερί',
    supportWords: { eol: 'κλείδωμα' },
  }),
)
const lists = ['Εκδόσεις', 'Ασφάλεια', 'Νέα'].map((title, index) => ({
  id: ['releases', 'security', 'news'][index] ?? '',
  title,
  description: 'Τι είναι',
  categories: ['*'],
}))

export function projectIn(words: Words) {
  const base = configOf({
    words,
    lists,
    web: { url: 'https://mail.lantern.example' },
    mail: { postalAddress: 'Οδός 8', verify: `${SITE_URL}/v/`, transport: 'file:/outbox' },
  })
  const content = { ...base.content, bulletins: ['ΛΔ'] }
  const site = { title: 'Έργο', description: 'Νέα του έργου', author: 'Μάρα', language: words.language }
  return { ...base, content, feeds: { ...base.feeds, provenance: true }, site: { ...base.site, ...site } }
}

type Config = ReturnType<typeof projectIn>

const common = { authors: ['Μάρα'], categories: ['ασφάλεια'] }
const BODY =
  'Κάτι *νέο*.\n\n| α | β |\n|---|---|\n| γ | δ |\n\n> [!NOTE]\n> Θερμό.\n\n![Εικόνα](/p.png) Τέλος.[^1]\n\n[^1]: Σημείωση.\n'

function postsIn(words: Words) {
  const names = Object.fromEntries(
    ['note'].map((type) => [type, words.sentences[`posts.callout.${type}`]?.forms.other ?? '']),
  )
  const post = (title: string, about: Parameters<typeof announcement>[0]) =>
    announcement({ ...common, title, body: BODY, markdown: { flavour: 'gfm', calloutNames: names }, ...about })
  const upgrade = 'Προσοχή.'
  return {
    ofKinds: kinds.map((kind, index) =>
      post(`Είδος ${index}`, {
        kind,
        day: `2026-05-1${index}`,
        slug: `k${index}`,
        downloadUrl: `${SITE_URL}/d/`,
        upgrade,
      }),
    ),
    candidate: post('Δοκιμή', { kind: 'release-candidate', version: '3.1', downloadUrl: `${SITE_URL}/d/`, slug: 'rc' }),
    release: post('Έκδοση', { kind: 'stable-release', version: '3.1', downloadUrl: `${SITE_URL}/d/`, slug: 'r' }),
    important: post('Σπουδαίο', { severity: 'important', slug: 'i', redirectTo: `${SITE_URL}/there/`, body: '' }),
    recalled: post('Πίσω', { severity: 'recall', slug: 'w1', withdrawn: true, body: 'Αλλο.' }),
    because: post('Πίσω 2', {
      severity: 'recall',
      slug: 'w2',
      withdrawn: true,
      withdrawnBecause: 'Γιατί.',
      body: 'Αλλο.',
    }),
    updated: post('Πίσω 3', {
      ...{ slug: 'w3', body: 'Αλλο.', statedUpdates: [{ day: '2026-05-08', text: 'Προσθήκη.' }] },
    }),
    inBody: post('Πίσω 4', {
      ...{ severity: 'recall' as const, slug: 'w4', withdrawn: true, body: '**2026-05-08:** Αλλο.' },
      updates: [{ day: '2026-05-08', instant: Date.parse('2026-05-08T00:00:00Z') }],
    }),
    bulletin: post('ΛΔ 1', { kind: 'security', slug: 'b' }),
    old: post('Παλιό', { categories: [...'αβγδεζηθικλμν'], slug: 'o', day: '2024-05-08' }),
  }
}

/** @returns texts by the name of what holds them; `rendered` has the HTML of pages too, for pictures */
export async function everythingSaid(words: Words, what: 'all' | 'pages' = 'all') {
  const config = projectIn(words)
  const posts = postsIn(words)
  const [first] = [posts.updated]
  const told = (key: string, severity: 'info' | 'recall') =>
    ({
      key: `update:${first.id}:${key}`,
      post: first.id,
      at: Date.parse(`${key}T10:00:00Z`),
      severity,
      text: 'Νέο.',
    }) as const
  const register: Register = {
    ...emptyRegister,
    retractions: [{ post: 'gone', url: `${SITE_URL}/news/gone/`, at: Date.parse('2026-04-01T00:00:00Z') }],
    updates: [told('2026-05-09', 'info'), told('2026-05-10', 'recall')],
    log: [
      {
        ...{ key: `announcement:${first.id}`, kind: 'announcement', severity: 'info', at: 0, audit: '' },
        ...{ digest: '00', messageId: '1', commit: '12345', path: 'Α', signer: 'Ω' },
      },
    ],
  }
  const announcements = [...posts.ofKinds, ...Object.values(posts).flatMap((one) => (Array.isArray(one) ? [] : [one]))]
  const texts = new Map<string, string>()
  const html = new Map<string, string>()
  const addHtml = (name: string, text: string) => {
    html.set(name, text)
    for (const [part, found] of Object.entries(textOfHtml(text))) texts.set(`${name} (${part})`, found)
  }
  const input = { announcements, register, releases, config, now: NOW }
  const files = [
    ...feedFiles(input).files,
    ...feedFiles({ ...input, config: { ...config, feeds: { ...config.feeds, updates: 'in-place' } } }).files,
    ...releaseFiles({ ...input, dates: [] }),
  ]
  const empty = { ...input, announcements: [] }
  const ends = { ...input, announcements: posts.ofKinds.filter(({ kind }) => kind === 'end-of-life') }
  const pages: OutputFile[] = [input, empty, ends].flatMap((one) => siteFiles(one, makePage))
  for (const [index, file] of [...files, ...pages].entries()) {
    const text = String(await file.bytes())
    const name = `${index} ${file.path}`
    if (file.path.endsWith('.html')) addHtml(name, text)
    else if (!/\.(?:ico|css)$|releases\.json$/.test(file.path) || file.path === 'feed.css')
      texts.set(name, readable(file.path, text))
  }
  for (const [name, page] of Object.entries(formsIn(config))) addHtml(name, page)
  for (const [name, text] of Object.entries(answersIn(words))) texts.set(name, text)
  if (what === 'pages') return { texts, html }
  for (const [name, mail] of await mailsIn(config, posts)) {
    texts.set(`${name} (subject)`, mail.subject)
    texts.set(`${name} (text)`, mail.text ?? '')
    addHtml(name, mail.html ?? '')
  }
  return { texts, html }
}

type State = 'confirmed' | 'pending' | 'ended'

function formsIn(config: Config): Readonly<Record<string, string>> {
  const site = { ...webSite(config), outboxUrl: '/outbox' }
  const { words } = config
  const all = config.lists
  const states = (...given: readonly State[]) => new Map(given.map((state, index) => [all[index]?.id ?? '', { state }]))
  const holder = (count: number, ...given: readonly State[]) =>
    ({
      person: { id: 1, address: 'ada@example.org', format: 'html', runs: 'a/1 a/0 c/1' },
      ...{
        mailing: 1,
        mailedAt: NOW,
        lists: all.slice(0, count),
        ids: all.map(({ id }) => id),
        states: states(...given),
      },
    }) as unknown as LinkHolder
  const offer = runOffer(releases, TODAY, ['a/1', 'a/0', 'c/1'])
  const onOne = offer.slice(0, 1)
  const faults = { address: 'address', lists: 'noList', runs: 'gone' } as const
  const other = { typed: 'ada', fault: faultSaid(words, 'noAddress') }
  const some = holder(1, 'confirmed', 'confirmed', 'pending')
  const asked = (side: 'old' | 'new', answered: number | null = null) =>
    ({
      holder: some,
      side,
      change: { address: 'bob@example.org', old_at: answered, new_at: answered },
    }) as unknown as Parameters<typeof addressPage>[1]
  const request = { ...untouched(all), to: { address: 'ada@example.org' } } as Parameters<typeof stepPage>[1]
  return {
    subscribe: subscribePage(site, config, offer),
    'subscribe to one': subscribePage(site, { ...config, lists: all.slice(0, 1) }, onOne),
    'subscribe, languages': subscribePage({ ...site, languages: [{ tag: 'he', name: 'עברית' }] }, config, offer),
    'subscribe, faults': subscribePage(site, config, offer, { typed: untouched(all), faults }),
    confirm: confirmPage(site, some, { waiting: all, isOld: false }),
    'confirmed already': confirmPage(site, some, { waiting: [], isOld: false }),
    'confirm, old': confirmPage(site, some, { waiting: [], isOld: true }),
    'confirm, ended': confirmPage(site, holder(1, 'ended'), { waiting: [], isOld: false }),
    preferences: preferencesPage(site, some, { lists: all, offer }),
    'preferences, new': preferencesPage(site, some, { lists: all, offer, done: 'confirmed' }),
    'preferences, saved': preferencesPage(site, some, { lists: all, offer, done: 'saved' }),
    'preferences, none': preferencesPage(site, holder(1, 'ended'), { lists: all, offer, done: 'saved' }),
    'preferences, asked': preferencesPage(site, some, { lists: all, offer, done: 'asked' }),
    'preferences, fault': preferencesPage(site, some, { lists: all, offer, fault: faultSaid(words, 'tooMany'), other }),
    'address, old': addressPage(site, asked('old')),
    'address, new': addressPage(site, asked('new')),
    'address, changed': addressAnsweredPage(site, asked('new'), 'changed'),
    'address waits for new': addressPage(site, asked('old', 1)),
    'address waits for old': addressPage(site, asked('new', 1)),
    'address, over': addressOverPage(site),
    unsubscribe: leaving.unsubscribePage(site, some, all),
    'unsubscribe, several': leaving.unsubscribePage(site, holder(2, 'confirmed', 'confirmed'), all),
    unsubscribed: leaving.unsubscribedPage(site, some, all, { lists: all.slice(0, 1), undo: '/undo' }),
    'unsubscribed before': leaving.unsubscribedPage(site, holder(1, 'ended'), all),
    'unsubscribed of nothing': leaving.unsubscribedPage(site, holder(0, 'ended'), all),
    nobody: leaving.nobodyPage(site),
    undone: leaving.undonePage(site, some, all),
    'undone too late': leaving.undoneTooLatePage(site),
    'step of a second': stepPage(site, request, { ticket: 't', ms: 900 }),
    'step of seconds': stepPage(site, request, { ticket: 't', ms: 9000 }),
    help: helpPage(site, {
      ...config,
      mail: { ...config.mail, replyTo: { name: '', address: 'x@example.org' } as never },
    }),
    landing: landingPage({ ...site, description: '' }, config),
    sent: plain.sentPage(site),
    invalid: plain.invalidLinkPage(site),
    elsewhere: plain.elsewherePage(site),
    'too often, a minute': plain.tooOftenPage(site, 50),
    'too often': plain.tooOftenPage(site, 500),
    'too large': plain.tooLargePage(site),
    'wrong method': plain.wrongMethodPage(site),
    failed: plain.failedPage(site),
  }
}

function answersIn(words: Words): Readonly<Record<string, string>> {
  const asking = { words, title: 'Έργο' }
  const api = Object.keys(words.sentences).filter((key) => key.startsWith('forms.api.'))
  return {
    consent: formWording(asking, lists),
    'consent to preferences': preferencesWording(asking, lists),
    // Their routes need a ledger; the sentences are said as they stand.
    api: api.map((key) => (words.sentences[key]?.forms.other ?? '').replace('{size}', '')).join('\n'),
  }
}

async function mailsIn(config: Config, posts: ReturnType<typeof postsIn>) {
  const templates = loadTemplates('', config.words)
  const input = { config, templates, lists: lists.slice(0, 1), now: NOW, key: 'announcement:x' }
  const mails = new Map<string, FrozenNotice>()
  for (const [index, post] of posts.ofKinds.entries())
    mails.set(`announcement ${index}`, await freezeAnnouncement({ ...input, announcement: post }))
  for (const name of ['candidate', 'release', 'important', 'recalled', 'because', 'bulletin'] as const)
    mails.set(`announcement, ${name}`, await freezeAnnouncement({ ...input, announcement: posts[name] }))
  for (const severity of ['info', 'important', 'recall'] as const)
    for (const text of ['Νέο.', '']) {
      const update = { text, day: TODAY, severity }
      const about = { announcement: posts.release, update, firstSubject: 'Πρώτο', references: () => [] }
      mails.set(`update, ${severity}, ${text === '' ? 'unsaid' : 'said'}`, await freezeUpdate({ ...input, ...about }))
    }
  const [whole] = releases.products
  const one = whole?.releases[2]
  if (whole === undefined || one === undefined) throw new Error('there is no such release')
  const endOfLifeTexts = endOfLifeTextsOf(config.words)
  const occasions: readonly Partial<Occasion>[] = [
    { stage: 'approaching-30d' },
    { stage: 'reached' },
    { field: 'eoas', date: '2026-06-20' },
    { field: 'eoes', date: '2026-06-30' },
  ]
  for (const [index, about] of occasions.entries()) {
    const named = {
      product: 'a',
      cycles: ['3'],
      field: 'eol',
      date: '2026-07-01',
      stage: 'approaching-30d',
      count: 1,
    } as const
    const occasion = { ...named, ...about } as Occasion
    const endOfLife = {
      product: whole,
      release: { ...one, [occasion.field]: occasion.date },
      occasion,
      before: undefined,
      today: TODAY,
    }
    const said = endOfLifeText({ ...endOfLife, texts: endOfLifeTexts })
    const key = `end-of-life:a/3:${occasion.field}:${occasion.date}:${occasion.stage}`
    const announced = endOfLifeAnnouncement({ key, at: NOW, severity: 'info', ...said }, config.site)
    const mail = { ...input, key, announcement: announced, endOfLife, endOfLifeTexts, references: () => [] }
    mails.set(`end of life ${index}`, await freezeEndOfLife(mail))
  }
  for (const count of [1, 2]) {
    const personal = { config, templates, key: 'k', lists: lists.slice(0, count), now: NOW }
    mails.set(`confirm ${count}`, await freezeConfirmation(personal))
    mails.set(`welcome ${count}`, await freezeWelcome(personal))
    mails.set(`preferences ${count}`, await freezePreferences(personal))
    const side = count === 1 ? 'old' : 'new'
    mails.set(`address ${side}`, await freezeAddress(personal, { side, address: 'bob@example.org' }))
  }
  return await Promise.all([...mails].map(async ([name, mail]) => [name, await shown(mail)] as const))
}

const links = {
  unsubscribe: 'u'.repeat(39),
  preferences: 'p'.repeat(39),
  confirm: 'c'.repeat(39),
  address: 'a'.repeat(39),
}

/** As a mail program shows it. */
async function shown({ variants }: FrozenNotice) {
  const frozen = variants.find(({ format }) => format === 'html')?.frozen
  if (frozen === undefined) throw new Error('there is no HTML variant')
  const { subject, html, text } = await parseMail(
    personalise(frozen, 'ada@example.org', { ...links, since: '2026-05-01' }),
  )
  return { subject, html, text }
}

/** What a person reads of a file that is no page. */
function readable(path: string, text: string): string {
  if (path === 'feed.css') return /content: "(.*)";/.exec(text)?.[1] ?? ''
  if (path.endsWith('.json')) return inJson(JSON.parse(text))
  if (path.endsWith('.ics'))
    return [...text.replace(/\r\n /g, '').matchAll(/^(?:SUMMARY|DESCRIPTION|NAME|X-WR-CAL\w+):(.*)$/gm)]
      .map(([, said = '']) => said.replace(/\\n/g, '\n'))
      .join('\n')
  if (path.endsWith('.opml'))
    return [...text.matchAll(/ (?:text|title)="([^"]*)"/g)].map(([, said = '']) => said).join('\n')
  const elements = /<(title|subtitle|summary|content|description|content:encoded)\b[^>]*>([\s\S]*?)<\/\1>/g
  return [...text.matchAll(elements)].map(([, , said = '']) => textOfHtml(unescaped(said)).text).join('\n')
}

function unescaped(xml: string): string {
  const text = xml.replace(/^\s*<!\[CDATA\[|\]\]>\s*$/g, '')
  return text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&amp;/g, '&')
}

function inJson(value: unknown, key = ''): string {
  if (typeof value === 'string')
    return /^(?:title|summary|description|content_html|name)$/.test(key) ? textOfHtml(value).text : ''
  if (typeof value !== 'object' || value === null) return ''
  return Object.entries(value)
    .map(([name, inside]) => inJson(inside, name))
    .filter(Boolean)
    .join('\n')
}

type Node = DefaultTreeAdapterTypes.ChildNode

/** Words of the page in their order, and what stands in attributes that people hear or see. */
function textOfHtml(html: string): { text: string; attributes: string } {
  const attributes: string[] = []
  const walk = (nodes: readonly Node[]): string =>
    nodes
      .map((node) => {
        if ('value' in node) return node.value
        if (!('attrs' in node) || ['style', 'script'].includes(node.tagName)) return ''
        for (const { name, value } of node.attrs) if (isShown(name, node)) attributes.push(value)
        return walk(node.childNodes)
      })
      .join(' ')
  return { text: walk(parse(html).childNodes), attributes: attributes.join('\n') }
}

function isShown(name: string, { tagName, attrs }: DefaultTreeAdapterTypes.Element): boolean {
  if (['aria-label', 'title', 'alt', 'placeholder'].includes(name)) return true
  return name === 'content' && tagName === 'meta' && attrs.some((one) => one.value === 'description')
}
