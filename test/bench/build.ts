/**
 * `belfry build` against a bare script and, where it is installed, hugo, on the real archive (the sample's posts where it is absent) and
 * on 10,000 copies under new dates. Run it with tsx; the machine should have nothing else to do.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import { compiled } from '../support/compiled.js'
import { corpusMissing, corpusPosts, corpusSettings } from '../support/corpus.js'
import { repository } from '../support/world.js'
import { measure, print } from './measured.js'

const COPIES = 10_000
const archive = corpusPosts() ?? join(repository, 'content', 'posts')
if (corpusPosts() === undefined) console.log(corpusMissing)
const work = mkdtempSync(join(tmpdir(), 'belfry-bench-build-'))
const names = readdirSync(archive).filter((name) => /^\d{4}-\d\d-\d\d-.*\.md$/.test(name))

/** Each copy on a day of its own round of the archive, its front matter's date taken out so that the file name's counts. */
function multiplied(): string {
  const folder = join(work, 'many')
  mkdirSync(folder)
  for (let copy = 0; copy < COPIES; copy += 1) {
    const name = names[copy % names.length] ?? ''
    const day = new Date(Date.UTC(1990, 0, 1) + copy * 86_400_000).toISOString().slice(0, 10)
    const text = readFileSync(join(archive, name), 'utf8').replace(/^(date|permalink):.*\n/gm, '')
    writeFileSync(join(folder, `${day}-${copy}${name.slice(10)}`), text)
  }
  return folder
}

async function compare(title: string, posts: string): Promise<void> {
  const { permalink, ...site } = corpusSettings
  const out = mkdtempSync(join(work, 'out-'))
  const config = join(out, 'belfry.yaml')
  const mail = { from: 'a@lantern.example', domain: 'lantern.example', templates: join(repository, 'emails') }
  const feeds = { folder: 'belfry', authority: 'lantern.example', since: '2026' }
  writeFileSync(
    config,
    stringify({
      site: { title: 'Bench', ...site },
      content: { posts, permalink, register: 'register.yaml' },
      feeds,
      mail,
    }),
  )
  const belfry = ['build', '--config', config]
  const bare = fileURLToPath(new URL('./bare-build.ts', import.meta.url))
  mkdirSync(join(out, 'bare'))
  const rows = [
    {
      name: 'bare script (gray-matter, feed)',
      is: await measure(process.execPath, ['--import', 'tsx', bare, posts, join(out, 'bare')], {}, repository),
    },
    {
      name: 'belfry build, everything new',
      is: await measure(process.execPath, [join(compiled(), 'main.js'), ...belfry]),
    },
    {
      name: 'belfry build, nothing changed',
      is: await measure(process.execPath, [join(compiled(), 'main.js'), ...belfry]),
    },
  ]
  if (hugoVersion !== undefined)
    rows.push({ name: hugoVersion, is: await measure('hugo', ['--quiet', '--source', hugoSite(posts, out)]) })
  print(title, rows)
}

const hugoVersion = versionOfHugo()

function versionOfHugo(): string | undefined {
  try {
    return /^hugo v[\d.]+/.exec(execFileSync('hugo', ['version'], { encoding: 'utf8' }))?.[0]
  } catch {
    return undefined
  }
}

/** Titles are quoted anew and shortcodes taken out: hugo is stricter there, and this is about speed. */
function hugoSite(posts: string, out: string): string {
  const site = join(out, 'hugo')
  mkdirSync(join(site, 'content', 'news'), { recursive: true })
  mkdirSync(join(site, 'layouts', '_default'), { recursive: true })
  writeFileSync(
    join(site, 'hugo.toml'),
    'baseURL = "https://bare.example/"\ntitle = "Bench"\ndisableKinds = ["taxonomy", "term"]\n[markup.goldmark.renderer]\nunsafe = true\n',
  )
  writeFileSync(
    join(site, 'layouts', '_default', 'single.html'),
    '<!doctype html><title>{{ .Title }}</title>{{ .Content }}',
  )
  writeFileSync(
    join(site, 'layouts', '_default', 'list.html'),
    '{{ range .Pages }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}',
  )
  for (const name of readdirSync(posts).filter((name) => /^\d{4}-\d\d-\d\d-.*\.md$/.test(name))) {
    const body = readFileSync(join(posts, name), 'utf8')
      .replace(/^---\n[\s\S]*?\n---\n/, '')
      .replace(/\{\{/g, '{ {')
    writeFileSync(
      join(site, 'content', 'news', name),
      `---\ntitle: ${JSON.stringify(name)}\ndate: ${name.slice(0, 10)}\n---\n${body}`,
    )
  }
  return site
}

cpSync(archive, join(work, 'archive'), { recursive: true, filter: (path) => !path.includes('.git') })
await compare(`${names.length} posts`, join(work, 'archive'))
await compare(`${COPIES} posts`, multiplied())
