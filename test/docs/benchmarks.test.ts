/** docs/benchmarks.md: what a run printed is what the page says, and the page is the one of the run that is kept. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readRun } from '../bench/read-run.js'
import { runPage } from '../bench/run-page.js'
import { parseXml } from '../feeds/xml-tree.js'
import { repository } from '../support/project.js'

const RUN = `── machine
  taken: 2026-11-30T06:00Z
  processor: 2 × Some <Processor> @ 2.8 GHz
── programs
  Hugo: 0.111.3
  nginx: not installed, left out
── bench:build
200 posts, 2 cores, load 0.1

Everything
  bare script, all                      2.00 s (1.00x)   CPU    2.50 s (1.00x)   peak   200 MB (1.00x)
  hugo v0.111.3, pages, RSS of all      1.50 s (0.75x)   CPU    2.00 s (0.80x)   peak   300 MB (1.50x)
  belfry, everything, cold              2.40 s (1.20x)   CPU    3.00 s (1.20x)   peak   250 MB (1.25x)
    nothing changed                     0.25 s (0.13x)   CPU    0.30 s (0.12x)   peak   100 MB (0.50x)

Goals
  everything, cold, to hugo with pages and rss of all              1.60x  goal: at most 1.50x, MISSED
  peak memory, everything, cold                                   250 MB  goal: at most 400 MB, met
── bench:send
3000 messages of 32 KB, 10 connections, to a sink in node; the median of 3
  belfry, 10 ms each way         1234 /s (spread 3%, 1100 /s with starting)  CPU   539 µs each  peak 160 MB
  nodemailer pool, 10 ms          100 /s (spread 3%, 90 /s with starting)  CPU  1539 µs each  peak 160 MB
  over 10 ms each way, of nodemailer's pool                       12.34x  goal: at least 2.00x, met
── goals
bench:build      1.2 min, failed
  everything, cold, to hugo with pages and rss of all              1.60x  goal: at most 1.50x, MISSED
bench:send       3.4 min
4.6 minutes in all; they are to take 15 at most
`
const PAGE = `# B

words before

<!-- From here to the next mark \`npm run bench:page\` writes. -->
old
<!-- What \`npm run bench:page\` writes ends here. -->

words after
`

test('a run is read as it was printed: machine, programs, rows by title and unit, goals', () => {
  const { machine, programs, benches } = readRun(RUN)
  expect(machine).toContainEqual({ name: 'processor', is: '2 × Some <Processor> @ 2.8 GHz' })
  expect(programs.map(({ is }) => is)).toEqual(['0.111.3', 'not installed, left out'])
  const [build, send] = benches
  expect(build).toMatchObject({ script: 'bench:build', minutes: 1.2, hasFailed: true })
  expect(build?.groups).toEqual([
    {
      title: 'Everything',
      unit: 's',
      rows: [
        { name: 'bare script, all', value: 2 },
        { name: 'hugo v0.111.3, pages, RSS of all', value: 1.5 },
        { name: 'belfry, everything, cold', value: 2.4 },
        { name: 'nothing changed', value: 0.25 },
      ],
    },
  ])
  expect(build?.goals.map(({ value, bound, unit, isMet }) => [value, bound, unit, isMet])).toEqual([
    [1.6, 1.5, 'x', false],
    [250, 400, 'MB', true],
  ])
  expect(send?.groups[0]).toMatchObject({ unit: '/s', rows: [{ value: 1234 }, { value: 100 }] })
  expect(send?.goals).toEqual([
    {
      what: "over 10 ms each way, of nodemailer's pool",
      value: 12.34,
      bound: 2,
      unit: 'x',
      isMost: false,
      isMet: true,
    },
  ])
})

test('the page says what was missed and what failed, and keeps the words around', () => {
  const { text, charts } = runPage(PAGE, readRun(RUN))
  expect(text).toMatch(/^# B\n\nwords before\n[\s\S]*\nwords after\n$/)
  expect(text).not.toContain('\nold\n')
  expect(text).toContain('| everything, cold, to hugo with pages and rss of all | 1.6 × | at most 1.5 × | **missed** |')
  expect(text).toContain('| peak memory, everything, cold | 250 MB | at most 400 MB | met |')
  expect(text).toContain('`npm run bench:build`, 1.2 min. **It failed')
  expect(runPage(text, readRun(RUN)).text).toBe(text)
  for (const [name, svg] of charts) expect(() => parseXml(svg), name).not.toThrow()
  const goals = charts.get('bench-goals-dark.svg') ?? ''
  expect(goals).toMatch(/107%, missed/)
  // The bar of what is missed goes over the line, which stands in the middle.
  const [missed = 0, met = 0] = [...goals.matchAll(/<rect [^>]*width="(\d+)"/g)].map(([, width]) => Number(width))
  const line = Number(/<path d="M(\d+)/.exec(goals)?.[1]) - Number(/<rect x="(\d+)"/.exec(goals)?.[1])
  expect(missed).toBeGreaterThan(line)
  expect(met).toBeLessThan(line)
})

test('a busy machine is named before the first figure, and a quiet one is not', () => {
  const on = (load: string) =>
    runPage(PAGE, readRun(RUN.replace('── programs', `  load before: ${load}\n── programs`))).text
  expect(on('21.5')).toContain('**The machine was busy** (load 21.5 on 2 cores)')
  expect(on('0.3')).not.toContain('busy')
})

test('a run that did not end, or a page without its marks, is refused', () => {
  expect(() => readRun(RUN.replace(/── goals[\s\S]*/, ''))).toThrow('did not end')
  expect(() => readRun('── goals\n')).toThrow('no bench')
  expect(() => runPage('# B\n', readRun(RUN))).toThrow('lacks the marks')
})

test('the page that stands in docs is that of the run that is kept, with its charts and no other', () => {
  const page = readFileSync(join(repository, 'docs/benchmarks.md'), 'utf8')
  const { text, charts } = runPage(page, readRun(readFileSync(join(repository, 'test/bench/last-run.txt'), 'utf8')))
  expect(page).toBe(text)
  const pictures = join(repository, 'docs/pictures')
  const there = readdirSync(pictures).filter((name) => name.startsWith('bench-'))
  expect(there.sort()).toEqual([...charts.keys()].sort())
  for (const name of there) expect(readFileSync(join(pictures, name), 'utf8'), name).toBe(charts.get(name))
})
