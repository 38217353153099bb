/**
 * Pictures of HTML in Chromium, phone and desktop, light and dark, whole pages. In: named HTML and a folder. Out: PNG files named
 * NAME-WIDTH-SCHEME.png. Nothing is fetched from anywhere; what the page would load stays empty.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openBrowser } from './chromium.js'

export interface Page {
  readonly name: string
  readonly html: string
}

export const widths = [320, 640] as const
export const schemes = ['light', 'dark'] as const

/** @returns the files written, and for each page and width by how many pixels it is wider than its window */
export async function takeScreenshots(
  pages: readonly Page[],
  folder: string,
): Promise<{ files: string[]; overflow: Record<string, number> }> {
  mkdirSync(folder, { recursive: true })
  const files: string[] = []
  const overflow: Record<string, number> = {}
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
          const file = join(folder, `${name}-${width}-${colorScheme}.png`)
          await page.screenshot({ path: file, fullPage: true })
          overflow[`${name}-${width}`] = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')
          files.push(file)
        }
        await context.close()
      }
    }
  } finally {
    await browser.close()
  }
  return { files, overflow }
}
