/**
 * The colours of a medium in light and dark schemes. Pure. In: what a project gives of its look, what the medium has by
 * itself. Out: every colour; what nobody gave is made from what was given, and can be read.
 */
import { contrastWith, DARK_GROUNDS, LIGHT_GROUNDS, mix, READABLE, readableShade, WELL_READABLE } from './colours.js'

export interface Scheme {
  readonly ground: string
  /** Below code and boxes. */
  readonly raised: string
  readonly ink: string
  /** Text that may stand back. */
  readonly quiet: string
  /** Lines that part. */
  readonly rule: string
  /** Edges of what is worked with: fields, boxes (WCAG 2.2, 1.4.11). */
  readonly edge: string
  /** Links and buttons. */
  readonly accent: string
  /** Words that warn, and what they stand on. */
  readonly alarm: string
  readonly alarmGround: string
}

export interface Schemes {
  readonly light: Scheme
  readonly dark: Scheme
}

/** Of all pages, and of feeds in a browser. */
export const PAGE_SCHEMES: Schemes = {
  light: {
    ...{ ground: '#fcfbf8', raised: '#f3f1ea', ink: '#1c2126', quiet: '#565f68', rule: '#dcd8cd', edge: '#79828b' },
    ...{ accent: '#0b5a78', alarm: '#9c2a1c', alarmGround: '#fbeeea' },
  },
  dark: {
    ...{ ground: '#15181b', raised: '#1e2226', ink: '#e3e1da', quiet: '#a4abb2', rule: '#33393f', edge: '#7d868f' },
    ...{ accent: '#8cc9e0', alarm: '#ff9f8d', alarmGround: '#2c1c1a' },
  },
}

const MAIL_ACCENT = '#0b5394'

/** Those of emails/layout.mjml. */
export const MAIL_SCHEMES: Schemes = {
  light: {
    ...{ ground: LIGHT_GROUNDS[0], raised: LIGHT_GROUNDS[1], ink: '#1c1f24', quiet: '#565c66', rule: '#c9cdd3' },
    ...{ edge: '#6b7079', accent: MAIL_ACCENT, alarm: '#1c1f24', alarmGround: '#ffffff' },
  },
  dark: {
    ...{ ground: DARK_GROUNDS[0], raised: DARK_GROUNDS[1], ink: '#e7e9ec', quiet: '#a9b0ba', rule: '#4a525d' },
    ...{ edge: '#6b7079', accent: readableShade(MAIL_ACCENT, DARK_GROUNDS, 'white', WELL_READABLE) },
    ...{ alarm: '#e7e9ec', alarmGround: '#15181c' },
  },
}

/** Of a scheme; empty: not given. */
export interface GivenColours {
  readonly accent: string
  readonly ink: string
  readonly ground: string
}

interface GivenSchemes extends GivenColours {
  readonly accentDark: string
  readonly inkDark: string
  readonly groundDark: string
}

/** @returns the medium's own where nothing was given */
export function schemesOf(given: GivenSchemes, own: Schemes): Schemes {
  const { accent, accentDark, ink, inkDark, ground, groundDark } = given
  const dark = schemeOf({ accent: accentDark, ink: inkDark, ground: groundDark }, own.dark)
  const grounds = [dark.ground, dark.raised]
  const lighter = accent === '' || accentDark !== '' ? dark.accent : shadeOn(accent, dark, WELL_READABLE, grounds)
  return { light: schemeOf({ accent, ink, ground }, own.light), dark: { ...dark, accent: lighter } }
}

function schemeOf(given: GivenColours, own: Scheme): Scheme {
  const accent = given.accent || own.accent
  if (given.ink === '' && given.ground === '') return { ...own, accent }
  const ground = given.ground || own.ground
  const ink = given.ink || own.ink
  const raised = mix(ground, ink, 0.05)
  const base = { ...own, ground, ink, raised }
  const alarmGround = mix(ground, own.alarm, 0.08)
  const grounds = [ground, raised]
  return {
    ...base,
    quiet: shadeOn(mix(ink, ground, 0.3), base, READABLE, grounds),
    rule: mix(ground, ink, 0.18),
    edge: shadeOn(mix(ground, ink, 0.5), base, EDGE, grounds),
    accent: given.accent || shadeOn(own.accent, base, READABLE, grounds),
    alarm: shadeOn(own.alarm, base, READABLE, [...grounds, alarmGround]),
    alarmGround,
  }
}

/** WCAG 2.2, 1.4.11 at level AA: what is no text. */
const EDGE = 3

interface Unreadable {
  readonly key: 'accent' | 'ink'
  readonly value: string
  readonly ratio: number
  readonly grounds: readonly string[]
  readonly towards: 'black' | 'white'
}

/**
 * What was given and cannot be read, or cannot be read on a ground that was given.
 * @param owns of the media that show it: what is said to be better can be read in all of them
 */
export function hardToRead(given: GivenColours, owns: readonly Scheme[]): Unreadable[] {
  const schemes = owns.map((own) => schemeOf(given, own))
  const grounds = schemes.flatMap(({ ground, raised }) => [ground, raised])
  return schemes.flatMap((scheme) => unreadableIn(scheme, given, grounds))
}

function unreadableIn(scheme: Scheme, given: GivenColours, grounds: readonly string[]): Unreadable[] {
  const looked = [
    { key: 'ink' as const, value: scheme.ink, isGiven: given.ink !== '' || given.ground !== '' },
    { key: 'accent' as const, value: scheme.accent, isGiven: given.accent !== '' },
  ]
  return looked.flatMap(({ key, value, isGiven }) => {
    const ratio = contrastWith(value, grounds)
    return isGiven && ratio < READABLE ? [{ key, value, ratio, grounds, towards: towardsOn(scheme.ground) }] : []
  })
}

function shadeOn(
  colour: string,
  { ground }: Pick<Scheme, 'ground'>,
  least: number,
  grounds: readonly string[],
): string {
  return readableShade(colour, grounds, towardsOn(ground), least)
}

function towardsOn(ground: string): 'black' | 'white' {
  return contrastWith('#000000', [ground]) >= contrastWith('#ffffff', [ground]) ? 'black' : 'white'
}
