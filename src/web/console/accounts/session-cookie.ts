/** The cookie that holds a session. In: requests. Out: the cookie, set or taken away. */
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { isLoopback } from '../../../base/ip.js'
import { endSession, IDLE_MS } from '../../../operators/operator-store.js'
import type { Web, WebEnv } from '../../web-context.js'
import { COOKIE } from '../guard.js'

/** Ends the session that this browser had. @param session the secret of the new one */
export async function beginCookie({ context }: Web, c: Context<WebEnv>, session: string): Promise<void> {
  const before = getCookie(c, COOKIE)
  if (before !== undefined) await endSession(context.store.db, before)
  setCookie(c, COOKIE, session, { ...cookieOf(context.config.web.url), maxAge: IDLE_MS / 1000 })
}

export async function endCookie({ context }: Web, c: Context<WebEnv>): Promise<void> {
  await endSession(context.store.db, getCookie(c, COOKIE) ?? '')
  deleteCookie(c, COOKIE, cookieOf(context.config.web.url))
}

function cookieOf(url: string) {
  const { hostname, protocol } = new URL(url)
  return {
    path: '/console',
    httpOnly: true,
    sameSite: 'Strict' as const,
    secure: protocol === 'https:' || !isLoopback(hostname),
  }
}
