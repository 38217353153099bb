/** `look`: what a project sets of its look, what mail has otherwise, and colours that nobody could read. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  contrast,
  contrastWith,
  DARK_GROUNDS,
  LIGHT_GROUNDS,
  READABLE,
  readableShade,
} from '../../src/config/colours.js'
import { fontFamilies, look, lookFaults } from '../../src/config/look.js'
import { MAIL_SCHEMES, PAGE_SCHEMES, schemesOf } from '../../src/config/schemes.js'

function faults(value: unknown, ofMail: unknown = {}): string[] {
  const read = look.safeParse(value)
  const found = read.success ? lookFaults({ look: read.data, mail: { look: look.parse(ofMail) } }) : read.error.issues
  return found.map(({ path, message }) => `${path.join('.')} ${message}`)
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

const wrong = { accent: '#ffcc00', ink: '#888888', ground: '#222222' }

describe('look', () => {
  test('needs nothing: what a medium brings itself can be read', () => {
    expect(faults({})).toEqual([])
    for (const own of [PAGE_SCHEMES, MAIL_SCHEMES]) {
      expect(schemesOf(look.parse({}), own)).toEqual(own)
      for (const { ground, raised, ink, quiet, accent, alarm, alarmGround } of [own.light, own.dark]) {
        for (const text of [ink, quiet, accent]) expect(contrastWith(text, [ground, raised])).toBeGreaterThan(READABLE)
        expect(contrastWith(alarm, [ground, alarmGround])).toBeGreaterThan(READABLE)
      }
    }
  })

  test('makes the colour for dark schemes from the one for light ones, unless it is given', () => {
    const accents = (given: object) => {
      const { light, dark } = schemesOf(look.parse(given), MAIL_SCHEMES)
      return [light.accent, dark.accent]
    }
    const [light, dark = ''] = accents({ accent: '#1A7391' })
    expect(light).toBe('#1a7391')
    expect(contrastWith(dark, DARK_GROUNDS)).toBeGreaterThanOrEqual(7)
    expect(accents({ accent: '#1a7391', accentDark: '#7fd3ee' })).toEqual(['#1a7391', '#7fd3ee'])
  })

  test('refuses a colour that is hard to read and names one that is not', () => {
    const [message = ''] = faults({ accent: '#ffcc00' })
    expect(message).toMatch(
      /^look\.accent #ffcc00 is hard to read on a light ground: its contrast is 1\.\d, links need 4\.5; #\w{6} has it$/,
    )
    expect(faults({ accent: /; (#\w{6})/.exec(message)?.[1] })).toEqual([])
    expect(faults({ accentDark: '#333333' })[0]).toMatch(/^look\.accentDark #333333 is hard to read on a dark ground/)
    expect(faults({ ink: wrong.ink })[0]).toMatch(/^look\.ink #888888 .* text needs 4\.5/)
  })

  test('holds colours against the ground that was given, and a ground against the ink', () => {
    expect(faults({ ground: wrong.ground })).toEqual([
      'look.ground #222222 needs ink beside it: #1c2126 is hard to read on it',
    ])
    expect(faults({ ground: wrong.ground, ink: '#eeeeee' })).toEqual([])
    expect(faults({ ground: wrong.ground, ink: '#eeeeee', accent: '#0b5394' })[0]).toMatch(
      /^look\.accent .* on #222222/,
    )
  })

  test('what mail has otherwise is held against what mail has', () => {
    expect(faults({}, { accent: '#ffcc00' })).toEqual([
      'mail.look.accent #ffcc00 is hard to read on a light ground: its contrast is 1.4, links need 4.5; #876c00 has it',
    ])
    expect(faults({ ground: '#222222', ink: '#eeeeee' }, { accent: '#ffcc00' })).toEqual([])
    expect(faults({ accent: '#8a3b12' }, { ground: '#222222', ink: '#eeeeee' })).toEqual([
      expect.stringMatching(/^look\.accent #8a3b12 is hard to read on #222222/),
    ])
  })

  test('all that is made of given colours can be read', () => {
    const colour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`)
    fc.assert(
      fc.property(fc.record({ ground: colour, ink: colour }), (given) => {
        fc.pre(faults(given).length === 0)
        const { ground, raised, quiet, accent, alarm, alarmGround } = schemesOf(look.parse(given), PAGE_SCHEMES).light
        for (const text of [quiet, accent, alarm])
          expect(contrastWith(text, [ground, raised])).toBeGreaterThanOrEqual(READABLE)
        expect(contrastWith(alarm, [alarmGround])).toBeGreaterThanOrEqual(READABLE)
      }),
    )
  })

  test.each(['red', '#fff', 'rgb(0,0,0)', '#12345g', '#0b5394;}'])('takes no %s for a colour', (accent) => {
    expect(faults({ accent })).toEqual(['accent must be a colour with six digits, like #0b5394'])
  })

  test.each(['http://lantern.example/logo.png', 'logo.png', 'javascript:alert(1)', 'https://x.example/"><script>'])(
    'takes no %s for a logo',
    (logo) => expect(faults({ logo })).toHaveLength(1),
  )

  test.each(['a;b', 'a}b{', '"Inter"', 'url(x)', 'a\\62', '</style>', 'Inter,', ',', '3D', 'a'.repeat(900)])(
    'takes no %s for a font',
    (font) => expect(faults({ font })).toHaveLength(1),
  )

  test('a font is said as CSS says it', () => {
    expect(fontFamilies(look.parse({ font: 'Source Sans 3,-apple-system , Noto Sans' }).font)).toBe(
      'Source Sans \\33 , -apple-system, Noto Sans',
    )
  })

  test('knows no other keys', () => {
    expect(faults({ color: '#000000' })).toHaveLength(1)
  })
})
