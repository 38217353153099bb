/**
 * The fast way to published files, in front of the app. In: a request of node:http. Out: whether it was answered from
 * memory; the app answers everything else. It knows only request targets that the app has led to a file before, so both
 * always agree.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { fieldsOf, isBrowser, isUnchanged, type PublishedFile, type Representation, representationFor } from './file.js'
import type { PublishedFolder } from './read-folder.js'

/** Header fields as node:http takes them without looking at each again: name, value, name, value. */
interface Heads {
  readonly ok: string[]
  /** To a browser. */
  readonly shown: string[]
  readonly unchanged: string[]
}

/** @param everywhere header fields of every answer, where the file's own say nothing of it */
export function publishedListener(published: PublishedFolder, everywhere: Readonly<Record<string, string>>) {
  const heads = new WeakMap<Representation, Heads>()
  const headsOf = (file: PublishedFile, representation: Representation): Heads => {
    const known = heads.get(representation)
    if (known !== undefined) return known
    const made = {
      ok: flat(fieldsOf(file, representation, 200), everywhere),
      shown: flat(fieldsOf(file, representation, 200, true), everywhere),
      unchanged: flat(fieldsOf(file, representation, 304), everywhere),
    }
    heads.set(representation, made)
    return made
  }
  return (incoming: IncomingMessage, outgoing: ServerResponse): boolean => {
    const { method, url, headers } = incoming
    if ((method !== 'GET' && method !== 'HEAD') || url === undefined || hasBody(headers)) return false
    const file = published.recall(url, wantsAnew(headers))
    if (file === undefined) return false
    const representation = representationFor(file, headerText(headers['accept-encoding']))
    const { ok, shown, unchanged } = headsOf(file, representation)
    if (isUnchanged(file, representation, headers)) {
      outgoing.writeHead(304, unchanged).end()
    } else {
      outgoing.writeHead(200, isBrowser(headers.accept) ? shown : ok)
      outgoing.end(method === 'HEAD' ? undefined : representation.bytes)
    }
    return true
  }
}

function flat(own: readonly (readonly [string, string])[], everywhere: Readonly<Record<string, string>>): string[] {
  const named = new Set(own.map(([name]) => name))
  return [...own, ...Object.entries(everywhere).filter(([name]) => !named.has(name))].flat()
}

/** Somebody who reloads a page wants what is there now (RFC 9111 §5.2.1.4). */
function wantsAnew(headers: IncomingMessage['headers']): boolean {
  const cacheControl = headers['cache-control']
  return cacheControl !== undefined && /no-cache|max-age=0/i.test(cacheControl)
}

function hasBody(headers: IncomingMessage['headers']): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
}

function headerText(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.join(', ')
}
