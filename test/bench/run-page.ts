/**
 * docs/benchmarks.md as one run of the benches makes it. In: the page that is there, the run. Out: the page with the
 * part between its two marks made anew, and its charts by name. Pure.
 */
import { goalsChart, groupsChart, type Scheme } from './bars.js'
import type { Bench, Named, ReadGoal, Run } from './read-run.js'

export interface RunPage {
  readonly text: string
  /** Files of docs/pictures. */
  readonly charts: ReadonlyMap<string, string>
}

const BEGIN = '<!-- From here to the next mark `npm run bench:page` writes. -->'
const END = '<!-- What `npm run bench:page` writes ends here. -->'
const SCHEMES: readonly Scheme[] = ['light', 'dark']
const WHAT: Readonly<Record<string, string>> = {
  'bench:render': 'What one more recipient costs',
  'bench:build': 'Building feeds and pages',
  'bench:send': 'Sending',
  'bench:serve': 'Answering for a feed',
  'bench:sign': 'Signing',
}

/** @throws Error where the page has not both marks */
export function runPage(page: string, run: Run): RunPage {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)]
  if (begin < 0 || end < begin) throw new Error(`docs/benchmarks.md lacks the marks\n${BEGIN}\n${END}`)
  const charts = new Map<string, string>()
  const draw = (name: string, label: string, chart: (scheme: Scheme) => string): string => {
    for (const scheme of SCHEMES) charts.set(`bench-${name}-${scheme}.svg`, chart(scheme))
    return picture(name, label)
  }
  const goals = run.benches.flatMap((bench) => bench.goals)
  const body = [
    '## The machine',
    table(['', ''], run.machine.map(cells)),
    ...busy(run.machine),
    ...partial(run.benches),
    '## The other programs',
    table(['program', 'version'], run.programs.map(cells)),
    '## Goals',
    draw('goals', 'Each figure as a share of its goal', (scheme) => goalsChart(goals, 'goals', scheme)),
    table(['what', 'measured', 'goal', ''], goals.map(goalRow)),
    ...run.benches.flatMap((bench) => benchPart(bench, draw)),
  ]
  const text = `${page.slice(0, begin)}${BEGIN}\n\n${body.join('\n\n')}\n\n${page.slice(end)}`
  return { text, charts }
}

/** What a reader must know before the first figure. */
function busy(machine: readonly Named[]): string[] {
  const figure = (name: string) => Number.parseFloat(machine.find((one) => one.name === name)?.is ?? '')
  const [cores, load] = [figure('processor'), figure('load before')]
  return load > cores
    ? [
        `**The machine was busy** (load ${load} on ${cores} cores): wall times and rates say nothing here, ratios little.`,
      ]
    : []
}

function partial(benches: readonly Bench[]): string[] {
  const missing = Object.keys(WHAT).filter((script) => !benches.some((bench) => bench.script === script))
  return missing.length === 0 ? [] : [`**Not part of this run:** ${missing.map((name) => `\`${name}\``).join(', ')}.`]
}

type Draw = (name: string, label: string, chart: (scheme: Scheme) => string) => string

function benchPart(bench: Bench, draw: Draw): string[] {
  const { script, minutes, hasFailed, groups } = bench
  const title = WHAT[script] ?? script
  const took = `\`npm run ${script}\`, ${minutes} min.${hasFailed ? ' **It failed, or missed a goal that it ends with.**' : ''}`
  const chart = draw(script.replace('bench:', ''), title, (scheme) => groupsChart(groups, title, scheme))
  const tables = groups.map(({ title: of, unit, rows }) =>
    table(
      [of, unit],
      rows.map(({ name, value }) => [name, String(value)]),
    ),
  )
  return [`## ${title}`, took, ...(groups.length === 0 ? [] : [chart, ...tables])]
}

function picture(name: string, label: string): string {
  const file = (scheme: Scheme) => `pictures/bench-${name}-${scheme}.svg`
  return `<picture>
<source media="(prefers-color-scheme: dark)" srcset="${file('dark')}">
<img src="${file('light')}" alt="${label}: a chart of the table below" width="800">
</picture>`
}

const cells = ({ name, is }: Named): string[] => [name, is]

function goalRow({ what, value, bound, unit, isMost, isMet }: ReadGoal): string[] {
  const figure = (number: number) => (unit === 'x' ? `${number} ×` : `${number} ${unit}`)
  return [what, figure(value), `at ${isMost ? 'most' : 'least'} ${figure(bound)}`, isMet ? 'met' : '**missed**']
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (row: readonly string[]) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n')
}
