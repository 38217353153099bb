/**
 * How a project looks: colours, fonts, logo and footer of its mail, pages and feeds, without a copy of any template.
 * Pure. In: `look` as written, and `mail.look`, what mail has otherwise. Out: the same, with every value that nobody
 * could use refused; what is left out stays empty, and each medium puts its own in its place (schemes.ts).
 */

import * as z from 'zod'
import { READABLE, readableShade } from './colours.js'
import type { KeyFault } from './key-fault.js'
import { hardToRead, MAIL_SCHEMES, PAGE_SCHEMES, type Scheme, type Schemes } from './schemes.js'
import { configTexts } from './texts.js'

const colour = z
  .string()
  .regex(/^(#[0-9a-f]{6})?$/i, { error: 'must be a colour with six digits, like #0b5394' })
  .transform((text) => text.toLowerCase())
  .default('')

/** A mail program would warn of an http image inside a mail, or leave it out. */
const logo = z.union([
  z.literal(''),
  z
    .url({ protocol: /^https$/, error: 'must be an https address of a picture' })
    .refine((text) => !/[\s<>"\p{Cc}]/u.test(text), { error: 'must be an https address of a picture' })
    .refine((text) => !/^https:\/\/[^/?#]*@/.test(text), { error: 'holds a name or password, and everybody sees it' }),
])

/** Nothing else of CSS can be said in them. */
const FAMILIES = /^(?:-apple-system|\p{L}[\p{L}\p{N} -]{0,60})(?:, *(?:-apple-system|\p{L}[\p{L}\p{N} -]{0,60})){0,9}$/u
const fonts = z
  .string()
  .trim()
  .transform((text) => text.replace(/\s*,\s*/g, ', '))
  .pipe(
    z.string().regex(new RegExp(`^$|${FAMILIES.source}`, 'u'), {
      error: 'must be names of fonts without quotes, like Inter, Helvetica Neue',
    }),
  )
  .default('')

export const look = z
  .strictObject({
    /** Links and buttons. */
    accent: colour,
    /** The same in dark schemes; empty: a lighter shade of `accent`. */
    accentDark: colour,
    ink: colour,
    inkDark: colour,
    ground: colour,
    groundDark: colour,
    /** Families; what a medium has by itself stands behind them. */
    font: fonts,
    titleFont: fonts,
    logo: logo.default(''),
    /** What stands in its place where pictures are off; empty: the site's title. */
    logoAlt: z.string().default(''),
    /** Pixels. */
    logoWidth: z.int().min(16).max(600).optional(),
    /** Plain text, a line each; the last thing on every page and in every mail. */
    footer: z.string().default(''),
  })
  .prefault({})

export type Look = z.output<typeof look>

export const LOGO_WIDTH = 140

/** What mail shows: what `mail.look` leaves out is as everywhere. */
export function mailLook({ look, mail }: { readonly look: Look; readonly mail: { readonly look: Look } }): Look {
  const given = Object.entries(mail.look).filter(([, value]) => value !== '' && value !== undefined)
  return { ...look, ...Object.fromEntries(given) }
}

/** The name without a last slash and without quotes: each word is an identifier of CSS (CSS Syntax 3, §4.3.11). */
export function fontFamilies(names: string): string {
  return names
    .split(',')
    .map((name) =>
      name
        .trim()
        .split(/ +/)
        .map((word) => word.replace(/^\d/, (digit) => `\\3${digit} `))
        .join(' '),
    )
    .join(', ')
}

/** Colours that people could not read on the grounds that they stand on (WCAG 2.2, 1.4.3). */
export function lookFaults(config: { readonly look: Look; readonly mail: { readonly look: Look } }): KeyFault[] {
  const everywhere = faultsOn(config.look, [PAGE_SCHEMES, MAIL_SCHEMES])
  const ofMail = faultsOn(mailLook(config), [MAIL_SCHEMES])
  const isOfMail = ({ key }: Fault) => config.mail.look[key] !== ''
  return [
    ...eachOnce([...everywhere, ...ofMail.filter((fault) => !isOfMail(fault))]).map((fault) => at(['look'], fault)),
    ...ofMail.filter(isOfMail).map((fault) => at(['mail', 'look'], fault)),
  ]
}

type ColourKey = 'accent' | 'accentDark' | 'ink' | 'inkDark' | 'ground' | 'groundDark'

interface Fault {
  readonly key: ColourKey
  readonly message: string
}

function at(path: readonly string[], { key, message }: Fault): KeyFault {
  return { path: [...path, key], message }
}

function eachOnce(faults: readonly Fault[]): Fault[] {
  return faults.filter(({ key }, index) => faults.findIndex((other) => other.key === key) === index)
}

function faultsOn(given: Look, owns: readonly Schemes[]): Fault[] {
  return [
    ...schemeFaults(
      { accent: given.accent, ink: given.ink, ground: given.ground },
      owns.map((own) => own.light),
      'light',
    ),
    ...schemeFaults(
      { accent: given.accentDark, ink: given.inkDark, ground: given.groundDark },
      owns.map((own) => own.dark),
      'dark',
    ),
  ]
}

type Given = Readonly<Record<'accent' | 'ink' | 'ground', string>>

/** What a medium brings itself is readable on a ground of its own; what it makes of a given one is as well. */
function schemeFaults(given: Given, owns: readonly Scheme[], scheme: 'light' | 'dark'): Fault[] {
  const keyOf = (key: keyof Given): ColourKey => (scheme === 'light' ? key : `${key}Dark`)
  const unreadable = hardToRead(given, owns)
  return unreadable.map(({ key, value, ratio, grounds, towards }) => {
    const on = given.ground === '' ? `a ${scheme} ground` : given.ground
    const need = `its contrast is ${ratio.toFixed(1)}, ${key === 'ink' ? 'text needs' : 'links need'} ${READABLE}`
    if (key === 'ink' && given.ink === '')
      return {
        key: keyOf('ground'),
        message: configTexts.look.needsBesideHardRead(given.ground, keyOf('ink'), value),
      }
    const better = readableShade(value, grounds, towards)
    return { key: keyOf(key), message: configTexts.look.hardReadHas(value, on, need, better) }
  })
}
