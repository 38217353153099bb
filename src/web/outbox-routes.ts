/**
 * The outbox of a trial run. In: a request from this machine. Out: the mails that the `file:` transport wrote; for
 * everybody else, and where mail is really sent, there is no such page.
 */
import type { Context, Hono, MiddlewareHandler } from 'hono'
import { notFoundPage } from '../site/not-found-page.js'
import { framedHtml, parseMail } from './outbox-mail.js'
import { type OutboxEntry, outboxPage } from './pages/outbox.js'
import { FRAME_SANDBOX, outboxMailPage } from './pages/outbox-mail.js'
import { outboxNames, readMail, readMailHead } from './read-outbox.js'
import { newApp, type Web, type WebEnv } from './web-context.js'

/** Mails on the page. */
const SHOWN = 100

const PART_POLICY = [
  ...["default-src 'none'", "style-src 'unsafe-inline'", 'img-src data:', "base-uri 'none'", "form-action 'none'"],
  ...["frame-ancestors 'self'", `sandbox ${FRAME_SANDBOX}`],
].join('; ')

export function outboxRoutes({ context, site }: Web): Hono<WebEnv> {
  const { config } = context
  const { timezone } = config.site
  const folder = config.mail.transport.replace(/^file:/, '')
  const missing = (c: Context) => c.html(notFoundPage(site, '/'), 404)
  const onlyHere: MiddlewareHandler<WebEnv> = async (c, next) => {
    if (site.outboxUrl === undefined || !isFromHere(c)) return missing(c)
    return await next()
  }
  return newApp()
    .use(onlyHere)
    .get('/', async (c) => {
      const names = await outboxNames(folder)
      const entries = await Promise.all(names.slice(0, SHOWN).map(async (name) => await headOf(folder, name)))
      return c.html(
        outboxPage(site, { entries: entries.flatMap((entry) => entry ?? []), count: names.length, timezone }),
      )
    })
    .get('/:name', async (c) => {
      const name = c.req.param('name')
      const bytes = await readMail(folder, name)
      return bytes === undefined
        ? missing(c)
        : c.html(outboxMailPage(site, { ...(await parseMail(bytes)), name }, timezone))
    })
    .get('/:name/html', async (c) => {
      const bytes = await readMail(folder, c.req.param('name'))
      const html = bytes && (await parseMail(bytes)).html
      return html === undefined ? missing(c) : c.html(framedHtml(html), 200, { 'Content-Security-Policy': PART_POLICY })
    })
    .get('/:name/source', async (c) => {
      const bytes = await readMail(folder, c.req.param('name'))
      return bytes === undefined
        ? missing(c)
        : c.body(new Uint8Array(bytes), 200, { 'Content-Type': 'text/plain; charset=utf-8' })
    })
}

/** What proxies add to a request: with any of these it did not begin here. */
const PROXY_TRACES = [
  ...[
    'Forwarded',
    'Via',
    'X-Forwarded-For',
    'X-Forwarded-Host',
    'X-Forwarded-Proto',
    'X-Forwarded-Server',
    'X-Real-IP',
  ],
  ...['X-Client-IP', 'X-Cluster-Client-IP', 'True-Client-IP', 'CF-Connecting-IP', 'CF-Ray', 'Fastly-Client-IP'],
]

/** A page elsewhere may give its own name this machine's address (DNS rebinding), and a proxy may bring strangers. */
function isFromHere(c: Context<WebEnv>): boolean {
  const { hostname } = new URL(c.req.url)
  return (
    !PROXY_TRACES.some((name) => c.req.header(name) !== undefined) &&
    /^(localhost|127(\.\d+){3}|\[::1\])$/i.test(hostname)
  )
}

async function headOf(folder: string, name: string): Promise<OutboxEntry | undefined> {
  const head = await readMailHead(folder, name)
  return head && { ...(await parseMail(head)), name }
}
