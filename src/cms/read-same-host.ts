/**
 * Asks an address, and follows redirects on the same host alone: what moves elsewhere is somebody's decision. Door:
 * network. In: an address, what to ask. Out: the answer, or where it leads. A name that leads to a machine of ours is
 * refused; whoever writes the address itself means that machine.
 */
import { ask, type WebQuestion, type WebReply } from '../hubs/open-answer.js'
import { isLiteral } from '../hubs/public-addresses.js'

export const MOST_REDIRECTS = 5

export type SameHost =
  | { readonly answer: WebReply; readonly url: URL }
  /** It leads to another host, or from https to http. */
  | { readonly elsewhere: string }
  | { readonly endless: true }

/** @throws Error where nobody answers in time, or the name leads where it may not */
export async function readSameHost(first: URL, question: Omit<WebQuestion, 'onlyPublic' | 'body'>): Promise<SameHost> {
  let url = first
  for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
    const answer = await ask(url, { ...question, onlyPublic: !isLiteral(first) })
    const { status, location } = answer
    if (status < 300 || status >= 400 || status === 304 || location === undefined) return { answer, url }
    const to = URL.canParse(location, url.href) ? new URL(location, url.href) : undefined
    if (to === undefined || !isSameHost(to, first, url)) return { elsewhere: to === undefined ? location : to.href }
    url = to
  }
  return { endless: true }
}

function isSameHost(to: URL, first: URL, from: URL): boolean {
  const isSafe = to.protocol === 'https:' || (to.protocol === 'http:' && from.protocol === 'http:')
  return isSafe && to.hostname === first.hostname && to.port === first.port
}
