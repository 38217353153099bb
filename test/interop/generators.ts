/**
 * Builds the small sites of test/adoption/sites by their real generators, and writes what each published beside them,
 * where npm test compares it with what Belfry reads. Hugo and Jekyll are the system's (Debian: hugo, jekyll,
 * ruby-jekyll-feed, ruby-jekyll-redirect-from), and so is the kramdown that shows the plain folder; the others are
 * installed by npm into a temporary folder. What cannot be had is skipped, and said. Door: processes, disk.
 * Usage: npm run interop:generators -- [jekyll|hugo|eleventy|docusaurus|hexo|plain|astro|vitepress …]
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { differences } from '../adoption/compare.js'
import { published, publishedFeed, type Site, sites } from '../adoption/published.js'

interface Way {
  readonly url: string
  /** What npm installs, in a folder outside of the project. */
  readonly packages?: readonly string[]
  readonly build: readonly string[]
  readonly version: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

const ways: Readonly<Record<Site, Way>> = {
  jekyll: { url: 'https://tern.example', build: ['jekyll', 'build'], version: ['jekyll', '--version'] },
  hugo: { url: 'https://plover.example', build: ['hugo'], version: ['hugo', 'version'] },
  eleventy: {
    url: 'https://dotterel.example',
    packages: ['@11ty/eleventy@3.1.2', '@11ty/eleventy-plugin-rss@3'],
    build: ['npx', 'eleventy'],
    version: ['npx', 'eleventy', '--version'],
  },
  docusaurus: {
    url: 'https://skua.example',
    packages: ['@docusaurus/core@3.10.2', '@docusaurus/preset-classic@3.10.2', 'react@19', 'react-dom@19'],
    build: ['npx', 'docusaurus', 'build'],
    version: ['npx', 'docusaurus', '--version'],
  },
  hexo: {
    url: 'https://knot.example',
    packages: ['hexo@8.1.2', 'hexo-generator-feed@3', 'hexo-renderer-marked@7', 'hexo-renderer-ejs@2'],
    build: ['npx', 'hexo', 'generate'],
    version: ['npx', 'hexo', 'version'],
    // Permalinks of Hexo are days of the machine's zone; authors have their site's.
    env: { TZ: 'Asia/Tokyo' },
  },
  plain: {
    url: 'https://ruff.example',
    build: ['ruby', fileURLToPath(new URL('plain-site.rb', import.meta.url))],
    version: ['ruby', '-rkramdown', '-e', 'puts "kramdown #{Kramdown::VERSION}"'],
  },
  astro: {
    url: 'https://godwit.example',
    packages: ['astro@5.18.2', '@astrojs/mdx@4'],
    build: ['npx', 'astro', 'build'],
    version: ['npx', 'astro', '--version'],
    env: { ASTRO_TELEMETRY_DISABLED: '1' },
  },
  vitepress: {
    url: 'https://dunlin.example',
    packages: ['vitepress@1.6.4', 'vue@3'],
    build: ['npx', 'vitepress', 'build'],
    // Its program has no flag for it.
    version: ['node', '-p', '"vitepress v" + require("vitepress/package.json").version'],
  },
}

const folder = fileURLToPath(new URL('../adoption/sites/', import.meta.url))
const asked = process.argv.slice(2)
for (const site of sites.filter((one) => asked.length === 0 || asked.includes(one))) await look(site)

async function look(site: Site): Promise<void> {
  const { url, packages = [], build, version, env = {} } = ways[site]
  const built = mkdtempSync(join(tmpdir(), `belfry-${site}-`))
  try {
    cpSync(join(folder, site), built, { recursive: true })
    const install = ['npm', 'install', '--no-audit', '--no-fund', '--no-save', '--legacy-peer-deps', ...packages]
    for (const args of [...(packages.length === 0 ? [] : [install]), build]) {
      const fault = faultOf(args, built, env)
      if (fault === undefined) continue
      console.log(`skipped: ${site}, because ${args.slice(0, 2).join(' ')} failed: ${fault}`)
      return
    }
    const posts = published(site, built, url)
    const program = said(version, built).split('\n')[0] ?? ''
    writeFileSync(join(folder, `${site}.json`), `${JSON.stringify({ program, posts }, null, 1)}\n`)
    writeFileSync(join(folder, `${site}.feed.xml`), publishedFeed(site, built))
    const found = await differences(site)
    console.log(`${site}: ${posts.length} posts published by ${program}, ${found.equal} of ${found.all} read alike`)
    for (const { source, what, said, lines } of found.apart)
      console.log([`  ${source}: ${what} ${said.join(', ')}`, ...lines].join('\n    '))
  } finally {
    rmSync(built, { recursive: true })
  }
}

function faultOf(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>): string | undefined {
  const { status, stdout, stderr, error } = run(args, cwd, env)
  return error === undefined && status === 0 ? undefined : (error?.message ?? `${stdout}${stderr}`.trim().slice(-300))
}

function said(args: readonly string[], cwd: string): string {
  return run(args, cwd, {}).stdout.trim()
}

function run([program = '', ...args]: readonly string[], cwd: string, env: Readonly<Record<string, string>>) {
  return spawnSync(program, args, { cwd, encoding: 'utf8', env: { ...process.env, ...env } })
}
