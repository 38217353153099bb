/**
 * What the frame of a mail shows of the project's look. Pure. In: the configuration. Out: values of emails/layout.mjml,
 * as they stand in emails/samples.
 */
import { fontFamilies, LOGO_WIDTH, mailLook } from '../config/look.js'
import type { Config } from '../config/schema.js'
import { MAIL_SCHEMES, schemesOf } from '../config/schemes.js'
import { oneLine } from './one-line.js'

export function lookValues(config: Config) {
  const look = mailLook(config)
  const { light, dark } = schemesOf(look, MAIL_SCHEMES)
  return {
    ...{ accent: light.accent, accent_dark: dark.accent, ink: light.ink, ink_dark: dark.ink },
    ...{ quiet: light.quiet, quiet_dark: dark.quiet, ground: light.ground, ground_dark: dark.ground },
    ...{ raised: light.raised, raised_dark: dark.raised },
    font: fontFamilies(look.font),
    title_font: fontFamilies(look.titleFont),
    logo: look.logo,
    logo_alt: oneLine(look.logoAlt) || oneLine(config.site.title),
    logo_width: look.logoWidth ?? LOGO_WIDTH,
    footer: filledLines(look.footer),
  }
}

/** Those that hold something, each as one line. */
export function filledLines(text: string): string[] {
  return text
    .split('\n')
    .map(oneLine)
    .filter((line) => line !== '')
}
