/** Every link of the sample's pages and mails that stays on its site leads to a page, and to a place that is there. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { clockStartingAt } from '../../src/base/clock.js'
import { silentLog } from '../../src/base/log.js'
import { feedFiles } from '../../src/feeds/files.js'
import { releaseFiles } from '../../src/feeds/release-files.js'
import { renderAnnouncement } from '../../src/mail/render-notice.js'
import { loadTemplates } from '../../src/mail/templates/load.js'
import { emptyRegister } from '../../src/register/register.js'
import { read } from '../../src/run/read-content.js'
import { openReadContext } from '../../src/run/read-context.js'
import { siteFiles } from '../../src/site/files.js'
import { makePage } from '../../src/site/make-page.js'
import { repository } from '../support/project.js'

const NOW = Date.parse('2026-11-29T12:00:00Z')
/** Of the service, with what mails lead to. */
const SERVED = /^\/(?:subscribe|preferences\/p|unsubscribe\/u)$/
const links = (url: string) => ({
  unsubscribeUrl: `${url}/unsubscribe/u`,
  preferencesUrl: `${url}/preferences/p`,
  since: '2026-07-01',
})

/** By path; what is no HTML is empty. */
const published = new Map<string, string>()
const mails: [name: string, html: string][] = []
let site = ''

beforeAll(async () => {
  const file = join(repository, 'config', 'belfry.yaml')
  const context = openReadContext({ file, log: silentLog, environment: {}, clock: clockStartingAt(NOW) })
  const { config } = context
  site = config.site.url
  const { announcements, releases } = await read(context)
  const input = { announcements, releases, register: emptyRegister, config, now: NOW }
  for (const { path, bytes } of [...siteFiles(input, makePage), ...feedFiles(input).files])
    published.set(path, path.endsWith('.html') ? String(await bytes()) : '')
  for (const { path } of releaseFiles({ ...input, dates: [] })) published.set(path, '')
  const pages = join(repository, 'content', 'pages')
  for (const path of readdirSync(pages, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html')))
    published.set(path, readFileSync(join(pages, path), 'utf8'))
  const templates = loadTemplates('')
  for (const announcement of announcements) {
    const list = config.lists[0]
    if (list === undefined) throw new Error('the sample has no list')
    mails.push([
      announcement.slug,
      (await renderAnnouncement({ announcement, list, config, links: links(site), templates })).html,
    ])
  }
})

function dead(html: string, at: string): string[] {
  return [...html.matchAll(/<(?:a|link|img|form)\b[^>]*?\s(?:href|src|action)="([^"]*)"/g)].flatMap(
    ([, address = '']) => {
      const url = new URL(address.replaceAll('&amp;', '&'), at)
      if (url.origin !== new URL(site).origin && !url.href.startsWith('http://localhost:8025')) return []
      const path = decodeURIComponent(url.pathname)
      if (SERVED.test(path)) return []
      const found = published.get(path.slice(1)) ?? published.get(`${path.slice(1)}index.html`)
      const place = decodeURIComponent(url.hash.slice(1))
      const isThere = found !== undefined && (place === '' || found.includes(` id="${place}"`))
      return isThere ? [] : [`${at} ${address}`]
    },
  )
}

test('of the pages', () => {
  const pages = [...published].filter(([path]) => path.endsWith('.html'))
  expect(pages.length).toBeGreaterThan(25)
  expect(pages.flatMap(([path, html]) => dead(html, `${site}/${path === '404.html' ? '' : path}`))).toEqual([])
})

test('of the mails', () => {
  expect(mails.length).toBeGreaterThan(10)
  expect(mails.flatMap(([name, html]) => dead(html, `${site}/mail/${name}`))).toEqual([])
})

test('one that leads nowhere is found', () => {
  expect(dead('<a href="/nowhere/">x</a><a href="/downloads/#none">x</a>', `${site}/`)).toHaveLength(2)
})
