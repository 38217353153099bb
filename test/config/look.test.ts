/** `mail.look`: what a project sets of its mail's look, and colours that nobody could read. */
import { describe, expect, test } from 'vitest'
import {
  contrast,
  contrastWith,
  DARK_GROUNDS,
  LIGHT_GROUNDS,
  READABLE,
  readableShade,
} from '../../src/config/colours.js'
import { look } from '../../src/config/look.js'

function faults(value: unknown): string[] {
  return (look.safeParse(value).error?.issues ?? []).map(({ path, message }) => `${path.join('.')} ${message}`)
}

describe('contrast', () => {
  test('is 21 between black and white, 1 with itself, the same both ways', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
    expect(contrast('#777777', '#777777')).toBe(1)
    expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2)
    expect(contrast('#ffffff', '#767676')).toBe(contrast('#767676', '#ffffff'))
  })

  test.each(['#ffcc00', '#0000ff', '#ff0000', '#123456', '#ffffff', '#000000', '#8fc1f5'])(
    'a readable shade of %s is found for light and dark grounds',
    (colour) => {
      expect(contrastWith(readableShade(colour, LIGHT_GROUNDS, 'black'), LIGHT_GROUNDS)).toBeGreaterThanOrEqual(
        READABLE,
      )
      expect(contrastWith(readableShade(colour, DARK_GROUNDS, 'white'), DARK_GROUNDS)).toBeGreaterThanOrEqual(READABLE)
    },
  )

  test('what can be read already stays as it is', () => {
    expect(readableShade('#0b5394', LIGHT_GROUNDS, 'black')).toBe('#0b5394')
  })
})

describe('mail.look', () => {
  test('needs nothing: every colour has a default that people can read', () => {
    const { accent, accentDark, logo, footer } = look.parse(undefined)
    expect({ accent, logo, footer }).toEqual({ accent: '#0b5394', logo: '', footer: '' })
    expect(contrastWith(accentDark, DARK_GROUNDS)).toBeGreaterThanOrEqual(READABLE)
  })

  test('makes the colour for dark schemes from the one for light ones, unless it is given', () => {
    expect(look.parse({ accent: '#1A7391' }).accent).toBe('#1a7391')
    expect(look.parse({ accent: '#1a7391' }).accentDark).not.toBe('#1a7391')
    expect(look.parse({ accent: '#1a7391', accentDark: '#7fd3ee' }).accentDark).toBe('#7fd3ee')
  })

  test('refuses a colour that is hard to read and names one that is not', () => {
    expect(faults({ accent: '#ffcc00' })).toEqual([
      'accent #ffcc00 is hard to read on a light ground: its contrast is 1.4, links need 4.5; #876c00 has it',
    ])
    expect(faults({ accentDark: '#333333' })[0]).toMatch(/^accentDark #333333 is hard to read on a dark ground/)
    expect(faults({ accent: '#876c00' })).toEqual([])
  })

  test.each(['red', '#fff', 'rgb(0,0,0)', '#12345g', '#0b5394;}'])('takes no %s for a colour', (accent) => {
    expect(faults({ accent })).toEqual(['accent must be a colour with six digits, like #0b5394'])
  })

  test.each(['http://lantern.example/logo.png', 'logo.png', 'javascript:alert(1)', 'https://x.example/"><script>'])(
    'takes no %s for a logo',
    (logo) => expect(faults({ logo })).toHaveLength(1),
  )

  test('knows no other keys', () => {
    expect(faults({ color: '#000000' })).toHaveLength(1)
  })
})
