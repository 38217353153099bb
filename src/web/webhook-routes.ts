/**
 * Webhooks of mail providers: `POST /hooks/NAME`, and `/hooks/NAME/SECRET` where the provider signs nothing. Where the
 * request came from is not asked, nor its type: what a form of another site can send has no signature and no secret,
 * and no cookie or address gives anybody a right here. Whatever is not the provider's gets one answer, that of an
 * address at which nothing is; whatever is gets another, that tells nothing of anybody.
 */
import type { Context, Hono } from 'hono'
import { readHttps } from '../inbound/webhooks/read-https.js'
import { type Get, takeWebhook } from '../run/inbound/take-webhook.js'
import { newApp, type Web, type WebEnv } from './web-context.js'

/** SNS ends at 256 KB, SendGrid at 768. */
export const HOOK_BYTES = 1024 * 1024

export function webhookRoutes({ context }: Web, get: Get = readHttps): Hono<WebEnv> {
  const answer = async (c: Context<WebEnv>) => {
    const request = {
      body: new Uint8Array(await c.req.arrayBuffer()),
      header: (name: string) => c.req.header(name) ?? '',
      secret: c.req.param('secret') ?? passwordOf(c.req.header('Authorization') ?? ''),
    }
    const taken = await takeWebhook(context, c.req.param('name') ?? '', request, get)
    if (taken === 'taken') return c.text('Taken.\n')
    return taken === 'again' ? c.text('Try again.\n', 503, { 'Retry-After': '60' }) : c.text('Not found.\n', 404)
  }
  return newApp().post('/:name', answer).post('/:name/:secret', answer)
}

/** RFC 7617; whatever the name is. */
function passwordOf(authorization: string): string {
  const [, encoded = ''] = /^Basic ([\w+/]+={0,2})$/i.exec(authorization.trim()) ?? []
  const pair = Buffer.from(encoded, 'base64').toString('utf8')
  return pair.includes(':') ? pair.slice(pair.indexOf(':') + 1) : ''
}
