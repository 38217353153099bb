/**
 * Fonts that travel with the tests, so that a picture is the same on a machine with other fonts or none. Out: a script
 * for a page that puts them in place of what the mails ask for first; the fonts stand in it as data. They are loaded
 * before the page has them: on a machine without any font, Chromium fails one that it loads in the middle of a layout.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const { resolve } = createRequire(import.meta.url)

/** For the first name of each family in emails/layout.mjml: the font, all its weights in one file. */
const FONTS = {
  '-apple-system': 'source-sans-3',
  Georgia: 'source-serif-4',
  'ui-monospace': 'source-code-pro',
}

const faces = Object.entries(FONTS).map(([family, font]) => {
  const file = resolve(`@fontsource-variable/${font}/files/${font}-latin-wght-normal.woff2`)
  const source = `url(data:font/woff2;base64,${readFileSync(file, 'base64')})`
  return `new FontFace('${family}', '${source}', { weight: '200 900' }).load()`
})

export const putFonts = `(async () => { for (const face of await Promise.all([${faces.join()}])) document.fonts.add(face) })()`
