/** `belfry releases` as people and programs meet it. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ICAL from 'ical.js'
import { beforeAll, expect, test } from 'vitest'
import { belfry, type Result } from '../support/cli.js'
import { makeProject, type Project } from '../support/project.js'

const TABLE = `products:
  lantern:
    title: Lantern OS
    releases:
      - releaseCycle: "3.0"
        releaseDate: 2025-09-23
        eoas: 2026-12-15
        eol: 2027-12-15
        latest: "3.0.3"
      - releaseCycle: "2.1"
        eoas: 2025-12-15
        eol: 2026-12-15
        eoes: false
      - releaseCycle: "2.0"
        eol: true
`
const now = '2026-11-20T12:00:00Z'
let project: Project

async function releases(...args: string[]): Promise<Result> {
  return await belfry(['releases', ...args], { config: project.configFile, now })
}

const write = (text: string) => writeFileSync(join(project.folder, 'releases.yaml'), text)

beforeAll(async () => {
  project = await makeProject('sqlite', { content: { releases: 'releases.yaml' } })
  project.post('2026-05-04-news.md', { title: 'News' }, 'Some.')
  write(TABLE)
})

test('prints a table', async () => {
  const { code, stdout, stderr } = await releases()
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
    ['product', 'cycle', 'released', 'active support', 'end of life', 'extended', 'latest', 'status', 'days left'],
    ['lantern', '3.0', '2025-09-23', '2026-12-15', '2027-12-15', '-', '3.0.3', 'supported', '390'],
    ['lantern', '2.1', '-', '2025-12-15', '2026-12-15', 'no date', '-', 'security only', '25'],
    ['lantern', '2.0', '-', '-', 'ended', '-', '-', 'ended', '-'],
    [''],
  ])
})

test('prints with --json and --ics what is published, and build writes the same again', async () => {
  const built = await belfry(['build', '--json'], { config: project.configFile, now })
  expect(built.code).toBe(0)
  const published = (name: string) => readFileSync(join(project.public, name), 'utf8')
  expect((await releases('--json')).stdout).toBe(published('releases.json'))
  const { stdout } = await releases('--ics')
  expect(stdout).toBe(published('releases.ics'))
  const events = new ICAL.Component(ICAL.parse(stdout)).getAllSubcomponents('vevent')
  expect(events.map((event) => event.getFirstPropertyValue('uid'))).toEqual([
    'lantern/2.1:eol@lantern.example',
    'lantern/3.0:eoas@lantern.example',
    'lantern/3.0:eol@lantern.example',
  ])
  const again = await belfry(['build', '--json'], { config: project.configFile, now: '2026-11-20T23:00:00Z' })
  expect(again.json()).toMatchObject({
    files: expect.not.arrayContaining([expect.objectContaining({ changed: true })]),
  })
  expect(published('index.html')).toContain('Supported releases')
})

test('refuses --json and --ics together', async () => {
  expect((await releases('--json', '--ics')).code).toBe(2)
})

test('tells the table’s faults with their place, prints the rest, and exits with 1', async () => {
  write(TABLE.replace('eol: 2027-12-15', 'eol: 2027-13-15'))
  const { code, stdout, stderr } = await releases('--json')
  expect(code).toBe(1)
  expect(stderr).toMatch(/releases\.yaml:8/)
  expect(JSON.parse(stdout)).toMatchObject([{ name: 'lantern' }])
  write(TABLE)
})

test('check names front matter that the table denies, at its line; a day in a text is compared once', async () => {
  const own = await makeProject('sqlite', { content: { releases: 'releases.yaml' } })
  writeFileSync(join(own.folder, 'releases.yaml'), TABLE)
  own.post('2026-05-04-early.md', { title: 'Goodbye', endOfLife: { cycle: '3.0', stage: 'reached' } }, 'Some.')
  own.post('2026-05-05-right.md', { title: 'Goodbye', endOfLife: { cycle: '2.0', stage: 'reached' } }, 'Some.')
  own.post(
    '2026-05-06-day.md',
    { title: 'Goodbye', endOfLife: '2.1' },
    'Lantern OS 2.1 reaches its end of life on 2026-12-16.',
  )
  const { problems } = (await belfry(['check', '--json'], { config: own.configFile, now })).json() as {
    problems: { code: string; file: string; line: number; message: string }[]
  }
  const found = problems.filter(({ code }) => code === 'RELEASES_TABLE')
  expect(found.map(({ file, line, message }) => [file.replace(/.*\//, ''), line, message])).toEqual([
    [
      '2026-05-06-day.md',
      expect.any(Number),
      expect.stringContaining('the post says 2026-12-16, and the releases table says 2026-12-15'),
    ],
    [
      '2026-05-04-early.md',
      3,
      expect.stringContaining('stands for no notice of the table: its front matter says that the end of life of'),
    ],
  ])
})
