/**
 * Pictures of HTML in Chromium, phone and desktop, light and dark, whole pages, in fonts that travel with the tests.
 * In: named HTML. Out: PNGs named NAME-WIDTH-SCHEME, and what is wrong with what they show. Nothing is fetched from
 * anywhere; what the page would load stays empty.
 */
import type { Page as Tab } from 'playwright-core'
import { forcedDark } from '../../src/mail/forced-dark.js'
import { findings } from './axe.js'
import { openBrowser, sideways } from './chromium.js'
import { putFonts } from './travelling-fonts.js'

export interface Page {
  readonly name: string
  readonly html: string
}

export const widths = [320, 640] as const
/** The last is what a mail program makes of a mail that it darkens by itself. */
export const schemes = ['light', 'dark', 'forced-dark'] as const

/** Which rules are asked of which picture. A scheme changes colours alone, a width nothing that axe sees. */
const RULES: Readonly<Record<string, Parameters<typeof findings>[1]>> = {
  '320-light': 'mail',
  '640-dark': 'colours',
  '320-forced-dark': 'colours',
}

export interface Taken {
  readonly pngs: Record<string, Buffer>
  /** For each picture by how many pixels the page is wider than its window. */
  readonly overflow: Record<string, number>
  /** What axe finds, by picture: the rule, then the places. */
  readonly findings: Record<string, string[][]>
  /** For each picture the text that is shown, wholly or in part, in a font of this machine. */
  readonly strange: Record<string, string[]>
}

export async function takeScreenshots(pages: readonly Page[]): Promise<Taken> {
  const taken: Taken = { pngs: {}, overflow: {}, findings: {}, strange: {} }
  const browser = await openBrowser()
  try {
    for (const width of widths) {
      for (const scheme of schemes) {
        const colorScheme = scheme === 'dark' ? 'dark' : 'light'
        const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme })
        await context.route('**/*', (route) => route.abort())
        const tab = await context.newPage()
        await tab.evaluate(putFonts)
        for (const { name, html } of pages) {
          await tab.setContent(scheme === 'forced-dark' ? forcedDark(html) : html)
          const picture = `${name}-${width}-${scheme}`
          taken.pngs[picture] = await tab.screenshot({ fullPage: true })
          taken.overflow[picture] = await sideways(tab)
          taken.strange[picture] = await textInStrangeFonts(tab)
          const rules = RULES[`${width}-${scheme}`]
          if (rules !== undefined) taken.findings[picture] = await findings(tab, rules)
        }
        await context.close()
      }
    }
  } finally {
    await browser.close()
  }
  return taken
}

async function textInStrangeFonts(tab: Tab): Promise<string[]> {
  const devtools = await tab.context().newCDPSession(tab)
  await devtools.send('DOM.enable')
  await devtools.send('CSS.enable')
  const { nodes } = await devtools.send('DOM.getFlattenedDocument', { depth: -1, pierce: true })
  const texts = nodes.filter(({ nodeName }) => nodeName === '#text')
  const shown = await Promise.all(
    texts.map(async ({ nodeId, nodeValue }) => {
      const { fonts } = await devtools.send('CSS.getPlatformFontsForNode', { nodeId })
      return fonts.some(({ isCustomFont }) => !isCustomFont) ? [nodeValue] : []
    }),
  )
  await devtools.detach()
  return shown.flat()
}
