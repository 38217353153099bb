/**
 * A real browser for tests and screenshots: the Chromium inside @sparticuz/chromium, driven by Playwright. Out: a
 * browser the caller closes; within a process it is the same one, and what its callers open is apart. Everything it
 * would fetch from outside loopback is refused.
 */
import chromium from '@sparticuz/chromium'
import { type Browser, type BrowserContext, type Page, chromium as playwright } from 'playwright-core'

/** Of a browser, what tests use. */
export interface TestBrowser extends Pick<Browser, 'newContext' | 'newPage'> {
  /** Ends what was opened through it. */
  close(): Promise<void>
}

/** For what never comes: half of what a test may take. */
const LONGEST_MS = 150_000

/** A start takes a second and more; it ends with the process. */
let started: Promise<Browser> | undefined

export async function openBrowser(): Promise<TestBrowser> {
  started ??= launch()
  const browser = await started
  const contexts: BrowserContext[] = []
  const newContext: Browser['newContext'] = async (options) => {
    const context = await browser.newContext(options)
    contexts.push(context)
    context.setDefaultTimeout(LONGEST_MS)
    return context
  }
  return {
    newContext,
    newPage: async (options) => await (await newContext(options)).newPage(),
    close: async () => {
      for (const context of contexts.splice(0)) await context.close()
      // A script ends with its browser, a worker of the tests has another file to run.
      if (process.env.VITEST === undefined) await browser.close()
    },
  }
}

async function launch(): Promise<Browser> {
  const browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    // The process that runs the tests ends by such a signal, and the browser with it.
    handleSIGHUP: false,
    handleSIGINT: false,
    handleSIGTERM: false,
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
  browser.once('disconnected', () => {
    started = undefined
  })
  return browser
}

/**
 * Does what leads to another page, a click as a rule, and waits until that one is there with its style sheets: what is
 * asked at once is asked of the page before, or of none.
 */
export async function toNextPage(page: Page, act: () => Promise<unknown>): Promise<void> {
  await Promise.all([page.waitForEvent('load'), act()])
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
