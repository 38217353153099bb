/**
 * How a project's mail looks: its own colours, logo and footer, without a copy of any template. Pure. In: `mail.look`
 * as written. Out: the same with every colour given, or what nobody could read with a shade that they can.
 */
import { z } from 'zod'
import { contrastWith, DARK_GROUNDS, LIGHT_GROUNDS, READABLE, readableShade, WELL_READABLE } from './colours.js'

const colour = z
  .string()
  .regex(/^(#[0-9a-f]{6})?$/i, { error: 'must be a colour with six digits, like #0b5394' })
  .transform((text) => text.toLowerCase())

/** A mail program would warn of an http image inside a mail, or leave it out. */
const logo = z.union([
  z.literal(''),
  z
    .url({ protocol: /^https$/, error: 'must be an https address of a picture' })
    .refine((text) => !/[\s<>"\p{Cc}]/u.test(text), { error: 'must be an https address of a picture' }),
])

export const look = z
  .strictObject({
    /** Links and buttons. */
    accent: colour.default('#0b5394'),
    /** The same in dark schemes; empty: a lighter shade of `accent`. */
    accentDark: colour.default(''),
    logo: logo.default(''),
    /** What stands in its place where pictures are off; empty: the site's title. */
    logoAlt: z.string().default(''),
    /** Pixels. */
    logoWidth: z.int().min(16).max(600).default(140),
    /** Plain text, a line each; the last thing in every mail. */
    footer: z.string().default(''),
  })
  .transform(({ accent, accentDark, ...rest }) => {
    const light = accent === '' ? '#0b5394' : accent
    return {
      ...rest,
      accent: light,
      accentDark: accentDark || readableShade(light, DARK_GROUNDS, 'white', WELL_READABLE),
    }
  })
  .superRefine(({ accent, accentDark }, context) => {
    const looked = [
      ['accent', accent, LIGHT_GROUNDS, 'light', 'black'],
      ['accentDark', accentDark, DARK_GROUNDS, 'dark', 'white'],
    ] as const
    for (const [key, value, grounds, scheme, towards] of looked) {
      const ratio = contrastWith(value, grounds)
      if (ratio >= READABLE) continue
      const better = readableShade(value, grounds, towards)
      const isHard = `${value} is hard to read on a ${scheme} ground`
      const message = `${isHard}: its contrast is ${ratio.toFixed(1)}, links need ${READABLE}; ${better} has it`
      context.addIssue({ code: 'custom', path: [key], message })
    }
  })
  .prefault({})
