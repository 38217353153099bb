/**
 * The fast way to published files, in front of the app. In: a request of node:http. Out: whether it was answered from
 * memory; the app answers everything else. It knows only request targets that the app has led to a file before, so both
 * always agree.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { fieldsOf, isBrowser, isUnchanged, type PublishedFile, type Representation, representationFor } from './file.js'
import type { PublishedFolder } from './read-folder.js'

/**
 * Header fields as node:http takes them without looking at each again: name, value, name, value. Each is made for the
 * first answer that sends it.
 */
interface Heads {
  ok?: string[]
  /** To a browser. */
  shown?: string[]
  unchanged?: string[]
}

/** @param everywhere header fields of every answer with a body, where the file's own say nothing of it */
export function publishedListener(published: PublishedFolder, everywhere: Readonly<Record<string, string>>) {
  const heads = new WeakMap<Representation, Heads>()
  const headOf = (kind: keyof Heads, file: PublishedFile, representation: Representation): string[] => {
    const known = heads.get(representation)
    const head = known?.[kind] ?? madeHead(kind, file, representation)
    if (known === undefined) heads.set(representation, { [kind]: head })
    else known[kind] = head
    return head
  }
  const madeHead = (kind: keyof Heads, file: PublishedFile, representation: Representation): string[] =>
    kind === 'unchanged'
      ? fieldsOf(file, representation, 304).flat()
      : flat(fieldsOf(file, representation, 200, kind === 'shown'), everywhere)
  return (incoming: IncomingMessage, outgoing: ServerResponse): boolean => {
    const { method, url, headers } = incoming
    if ((method !== 'GET' && method !== 'HEAD') || url === undefined || hasBody(headers)) return false
    const file = published.recall(url, wantsAnew(headers))
    if (file === undefined) return false
    const representation = representationFor(file, headerText(headers['accept-encoding']))
    if (isUnchanged(file, representation, headers)) {
      outgoing.writeHead(304, headOf('unchanged', file, representation)).end()
    } else {
      outgoing.writeHead(200, headOf(isBrowser(headers.accept) ? 'shown' : 'ok', file, representation))
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
