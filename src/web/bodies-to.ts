/**
 * How large the body of a request may be. Pure. In: bytes, the answer to what is larger. Out: a middleware, which looks
 * at a body only where its length is not announced.
 *
 * Hono's own asks each request for its body to see whether there is one. For that a whole Request is made, with a
 * stream and a signal that are kept until the collector of garbage looks at all memory: under a flood they were most of
 * what serve grew by.
 */
import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { WebEnv } from './web-context.js'

export function bodiesTo(most: number, tooLarge: (c: Context<WebEnv>) => Response): MiddlewareHandler<WebEnv> {
  const ofUnknownLength = bodyLimit({ maxSize: most, onError: tooLarge })
  return async (c, next) => {
    // Nobody reads one of these.
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return await next()
    const length = c.req.header('Content-Length')
    // Node has refused a request with both (RFC 9112 §6.3), and reads no more than was announced.
    if (length === undefined || c.req.header('Transfer-Encoding') !== undefined) return await ofUnknownLength(c, next)
    return Number(length) <= most ? await next() : tooLarge(c)
  }
}
