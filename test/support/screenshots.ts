/**
 * Pictures of HTML in Chromium, phone and desktop, light and dark, whole pages. In: named HTML and a folder. Out: PNG files named
 * NAME-WIDTH-SCHEME.png, and what is wrong with what they show. Nothing is fetched from anywhere; what the page would load stays empty.
 */
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { openBrowser } from './chromium.js'

export interface Page {
  readonly name: string
  readonly html: string
}

export const widths = [320, 640] as const
export const schemes = ['light', 'dark'] as const

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** A mail has no landmarks; the program that shows it has them. */
const RULES = "{ rules: { 'landmark-one-main': { enabled: false }, region: { enabled: false } } }"

export interface Taken {
  readonly files: string[]
  /** For each picture by how many pixels the page is wider than its window. */
  readonly overflow: Record<string, number>
  /** For each picture what axe finds: the rule, then the places. */
  readonly findings: Record<string, string[][]>
}

export async function takeScreenshots(pages: readonly Page[], folder: string): Promise<Taken> {
  mkdirSync(folder, { recursive: true })
  const files: string[] = []
  const overflow: Record<string, number> = {}
  const findings: Record<string, string[][]> = {}
  const browser = await openBrowser()
  try {
    for (const width of widths) {
      for (const colorScheme of schemes) {
        const context = await browser.newContext({
          viewport: { width, height: 800 },
          colorScheme,
          javaScriptEnabled: true,
        })
        await context.route('**/*', (route) => route.abort())
        const page = await context.newPage()
        for (const { name, html } of pages) {
          await page.setContent(html)
          const picture = `${name}-${width}-${colorScheme}`
          const file = join(folder, `${picture}.png`)
          await page.screenshot({ path: file, fullPage: true })
          overflow[picture] = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')
          await page.evaluate(axe)
          findings[picture] = await page.evaluate(
            `(async () => (await axe.run(document, ${RULES})).violations.map(({ id, nodes }) => [id, ...nodes.map(({ target }) => String(target))]))()`,
          )
          files.push(file)
        }
        await context.close()
      }
    }
  } finally {
    await browser.close()
  }
  return { files, overflow, findings }
}
