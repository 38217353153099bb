/**
 * May something of a post be left out? Pure and quick. In: Markdown. Out: false where nothing can be, so that the post
 * need not be parsed to find out; true where it is worth looking.
 */
import { attributesIn, fateOf, PLAYED_TAGS } from './html-tags.js'

const TAG = /<([a-z][^\s/<>]*)((?:"[^"]*"|'[^']*'|[^'"<>])*)>?/gi
/** Of a link, an image or a definition of one. */
const ADDRESS = /\](?:\(|:)\s*<?([^\s)>]*)/g
/** An address of the web or below the site: nothing is hidden in it. */
const PLAIN = /^(?:https?:\/\/[\w.-]+(?::\d{1,4})?(?:[/?#]|$)|mailto:|[^:&\\%]*$|[/#?.][^&\\]*$)/i

export function mayDrop(body: string): boolean {
  if (body.includes('<') && mayDropTag(body)) return true
  if (!body.includes('](') && !body.includes(']:')) return false
  for (const [, address = ''] of body.matchAll(ADDRESS)) if (!PLAIN.test(address)) return true
  return body.includes('[^') && /^ {0,3}\[\^[^\]\s]+\]:/m.test(body)
}

function mayDropTag(body: string): boolean {
  if (body.lastIndexOf('<!--') > body.lastIndexOf('-->')) return true
  for (const [, name = '', rest = ''] of body.matchAll(TAG)) if (isSuspect(name, rest)) return true
  return false
}

const played = new Set(PLAYED_TAGS)

function isSuspect(name: string, rest: string): boolean {
  if (/^(?:https?|mailto):|@/i.test(name)) return false
  const fate = fateOf(name)
  // `<VERSION>` is a word.
  if (fate === 'unknown') return name.includes(':') || rest.includes('=')
  if (fate !== 'kept' || played.has(name.toLowerCase())) return true
  if (rest.trim() === '') return false
  for (const [key, value] of attributesIn(`<x${rest}>`)) {
    if (/^(?:hidden|style|aria-label|on[a-z]+)$/.test(key)) return true
    if (/^(?:href|src)$/.test(key) && !PLAIN.test(value)) return true
  }
  return false
}
