/**
 * A real browser for tests and screenshots: the Chromium inside @sparticuz/chromium, driven by Playwright. Out: a
 * browser the caller closes. Everything it would fetch from outside loopback is refused.
 */
import chromium from '@sparticuz/chromium'
import { type Browser, type Page, chromium as playwright } from 'playwright-core'

export async function openBrowser(): Promise<Browser> {
  return await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      // How letters are drawn is otherwise asked of the machine's fontconfig.
      '--font-render-hinting=none',
      '--disable-lcd-text',
      '--force-color-profile=srgb',
    ],
    headless: true,
  })
}

/**
 * How far a page scrolls sideways, once its style sheets are there: after a click a browser is asked too early, and
 * lays out what has no style yet. @returns pixels; 0 is what a page ought to have
 */
export async function sideways(page: Page): Promise<number> {
  await page.waitForLoadState('load')
  const pixels: unknown = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')
  return Number(pixels)
}
