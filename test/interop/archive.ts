/**
 * The real archive that lies beside the checkout, built by Debian's Jekyll (jekyll, ruby-jekyll-redirect-from) and read
 * by Belfry: address, instant, title, words, ids of headings, links and pictures of every post. Out: how many are
 * alike, a line for each difference, and how many of each sort there are. Door: processes, disk.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { differencesOf } from '../adoption/compare.js'
import { published } from '../adoption/published.js'
import { corpusMissing, corpusPosts, corpusSettings } from '../support/corpus.js'

const LAYOUT = [
  '<meta name="source" content="{{ page.path }}">',
  '<meta name="date" content="{{ page.date | date_to_xmlschema }}">',
  '<meta name="title" content="{{ page.title | escape }}">',
  '<article>{{ content }}</article>',
].join('\n')
const CONFIG = [
  'title: Archive',
  `url: ${corpusSettings.url}`,
  `permalink: ${corpusSettings.permalink}`,
  'timezone: UTC',
  'plugins: [jekyll-feed, jekyll-redirect-from]',
  'defaults: [{ scope: { path: "" }, values: { layout: post } }]',
].join('\n')

const posts = corpusPosts()
const jekyll = spawnSync('jekyll', ['--version'], { encoding: 'utf8' })
if (posts === undefined) console.log(`skipped: ${corpusMissing}`)
else if (jekyll.status !== 0) console.log('skipped: no jekyll (Debian: jekyll)')
else await look(posts)

async function look(archive: string): Promise<void> {
  const site = mkdtempSync(join(tmpdir(), 'belfry-archive-site-'))
  try {
    const files = readdirSync(archive).filter((name) => /^\d{4}-.*\.(?:md|markdown|html)$/.test(name))
    mkdirSync(join(site, '_posts'))
    mkdirSync(join(site, '_layouts'))
    const layouts = new Set(['post'])
    for (const name of files) {
      cpSync(join(archive, name), join(site, '_posts', name))
      const [, layout] = /^layout:\s*["']?([\w-]+)/m.exec(readFileSync(join(archive, name), 'utf8')) ?? []
      if (layout !== undefined) layouts.add(layout)
    }
    for (const layout of layouts) writeFileSync(join(site, `_layouts/${layout}.html`), LAYOUT)
    writeFileSync(join(site, '_config.yml'), CONFIG)
    const built = mkdtempSync(join(tmpdir(), 'belfry-archive-built-'))
    cpSync(site, built, { recursive: true })
    const { status, stderr } = spawnSync('jekyll', ['build', '--quiet'], { cwd: built, encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
    const found = await differencesOf(site, corpusSettings.url, published('jekyll', built, corpusSettings.url))
    rmSync(built, { recursive: true })
    // A post that only redirects has a page of the plugin's.
    const redirects = new Set(files.filter((name) => /^redirect_to:/m.test(readFileSync(join(archive, name), 'utf8'))))
    const apart = found.apart.filter(
      ({ source, what }) => what !== 'not published' || !redirects.has(source.replace(/^.*\//, '')),
    )
    for (const { source, what, said, lines } of apart)
      console.log([`${source}: ${what} ${said.join(', ')}`, ...lines].join('\n    '))
    const sorts = new Map<string, number>()
    for (const { what } of apart) sorts.set(what, (sorts.get(what) ?? 0) + 1)
    console.log(
      `${jekyll.stdout.trim()}: ${found.equal} posts alike, ${redirects.size} only redirect, ${apart.length} apart`,
    )
    for (const [what, count] of sorts) console.log(`${String(count).padStart(5)} ${what}`)
  } finally {
    rmSync(site, { recursive: true })
  }
}
