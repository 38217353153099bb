/**
 * Charts of bars as SVG, without a script or a font of their own. In: titles, rows, the scheme of colours. Out: SVG.
 * Pure.
 */
import type { Group, ReadGoal } from './read-run.js'

export type Scheme = 'light' | 'dark'

interface Bar {
  readonly name: string
  /** Of the longest place there is, 0 to 1. */
  readonly share: number
  readonly text: string
  readonly tone: 'ours' | 'other' | 'missed'
}

interface Part {
  readonly title: string
  readonly bars: readonly Bar[]
  /** Where a line stands, 0 to 1. */
  readonly mark?: number
}

const COLOURS = {
  light: { ink: '#1f2328', soft: '#59636e', ours: '#0b6bcb', other: '#9aa5b1', missed: '#b3470b' },
  dark: { ink: '#f0f3f6', soft: '#a8b3bf', ours: '#4aa3ff', other: '#6b7683', missed: '#f08c4a' },
}
const WIDTH = 800
const [NAMES, BARS, ROW, TITLE, GAP] = [430, 270, 26, 30, 14]
/** What the bench sets beside Belfry. Whatever else has a row is Belfry's. */
const OTHER = /^(?:bare |hugo|jekyll|eleventy|nginx|smtp-source|nodemailer|mailauth|openssl|composed anew)/i
/** A goal that is missed by more than this is drawn no longer. */
const LONGEST = 2

/** Each group below its title: bars as long as their figures. */
export function groupsChart(groups: readonly Group[], label: string, scheme: Scheme): string {
  const parts = groups.map(({ title, unit, rows }): Part => {
    const most = Math.max(...rows.map(({ value }) => value))
    const isRate = unit.endsWith('/s') || unit === 'times'
    const bars = rows.map(({ name, value }): Bar => {
      const tone = OTHER.test(name) ? 'other' : 'ours'
      return { name, tone, share: most === 0 ? 0 : value / most, text: `${value} ${unit}` }
    })
    return { title: `${title} (${isRate ? 'longer' : 'shorter'} is better)`, bars }
  })
  return drawn(parts, label, COLOURS[scheme])
}

/** Each figure as a share of what it may be at most; of what it is to be at least, turned round. */
export function goalsChart(goals: readonly ReadGoal[], label: string, scheme: Scheme): string {
  const bars = goals.map((goal): Bar => {
    const share = goal.isMost ? goal.value / goal.bound : goal.bound / goal.value
    const text = `${(share * 100).toFixed(0)}%${goal.isMet ? '' : ', missed'}`
    return { name: goal.what, share: Math.min(share, LONGEST) / LONGEST, text, tone: goal.isMet ? 'ours' : 'missed' }
  })
  return drawn(
    [{ title: 'share of the goal: left of the line is met', bars, mark: 1 / LONGEST }],
    label,
    COLOURS[scheme],
  )
}

type Colours = (typeof COLOURS)[Scheme]

function drawn(parts: readonly Part[], label: string, colours: Colours): string {
  let top = 0
  const drawings = parts.map((part) => {
    const drawing = partAt(part, top, colours)
    top += TITLE + part.bars.length * ROW + GAP
    return drawing
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top}" role="img" aria-label="${escaped(label)}"
 font-family="system-ui, sans-serif" font-size="13">
${drawings.join('\n')}
</svg>
`
}

function partAt({ title, bars, mark }: Part, top: number, colours: Colours): string {
  const rows = bars.map((bar, index) => barAt(bar, top + TITLE + index * ROW, colours))
  const x = NAMES + (mark ?? 0) * BARS
  const line = `<path d="M${x} ${top + TITLE - 4}V${top + TITLE + bars.length * ROW}" stroke="${colours.ink}"/>`
  const heading = `<text x="0" y="${top + 18}" font-weight="600" fill="${colours.ink}">${escaped(title)}</text>`
  return [heading, ...rows, ...(mark === undefined ? [] : [line])].join('\n')
}

function barAt({ name, share, text, tone }: Bar, top: number, colours: Colours): string {
  const length = Math.max(1, Math.round(share * BARS))
  const base = top + 14
  return [
    `<text x="${NAMES - 10}" y="${base}" text-anchor="end" fill="${colours.soft}">${escaped(name)}</text>`,
    `<rect x="${NAMES}" y="${top + 1}" width="${length}" height="17" rx="2" fill="${colours[tone]}"/>`,
    `<text x="${NAMES + length + 6}" y="${base}" fill="${colours.ink}">${escaped(text)}</text>`,
  ].join('\n')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
