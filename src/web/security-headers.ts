/**
 * Header fields of every answer with a body. Pure. In: the configuration. Out: the fields, and a middleware that sets
 * them. No script may run but on a page that asks for it: of those for everybody that is the second step of the form;
 * pages of the console bring their own rule (console/policies.ts). Addresses that hold tokens leak to nobody by
 * Referer; all others say their origin, by which a form that another site sent is known.
 */
import type { MiddlewareHandler } from 'hono'
import type { Config } from '../config/schema.js'
import type { WebEnv } from './web-context.js'

/** Routes of mailed links, and the outbox, which shows mail. */
const HOLDS_TOKEN = /^\/(confirm|unsubscribe|preferences|address|outbox|console\/sign-in)\//

export function securityHeaders(config: Config): MiddlewareHandler<WebEnv> {
  const fields = Object.entries(securityFields(config))
  return async (c, next) => {
    await next()
    // A cache keeps those of the answer that it has (RFC 9110 §15.4.5).
    if (c.res.status === 304) return
    if (HOLDS_TOKEN.test(c.req.path)) c.res.headers.set('Referrer-Policy', 'no-referrer')
    for (const [name, value] of fields) if (!c.res.headers.has(name)) c.res.headers.set(name, value)
  }
}

export function securityFields(config: Config): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(config),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'strict-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
    'Cache-Control': 'no-store',
  }
}

/** For the page whose script is a file of this server. */
export function policyWithScript(config: Config): string {
  return contentSecurityPolicy(config, ["script-src 'self'"])
}

/** Forms of the static pages go to web.url, which is another origin where somebody came by another name. */
function contentSecurityPolicy(config: Config, scripts: readonly string[] = []): string {
  return [
    "default-src 'none'",
    ...scripts,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: https:",
    "frame-src 'self'",
    `form-action 'self' ${new URL(config.web.url).origin}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
