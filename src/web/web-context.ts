/**
 * What every route works with. Pure types, and the site as pages from this server show it: links inside it are paths,
 * so that they work under whatever name the reader came by.
 */
import { Hono } from 'hono'
import type { Config } from '../config/schema.js'
import { configIn, otherLanguage } from '../config/spoken.js'
import type { ReleaseTable } from '../releases/release.js'
import type { AppContext } from '../run/app-context.js'
import { type Site, siteOf } from '../site/site.js'

export interface WebHooks {
  /** Mail was put into the ledger. */
  mailWaiting(): void
  /** When the next run is due, milliseconds since the epoch; undefined where another process has the runs. */
  nextRun?(): number | undefined
}

/**
 * `client` is the address of who asks, behind the proxies that are trusted; `target` what the request line asked for,
 * as it came.
 */
export interface WebEnv {
  Bindings: { readonly client: string; readonly target: string }
}

export type WebApp = Hono<WebEnv>

export interface Web {
  readonly context: AppContext
  readonly hooks: WebHooks
  readonly site: Site
  /** The same site, which speaks a person's language; the site's own where it does not offer that one. */
  siteIn(language: string): Site
  /** The releases table as it is now. */
  releases(): Promise<ReleaseTable>
}

/** Routes take `/subscribe/` for `/subscribe`: people type slashes. */
export function newApp(): WebApp {
  return new Hono<WebEnv>({ strict: false })
}

export function webSite(config: Config): Site {
  return { ...siteOf(config), webUrl: '', ...(showsOutbox(config) && { outboxUrl: '/outbox' }) }
}

/** @returns the site in a language; each is made once */
export function sitesOf(config: Config): Web['siteIn'] {
  const known = new Map([['', webSite(config)]])
  return (language) => {
    const other = otherLanguage(config, language)
    const site = known.get(other) ?? webSite(configIn(config, other))
    known.set(other, site)
    return site
  }
}

/** The outbox is shown only if mail goes to a file and the server listens on this machine alone. */
function showsOutbox(config: Config): boolean {
  return config.mail.transport.startsWith('file:') && /^(localhost|127(\.\d+){3}|::1)$/i.test(config.web.listen.host)
}
