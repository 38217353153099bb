/**
 * Serves the published folder: feeds, pages, what else stands there. In: GET and HEAD. Out: bytes, 304 where the client
 * has them, or the page that says there is none. What was found once, listener.ts answers from then on.
 */
import type { Context, Hono } from 'hono'
import { notFoundPage } from '../../site/not-found-page.js'
import { OWN_STYLE_FILE, STYLE_FILE } from '../../site/site.js'
import { stylesheet } from '../../site/style.js'
import { landingPage } from '../pages/landing.js'
import { WEB_STYLE_FILE, webStylesheet } from '../pages/style.js'
import { newApp, type Web, type WebEnv } from '../web-context.js'
import { fieldsOf, isBrowser, isUnchanged, type PublishedFile, representationFor } from './file.js'
import { isForPrograms, maxAge } from './media-types.js'
import { candidatesFor } from './paths.js'
import type { LargeFile, PublishedFolder } from './read-folder.js'

export function publishedRoutes({ context, site }: Web, published: PublishedFolder): Hono<WebEnv> {
  const css = (c: Context, text: string) =>
    c.body(text, 200, { 'Content-Type': 'text/css; charset=utf-8', 'Cache-Control': 'public, max-age=300' })
  return newApp()
    .get(`/${WEB_STYLE_FILE}`, (c) => css(c, webStylesheet))
    .get('*', async (c) => {
      const { pathname } = new URL(c.req.url)
      const { files, directory } = candidatesFor(pathname)
      for (const [index, path] of files.entries()) {
        const file = await published.read(path)
        if (file === undefined) continue
        if ('stream' in file) return largeAnswer(c, file)
        // Only as it came over the wire: what was mended on the way here means nothing there.
        if (c.env.target === pathname) published.remember(pathname, file, files.slice(0, index))
        return answer(c, file)
      }
      if (directory !== undefined && (await published.read(directory.index))) return c.redirect(directory.location, 301)
      if (pathname === '/') return c.html(landingPage(site, context.config))
      // Without static pages nothing has written the style that all pages share.
      if (pathname === `/${STYLE_FILE}`) return css(c, stylesheet(site.look))
      if (pathname === `/${OWN_STYLE_FILE}` && context.config.style !== undefined) return css(c, context.config.style)
      return c.html(notFoundPage(site, '/'), 404)
    })
}

function answer(c: Context<WebEnv>, file: PublishedFile): Response {
  const representation = representationFor(file, c.req.header('Accept-Encoding'))
  const status = isUnchanged(file, representation, c.req.header()) ? 304 : 200
  const shown = isBrowser(c.req.header('Accept'))
  const headers = new Headers()
  for (const [name, value] of fieldsOf(file, representation, status, shown)) headers.set(name, value)
  return new Response(status === 304 ? null : representation.bytes, { status, headers })
}

function largeAnswer(c: Context<WebEnv>, { type, size, modifiedAt, stream }: LargeFile): Response {
  const headers: Record<string, string> = {
    'Last-Modified': new Date(modifiedAt).toUTCString(),
    'Cache-Control': `public, max-age=${maxAge(type)}`,
  }
  if (isForPrograms(type)) headers['Access-Control-Allow-Origin'] = '*'
  if (Date.parse(c.req.header('If-Modified-Since') ?? '') >= modifiedAt)
    return new Response(null, { status: 304, headers })
  const body = c.req.method === 'HEAD' ? null : bodyOf(stream())
  return new Response(body, { headers: { ...headers, 'Content-Type': type, 'Content-Length': String(size) } })
}

/** Read as fast as the client takes it; ended with the connection. */
function bodyOf(stream: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const chunks = stream[Symbol.asyncIterator]()
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await chunks.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: async () => {
      await chunks.return?.()
    },
  })
}
