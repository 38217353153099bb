/**
 * What `npm run bench` printed, read again. In: its whole output. Out: the machine, the other programs, each bench with
 * its rows of figures and its goals. Pure.
 */

export interface Named {
  readonly name: string
  readonly is: string
}

export interface Figure {
  readonly name: string
  readonly value: number
}

/** Rows of one unit below one title, which can be held against each other. */
export interface Group {
  readonly title: string
  /** As it was printed: `s`, `µs`, `/s`, `requests/s` … */
  readonly unit: string
  readonly rows: readonly Figure[]
}

export interface ReadGoal {
  readonly what: string
  readonly value: number
  readonly bound: number
  /** `x` is a ratio. */
  readonly unit: string
  readonly isMost: boolean
  readonly isMet: boolean
}

export interface Bench {
  readonly script: string
  readonly minutes: number
  readonly hasFailed: boolean
  readonly groups: readonly Group[]
  readonly goals: readonly ReadGoal[]
}

export interface Run {
  readonly machine: readonly Named[]
  readonly programs: readonly Named[]
  readonly benches: readonly Bench[]
}

const GOAL = /^ {2}(\S.*?)\s{2,}([\d.]+)(x| \S+) {2}goal: (at most|at least) ([\d.]+)(?:x| \S+), (met|MISSED)$/
/** Two spaces before the figure: a name may hold one ("belfry, 10 ms each way"). */
const ROW = /^ {2,4}(\S.*?)\s{2,}([\d.]+) ([µm]?s|\S*\/s|times)(?=[\s,]|$)/
const ENDED = /^(bench:\S+) +([\d.]+) min(, failed)?$/gm
/** The section with which a run ends. */
const END = 'goals'

/** @throws Error where the run did not end, or is none */
export function readRun(output: string): Run {
  const sections = new Map<string, string[]>()
  let lines: string[] = []
  for (const line of output.split(/\r?\n/)) {
    const [, name] = /^── (\S.*)$/.exec(line) ?? []
    if (name === undefined) lines.push(line)
    else {
      lines = []
      sections.set(name, lines)
    }
  }
  const end = sections.get(END)?.join('\n')
  if (end === undefined) throw new Error('this run of npm run bench did not end: its goals are not there')
  const benches = [...end.matchAll(ENDED)].map(([, script = '', minutes, failed]) => {
    const said = sections.get(script) ?? []
    const outcome = { script, minutes: Number(minutes), hasFailed: failed !== undefined }
    return { ...outcome, groups: groupsIn(said), goals: said.flatMap((line) => goalIn(line) ?? []) }
  })
  if (benches.length === 0) throw new Error('this run of npm run bench has no bench')
  return { machine: namedIn(sections.get('machine')), programs: namedIn(sections.get('programs')), benches }
}

function namedIn(lines: readonly string[] = []): Named[] {
  return lines.flatMap((line) => {
    const [, name, is] = /^ {2}(\S.*?): (.+)$/.exec(line) ?? []
    return name === undefined || is === undefined ? [] : [{ name, is }]
  })
}

function goalIn(line: string): ReadGoal | undefined {
  const found = GOAL.exec(line)
  if (found === null) return undefined
  const [, what = '', value, unit = '', way, bound, outcome] = found
  const figures = { value: Number(value), bound: Number(bound), unit: unit.trim() }
  return { what, ...figures, isMost: way === 'at most', isMet: outcome === 'met' }
}

function groupsIn(lines: readonly string[]): Group[] {
  const groups: { title: string; unit: string; rows: Figure[] }[] = []
  let title = ''
  for (const line of lines) {
    const [, name, value, unit] = GOAL.test(line) ? [] : (ROW.exec(line) ?? [])
    if (/^\S/.test(line)) title = line
    if (name === undefined || unit === undefined) continue
    const group = groups.find((one) => one.title === title && one.unit === unit)
    if (group === undefined) groups.push({ title, unit, rows: [{ name, value: Number(value) }] })
    else group.rows.push({ name, value: Number(value) })
  }
  return groups.filter(({ rows }) => rows.length > 1)
}
