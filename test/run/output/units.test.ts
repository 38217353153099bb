/**
 * What is made in units is what is made file by file: the same bytes, by the threads of the compiled program, with
 * bodies read where they stand and told to nobody.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { feedFiles } from '../../../src/feeds/files.js'
import { feedSettings } from '../../../src/feeds/input.js'
import { type OutputUnit, writeChanged } from '../../../src/files/write-folder.js'
import type { Announcement } from '../../../src/posts/announcement.js'
import { emptyRegister } from '../../../src/register/register.js'
import { openContentThreads } from '../../../src/run/open-content-threads.js'
import { type PublishUnit, publishJob, publishUnits } from '../../../src/run/output/units.js'
import { unitsElsewhere } from '../../../src/run/output/units-elsewhere.js'
import { siteFiles } from '../../../src/site/files.js'
import { makePage } from '../../../src/site/make-page.js'
import { siteOf } from '../../../src/site/site.js'
import { withBodyIn } from '../../../src/source/read-body.js'
import { announcement, configOf } from '../../support/announcements.js'
import { compiled } from '../../support/compiled.js'

const now = Date.parse('2026-06-01T00:00:00Z')
const config = configOf({ feeds: { entries: 3 } })
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'belfry-units-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Their bodies stand in files, but for the last one's. */
function posts(count: number): Announcement[] {
  mkdirSync(join(folder, 'posts'), { recursive: true })
  return Array.from({ length: count }, (_none, at) => {
    const day = new Date(Date.UTC(2026, 0, 1 + at)).toISOString().slice(0, 10)
    const title = `Lantern OS 3.${at} has been released`
    const body = `Number ${at} <script>x</script> & *more*, see [news](/news/).\n`
    const text = `---\ntitle: ${title}\n---\n${body}`
    const about = { title, day, body, categories: at % 2 === 0 ? ['releases'] : ['news', 'releases'] }
    const made = announcement({ ...about, digest: createHash('sha256').update(text).digest('hex') })
    if (at === count - 1) return made
    const file = join(folder, 'posts', made.path)
    writeFileSync(file, text)
    const { body: _inFile, ...known } = made
    return withBodyIn({ ...known, bodyLength: body.length }, file)
  })
}

function planned(announcements: readonly Announcement[]) {
  const input = { announcements, register: emptyRegister, config, now }
  const feeds = feedFiles(input)
  const pages = siteFiles({ ...input, feeds: feeds.names }, makePage)
  return { all: [...feeds.files, ...pages], units: publishUnits(pages, feeds.archive) }
}

const filesOf = (unit: PublishUnit) => [
  ...unit.pages.map(({ file }) => file.path),
  ...unit.archive.flatMap(({ files }) => files.map(({ path }) => path)),
]

test('a unit is a page of the archive with the pages of its announcements; each file is in one', () => {
  const { all, units } = planned(posts(10))
  expect(units.map(({ pages, archive }) => [pages.length, archive.length])).toEqual([
    [1, 0],
    [3, 1],
    [3, 1],
    [3, 1],
  ])
  const inUnits = units.flatMap(filesOf)
  expect(new Set(inUnits).size).toBe(inUnits.length)
  expect(
    all
      .filter(({ path }) => /^news\/|^feeds\/archive\//.test(path))
      .map(({ path }) => path)
      .sort(),
  ).toEqual(inUnits.sort())
})

test('a job names bodies by where they stand, each once, and asks for no file that is not wanted', () => {
  const [unit] = planned(posts(6)).units.slice(-1)
  if (unit === undefined) throw new Error('there is no unit')
  const [first = '', ...rest] = filesOf(unit)
  const job = publishJob(unit, new Set(rest), config.site.url)
  expect(job.pages.map(({ path }) => path)).not.toContain(first)
  expect(job.contents).toHaveLength(3)
  expect(job.contents.every(({ body }) => 'place' in body)).toBe(true)
  expect(JSON.stringify(job)).not.toContain('Number')
})

function threads() {
  const common = { folder: join(folder, 'public'), site: siteOf(config), settings: feedSettings(config) }
  const { publishing, close } = openContentThreads(pathToFileURL(join(compiled(), 'content-thread.js')))
  return { unit: unitsElsewhere(common, publishing), close }
}

test('threads write what would be written here', async () => {
  const { all, units } = planned(posts(70))
  const pool = threads()
  let madeHere = 0
  const output = new Map(units.flatMap((unit) => withUnit(unit, pool.unit(unit))))
  const inUnits = all.map((file) => {
    const unit = output.get(file.path)
    const bytes = () => {
      madeHere += 1
      return file.bytes()
    }
    return unit === undefined ? file : { ...file, bytes, unit }
  })
  try {
    const written = await writeChanged(join(folder, 'public'), inUnits)
    expect(madeHere).toBe(0)
    expect(await writeChanged(join(folder, 'alone'), all)).toEqual(written)
    const below = (name: string) => readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' }).sort()
    expect(below('public')).toEqual(below('alone'))
    for (const { path } of written)
      expect(readFileSync(join(folder, 'public', path)).equals(readFileSync(join(folder, 'alone', path)))).toBe(true)
  } finally {
    await pool.close()
  }
})

test('a post that was changed meanwhile is none that was planned: its unit is left to who hears of it', async () => {
  const [unit] = planned(posts(6)).units.slice(-1)
  if (unit === undefined) throw new Error('there is no unit')
  const [oldest = ''] = readdirSync(join(folder, 'posts')).sort()
  writeFileSync(join(folder, 'posts', oldest), '---\ntitle: Other\n---\nOther.\n')
  const pool = threads()
  try {
    expect(await pool.unit(unit).bring(filesOf(unit), 1_000)).toBeUndefined()
    expect(() => unit.pages.map(({ file }) => file.bytes())).toThrow('was changed while it was being read')
  } finally {
    await pool.close()
  }
})

function withUnit(unit: PublishUnit, output: OutputUnit): (readonly [string, OutputUnit])[] {
  return filesOf(unit).map((path) => [path, output])
}
