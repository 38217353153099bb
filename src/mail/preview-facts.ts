/**
 * What somebody who is about to send a mail should know of it. Pure. In: its parts and its bytes. Out: sizes, header
 * fields, and warnings in plain sentences.
 */

import { type DefaultTreeAdapterMap, parse } from 'parse5'
import { mailTexts } from './texts.js'

export interface PreviewFacts {
  readonly size: { readonly message: number; readonly html: number; readonly text: number }
  /** As they stand in the message, unfolded. */
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  readonly warnings: readonly string[]
}

interface Mail {
  readonly subject: string
  readonly html: string
  readonly text: string
  readonly message: Buffer
  /** Where the links of Belfry's own lead while it is tried on this machine; empty where others reach it. */
  readonly local: string
  /** Of a template with a sample: its links and header fields are nobody's. */
  readonly isSample: boolean
}

/** RFC 5322 §2.1.1; inboxes show fewer. */
const SUBJECT_LENGTH = 78
/** Gmail clips at about 102 KB; below that is room for little more. */
const HTML_OCTETS = 100_000

export function previewFacts({ subject, html, text, message, local, isSample }: Mail): PreviewFacts {
  const head = message.subarray(0, message.indexOf('\r\n\r\n')).toString('utf8')
  const headers = head
    .replace(/\r\n(?=[ \t])/g, '')
    .split('\r\n')
    .map((line) => ({ name: line.slice(0, line.indexOf(':')), value: line.slice(line.indexOf(':') + 1).trim() }))
  const size = { message: message.length, html: Buffer.byteLength(html), text: Buffer.byteLength(text) }
  const { links, images } = partsOf(html)
  const insecure = [...new Set(links.filter((link) => /^http:/i.test(link) && !isBelow(link, local)))]
  const silent = images.filter((alt) => alt === undefined).length
  const has = (name: string) => headers.some((header) => header.name.toLowerCase() === name)
  const leaves = links.some((link) => link.includes('/unsubscribe/')) || message.includes('/unsubscribe/', head.length)
  const warnings = [
    [...subject].length > SUBJECT_LENGTH &&
      mailTexts.previewFacts.subjectHasCharactersMore([...subject].length, SUBJECT_LENGTH),
    size.html >= HTML_OCTETS && mailTexts.previewFacts.htmlHasBytesGmail(size.html, HTML_OCTETS),
    silent > 0 && mailTexts.previewFacts.noAltText(silent === 1 ? 'An image has' : `${silent} images have`),
    ...insecure.map((link) => `A link is without https: ${link}`),
    !isSample && !has('list-unsubscribe') && mailTexts.previewFacts.noListUnsubscribeField(),
    !isSample && !leaves && mailTexts.previewFacts.noLinkUnsubscribeMail(),
  ]
  return { size, headers, warnings: warnings.filter((warning) => warning !== false) }
}

function isBelow(link: string, address: string): boolean {
  return address !== '' && (link === address || link.startsWith(`${address}/`))
}

type Node = DefaultTreeAdapterMap['node']

/** Addresses of links, and alt texts of images. */
function partsOf(html: string): { links: string[]; images: (string | undefined)[] } {
  const links: string[] = []
  const images: (string | undefined)[] = []
  const visit = (node: Node): void => {
    if ('attrs' in node) {
      const attribute = (name: string) => node.attrs.find((one) => one.name === name)?.value
      const href = attribute('href')
      if (node.tagName === 'a' && href !== undefined) links.push(href)
      if (node.tagName === 'img') images.push(attribute('alt'))
    }
    if ('childNodes' in node) node.childNodes.forEach(visit)
  }
  visit(parse(html))
  return { links, images }
}
