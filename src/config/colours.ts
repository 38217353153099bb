/**
 * Contrast of colours as WCAG 2 counts it. Pure. In: colours as #rrggbb. Out: a ratio; the nearest shade that people
 * can read.
 */

/** Grounds that text stands on in a mail: the page, and the block of code. */
export const LIGHT_GROUNDS = ['#ffffff', '#f3f4f5'] as const
export const DARK_GROUNDS = ['#15181c', '#1f2429'] as const
/** WCAG 2.2, 1.4.3 at level AA: text of usual size. */
export const READABLE = 4.5
/** WCAG 2.2, 1.4.6 at level AAA: for what we choose ourselves. */
export const WELL_READABLE = 7

/** From 1 (the same) to 21 (black and white). */
export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

/** The lowest contrast with any of them. */
export function contrastWith(colour: string, grounds: readonly string[]): number {
  return Math.min(...grounds.map((ground) => contrast(colour, ground)))
}

/**
 * The colour itself where it can be read on all of these grounds, else the nearest shade towards black or white that
 * can.
 */
export function readableShade(
  colour: string,
  grounds: readonly string[],
  towards: 'black' | 'white',
  least: number = READABLE,
): string {
  const end = towards === 'black' ? 0 : 255
  for (let percent = 0; percent < 100; percent += 1) {
    const shade = hex(channels(colour).map((value) => Math.round(value + ((end - value) * percent) / 100)))
    if (contrastWith(shade, grounds) >= least) return shade
  }
  return hex([end, end, end])
}

/** @param share of the other, from 0 to 1 */
export function mix(one: string, other: string, share: number): string {
  const others = channels(other)
  return hex(channels(one).map((value, at) => Math.round(value * (1 - share) + (others[at] ?? value) * share)))
}

/** WCAG 2.2, relative luminance of sRGB. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
    const share = value / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
}

function hex(values: readonly number[]): string {
  return `#${values.map((value) => value.toString(16).padStart(2, '0')).join('')}`
}
