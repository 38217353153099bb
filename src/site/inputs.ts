/**
 * What a page was made from, in a few letters, so that an unchanged page is not made again. Pure. In: the facts. Out: a digest. How
 * pages are made counts as well: a sample page is made and its text goes into the digest, so that a changed template, style or
 * Markdown renderer makes every page anew.
 */
import { createHash } from 'node:crypto'
import type { Config } from '../config/schema.js'
import type { Announcement } from '../content/announcement.js'
import { contentHtml } from '../content/render-post.js'
import { announcementPage } from './announcement-page.js'
import { siteOf } from './frame.js'
import { indexPage, yearPage } from './index-page.js'
import { stylesheet } from './style.js'
import { takenBackPage } from './taken-back-page.js'

/** Raise it when pages are made in a new way that the sample does not show. */
const WAY_OF_MAKING = 2

export function inputsDigest(...facts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(facts)).digest('base64url').slice(0, 22)
}

/** Covers everything that every page depends on. */
export function siteDigest(config: Config): string {
  const site = siteOf(config)
  const html = contentHtml(sample, config.site.url)
  const update = { anchor: 'update-2020-01-01', day: '2020-01-01', text: '' }
  const updates = { before: [update], inBody: [{ anchor: 'update-2020-01-02', day: '2020-01-02' }] }
  const neighbour = { url: sample.url, title: sample.title }
  const page = announcementPage(site, {
    ...{ announcement: sample, html, description: 'x', updates, updatesHtml: [{ ...update, html }] },
    ...{ newer: neighbour, older: neighbour, root: './', newsUrl: `${config.site.url}/` },
  })
  const support = { today: update.day, products: [{ title: 'x', rows, older: rows }] }
  const years = [{ year: '2020', count: 2 }]
  const lists = { announcements: [sample, sample], lead: 'x', years, lists: config.lists, support }
  return inputsDigest(
    WAY_OF_MAKING,
    stylesheet,
    page,
    indexPage(site, lists),
    yearPage(site, '2020', [sample], years),
    takenBackPage(site, update.day, './'),
    config.content.permalink,
  )
}

const rows = [
  { label: '1', note: 'LTS', link: 'https://sample.invalid/1/', released: '2019-01-01', activeUntil: '2021-01-01' },
  { label: '0', note: '' },
].map((row) => ({
  ...row,
  support: { phase: 'supported', until: '2020-02-01', daysLeft: 31 } as const,
  extendedUntil: '2022-01-01',
}))

/** One of everything that a post may hold. */
const body = `# A\n\nText, *b*, **c**, \`d\`, [e](/f), [g](#a), <http://h.example>, "i" -- j...[^1]

## K\n\n- l\n- m\n\n1. n\n\n> o\n\n\`\`\`sh\np\n\`\`\`\n\n    q\n\n| r | s |\n|---|--:|\n| t | u |\n
![v](/w.png)\n\n<div class="x">y</div>\n<iframe src="https://z.example"></iframe>\n\n---\n\n[^1]: A note.\n`

const sample: Announcement = {
  ...{
    id: 'sample',
    path: 'sample.md',
    slug: 'sample',
    title: 'Sample',
    url: 'https://sample.invalid/sample/',
    body,
    digest: '',
  },
  ...{
    instant: 0,
    day: '2020-01-01',
    kind: 'stable-release',
    severity: 'important',
    version: '1',
    categories: ['a'],
    updates: [],
    statedUpdates: [],
    withdrawn: false,
  },
  ...{ authors: ['A', 'B'], downloadUrl: 'https://sample.invalid/download' },
}
