/**
 * Runs a program and measures it. In: a command. Out: its seconds, CPU seconds and peak memory, by GNU time; tables of
 * figures, and a line for each goal.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Measured {
  readonly seconds: number
  readonly cpuSeconds: number
  readonly peakMb: number
  /** What it wrote to stdout. */
  readonly output: string
}

const TIME = '/usr/bin/time'

/**
 * @param run.ends exit codes that are no failure
 * @throws Error where the program fails, or GNU time is not installed
 */
export async function measure(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  { cwd = process.cwd(), ends = [0] }: { readonly cwd?: string; readonly ends?: readonly number[] } = {},
): Promise<Measured> {
  if (!existsSync(TIME)) throw new Error('the benches need GNU time (Debian package time)')
  const report = join(mkdtempSync(join(tmpdir(), 'belfry-bench-')), 'time')
  const child = spawn(TIME, ['-f', '%e %U %S %M', '-o', report, command, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk
  })
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (!ends.includes(Number(code))) throw new Error(`${command} ${args.join(' ')} ended with ${String(code)}`)
  const [seconds = 0, user = 0, system = 0, kilobytes = 0] =
    readFileSync(report, 'utf8').trim().split('\n').at(-1)?.split(' ').map(Number) ?? []
  return { seconds, cpuSeconds: user + system, peakMb: kilobytes / 1024, output }
}

/** What takes less than a second is taken so many times: the one in the middle stands. */
export async function median<Taken>(take: () => Promise<Taken>, by: (taken: Taken) => number): Promise<Taken> {
  const all: Taken[] = []
  for (let count = 0; count < TIMES; count += 1) all.push(await take())
  const middle = all.sort((a, b) => by(a) - by(b))[TIMES >> 1]
  if (middle === undefined) throw new Error('nothing was taken')
  return middle
}

const TIMES = 5

/** What a figure is to be: at most, or at least, so many times another, or so many of a unit. */
type Goal = ({ readonly most: number } | { readonly least: number }) & { readonly unit?: string }

/** A line for a goal that the project set itself; none where one of the figures could not be taken. */
export function goal(what: string, value: number, wanted: Goal): void {
  if (!Number.isFinite(value)) return
  const { unit } = wanted
  const text = (figure: number) => (unit === undefined ? `${figure.toFixed(2)}x` : `${figure.toFixed(0)} ${unit}`)
  const isMet = 'most' in wanted ? value <= wanted.most : value >= wanted.least
  const bound = 'most' in wanted ? `at most ${text(wanted.most)}` : `at least ${text(wanted.least)}`
  console.log(`  ${what.padEnd(58)} ${text(value).padStart(10)}  goal: ${bound}, ${isMet ? 'met' : 'MISSED'}`)
}

/** One line a program, and beside each figure its ratio to the first line's. */
export function print(
  title: string,
  rows: readonly { readonly name: string; readonly is: Measured; readonly messages?: number }[],
): void {
  const first = rows[0]
  if (first === undefined) return
  console.log(`\n${title}`)
  for (const { name, is, messages } of rows) {
    const ratio = (mine: number, other: number) => `(${(mine / other).toFixed(2)}x)`
    const rate = messages === undefined ? '' : `  ${(messages / is.seconds).toFixed(0).padStart(6)} messages/s`
    console.log(
      `  ${name.padEnd(34)} ${is.seconds.toFixed(2).padStart(7)} s ${ratio(is.seconds, first.is.seconds).padEnd(9)} CPU ${is.cpuSeconds.toFixed(2).padStart(7)} s ${ratio(is.cpuSeconds, first.is.cpuSeconds).padEnd(9)} peak ${is.peakMb.toFixed(0).padStart(5)} MB ${ratio(is.peakMb, first.is.peakMb)}${rate}`,
    )
  }
}
