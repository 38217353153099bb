/**
 * Serves the published folder: feeds, pages, what else stands there. In: GET and HEAD. Out: bytes, 304 where the client has them, or
 * the page that says there is none.
 */
import type { Context, Hono } from 'hono'
import { STYLE_FILE } from '../site/frame.js'
import { notFoundPage } from '../site/not-found-page.js'
import { stylesheet } from '../site/style.js'
import { landingPage } from './landing-page.js'
import { isFeed } from './media-types.js'
import { candidatesFor } from './published-paths.js'
import { type PublishedFile, PublishedFolder } from './read-published.js'
import { newApp, type Web, type WebEnv } from './web.js'
import { WEB_STYLE_FILE, webStylesheet } from './web-style.js'

const FIVE_MINUTES = 'public, max-age=300'

export function publishedRoutes({ world, site }: Web): Hono<WebEnv> {
  const published = new PublishedFolder(world.config.feeds.folder)
  const css = (c: Context, text: string) =>
    c.body(text, 200, { 'Content-Type': 'text/css; charset=utf-8', 'Cache-Control': FIVE_MINUTES })
  return newApp()
    .get(`/${WEB_STYLE_FILE}`, (c) => css(c, webStylesheet))
    .get('*', async (c) => {
      const { pathname } = new URL(c.req.url)
      const { files, directory } = candidatesFor(pathname)
      for (const path of files) {
        const file = await published.read(path)
        if (file !== undefined) return answer(c, file)
      }
      if (directory !== undefined && (await published.read(directory.index))) return c.redirect(directory.location, 301)
      if (pathname === '/') return c.html(landingPage(site, world.config))
      // Without static pages nothing has written the style that all pages share.
      if (pathname === `/${STYLE_FILE}`) return css(c, stylesheet)
      return c.html(notFoundPage(site, '/'), 404)
    })
}

function answer(c: Context<WebEnv>, file: PublishedFile): Response {
  const headers = new Headers({
    ETag: file.etag,
    'Last-Modified': new Date(file.modifiedAt).toUTCString(),
    'Cache-Control': FIVE_MINUTES,
  })
  if (isFeed(file.path)) headers.set('Access-Control-Allow-Origin', '*')
  if (file.gzipped !== undefined) headers.set('Vary', 'Accept-Encoding')
  if (isUnchanged(c, file)) return new Response(null, { status: 304, headers })
  const packed = file.gzipped !== undefined && acceptsGzip(c.req.header('Accept-Encoding'))
  const bytes = packed ? (file.gzipped ?? file.bytes) : file.bytes
  if (packed) headers.set('Content-Encoding', 'gzip')
  headers.set('Content-Type', file.type)
  headers.set('Content-Length', String(bytes.length))
  return new Response(bytes, { headers })
}

/** RFC 9110 §13.2.2: an entity tag counts before a date. */
function isUnchanged(c: Context<WebEnv>, { etag, modifiedAt }: PublishedFile): boolean {
  const tags = c.req.header('If-None-Match')
  if (tags !== undefined) return tags.trim() === '*' || tags.split(',').some((tag) => opaque(tag) === opaque(etag))
  return Date.parse(c.req.header('If-Modified-Since') ?? '') >= modifiedAt
}

function opaque(tag: string): string {
  return tag.trim().replace(/^W\//, '')
}

function acceptsGzip(header = ''): boolean {
  return header.split(',').some((part) => /^\s*gzip\s*(;\s*q=(?!0(\.0*)?\s*$)[\d.]+\s*)?$/i.test(part))
}
