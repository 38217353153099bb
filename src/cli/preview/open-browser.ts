/**
 * Pictures of a mail, and the browser of the desktop. Door: processes. In: HTML, or a file. Out: PNGs by name;
 * undefined where no Chromium is found, in $CHROMIUM or in the npm packages playwright-core and @sparticuz/chromium,
 * which Belfry does not bring along.
 */
import type { Browser, BrowserContext } from 'playwright-core'
import { systemCode } from '../../base/errors.js'
import { runProgram } from '../../base/open-process.js'
import { forcedDark } from '../../mail/forced-dark.js'

export interface Picture {
  readonly name: string
  readonly png: Buffer
}

/** Forced: by a mail program that darkens mail itself and passes over the mail's own dark colours. */
const VIEWS = [
  { name: 'phone-light', width: 360, scheme: 'light', images: true },
  { name: 'phone-dark', width: 360, scheme: 'dark', images: true },
  { name: 'phone-forced-dark', width: 360, scheme: 'forced', images: true },
  { name: 'desktop-light', width: 800, scheme: 'light', images: true },
  { name: 'desktop-dark', width: 800, scheme: 'dark', images: true },
  { name: 'desktop-forced-dark', width: 800, scheme: 'forced', images: true },
  { name: 'desktop-images-off', width: 800, scheme: 'light', images: false },
] as const
/** An image that does not come is shown as its alt text. */
const IMAGES_MS = 5_000

/** @param remote may it fetch images from the net? */
export async function takePictures(
  html: string,
  chromium: string | undefined,
  remote: boolean,
): Promise<Picture[] | undefined> {
  const found = await findBrowser(chromium)
  if (found === undefined) return undefined
  const args = ['--disable-gpu', '--disable-background-networking', '--no-first-run']
  const launch = { executablePath: found.path, args, headless: true, chromiumSandbox: maySandbox() }
  // It may lack a library, the memory or the right to a sandbox: the mail is shown without pictures then.
  return await picturesOf(html, found.playwright.launch(launch), remote).catch(() => undefined)
}

/** Chromium refuses its sandbox to root. */
function maySandbox(): boolean {
  return process.getuid?.() !== 0
}

async function picturesOf(html: string, launched: Promise<Browser>, remote: boolean): Promise<Picture[]> {
  const browser = await launched
  try {
    const pictures: Picture[] = []
    for (const { name, width, scheme, images } of VIEWS) {
      const context = await browser.newContext({
        viewport: { width, height: 800 },
        colorScheme: scheme === 'dark' ? 'dark' : 'light',
        javaScriptEnabled: false,
        offline: !remote,
      })
      pictures.push({
        name: `${name}.png`,
        png: await take(context, scheme === 'forced' ? forcedDark(html) : html, images && remote),
      })
      await context.close()
    }
    return pictures
  } finally {
    await browser.close()
  }
}

async function take(context: BrowserContext, html: string, images: boolean): Promise<Buffer> {
  // A mail program fetches images and nothing else; what a link announces (prefetch) passes no route.
  await context.route('**/*', (route) =>
    images && route.request().resourceType() === 'image' ? route.continue() : route.abort(),
  )
  const page = await context.newPage()
  await page.setContent(html.replace(/<link\b[^>]*>/gi, ''), { waitUntil: 'domcontentloaded' })
  await page.waitForLoadState('load', { timeout: IMAGES_MS }).catch(() => undefined)
  return await page.screenshot({ fullPage: true })
}

async function findBrowser(chromium: string | undefined) {
  try {
    const { chromium: playwright } = await import('playwright-core')
    const path = chromium || (await (await import('@sparticuz/chromium')).default.executablePath())
    return { playwright, path }
  } catch (thrown) {
    if (systemCode(thrown) !== undefined) return undefined
    throw thrown
  }
}

/** @returns false where there is no desktop to open it on */
export async function openOnDesktop(file: string): Promise<boolean> {
  const { platform, env } = process
  const isThere = platform !== 'linux' || env.DISPLAY !== undefined || env.WAYLAND_DISPLAY !== undefined
  if (!isThere) return false
  const opener = { darwin: 'open', win32: 'explorer' }[platform as string] ?? 'xdg-open'
  return (await runProgram(opener, [file]))?.exitCode === 0
}
