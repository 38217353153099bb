/**
 * Makes rendered HTML safe for pages, feeds and mail, and every address in it absolute, in one pass. Pure. In: HTML
 * from Markdown, which may hold anything its author typed. Out: HTML of the tags and attributes listed here, with
 * addresses of the schemes that addresses.ts lists; other addresses stand as text beside their words. What would play
 * or load something else becomes a link to it. Words between angle brackets that are no tags stay as text. Text inside
 * code and pre is never changed. Images of one pixel go: they show nothing and tell their server who reads. What is
 * plainly written goes a shorter way to the same (plain-html.ts).
 */
import sanitizeHtml, { type Attributes, type IOptions, type Tag } from 'sanitize-html'
import { type AddressBase, LINKED_SCHEMES, readAddress } from './addresses.js'
import { BLOCKS_FOR, EMPTIED_TAGS, SHOWN_TAGS, STRIKING, withPlaceholders } from './html-tags.js'
import { plainlySafe } from './plain-html.js'

export type { AddressBase } from './addresses.js'

const CELL = ['colspan', 'rowspan', 'align', 'scope']

/**
 * Deeper nesting is no writing, and recursive readers of the result (html-to-text, mail programs) would fall over it.
 */
const NESTING_LIMIT = 100

/** Holds the address of a link that is shown as text; never leaves this file. */
const SAID = 'data-said'

export function safeHtml(html: string, base: AddressBase): string {
  return plainlySafe(html, base) ?? sanitised(html, base)
}

function sanitised(html: string, base: AddressBase): string {
  const options = { ...fixedOptions, transformTags: transforms(base) }
  const safe = sanitizeHtml(withPlaceholders(html), options).replace(CONTROLS, '\uFFFD')
  return safe.includes(` ${SAID}="`) ? withSaidAddresses(safe) : safe
}

/** No character of a document (HTML §13.2.3.5), and in the text of a mail they would command a terminal. */
const CONTROLS = /[\0-\x08\x0B\x0C\x0E-\x1F\x7F-\x84\x86-\x9F\uFFFE\uFFFF]/g

const fixedOptions: IOptions = {
  allowedTags: SHOWN_TAGS,
  allowedAttributes: {
    '*': ['id', 'lang', 'dir', 'title'],
    a: ['href', 'rel', SAID],
    img: ['src', 'srcset', 'alt', 'width', 'height'],
    ol: ['start', 'reversed', 'type'],
    li: ['value'],
    time: ['datetime'],
    details: ['open'],
    th: CELL,
    td: CELL,
    col: ['span'],
    colgroup: ['span'],
  },
  allowedClasses: { code: ['language-*'] },
  allowedSchemes: [...LINKED_SCHEMES],
  allowedSchemesByTag: { img: ['http', 'https'] },
  allowProtocolRelative: false,
  nestingLimit: NESTING_LIMIT,
  nonTextTags: EMPTIED_TAGS,
  exclusiveFilter: ({ tag, attribs }) => tag === 'img' && isPixel(attribs),
}

function isPixel({ width, height }: Attributes): boolean {
  const isTiny = (size = '') => /^\s*[01](?:\.\d+)?(?:px)?\s*$/.test(size)
  return isTiny(width) || isTiny(height)
}

const HIDING =
  /(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden|(?:max-)?(?:width|height)\s*:\s*[01](?:px)?\s*(?:[;!]|$))/i
const STYLED_WIDTH = /(?:^|[;\s])width\s*:\s*(\d{1,5}(?:\.\d+)?)px\s*(?:[;!]|$)/i

/**
 * A width that only a style states is kept as one that mail programs obey; what a style hides would come to light
 * without it.
 */
function sizesOf({ width, height, style = '' }: Attributes): Attributes {
  if (HIDING.test(style)) return { width: '0' }
  const styled = width === undefined ? STYLED_WIDTH.exec(style)?.[1] : undefined
  return {
    ...(width !== undefined && { width }),
    ...(styled !== undefined && { width: String(Math.round(Number(styled))) }),
    ...(height !== undefined && { height }),
  }
}

function transforms(base: AddressBase): NonNullable<IOptions['transformTags']> {
  const linkTo = (address: string | undefined): Tag => {
    const href = absoluteAddress(address, base)
    return href === undefined ? { tagName: 'span', attribs: {} } : { tagName: 'a', attribs: { href }, text: href }
  }
  const player = (_tag: string, attribs: Attributes): Tag =>
    attribs.src ? linkTo(attribs.src) : { tagName: 'span', attribs: {} }
  return {
    ...BLOCKS_FOR,
    a: (tagName, { href, [SAID]: _typed, ...rest }) => ({
      tagName,
      attribs: { ...linkAttributes(href, base), ...withId(rest) },
    }),
    img: (tagName, { src, srcset, alt, width, height, style, ...rest }) => {
      const attribs = {
        ...withAddress({}, 'src', absoluteAddress(src, base)),
        ...withAddress({}, 'srcset', absoluteSet(srcset, base)),
      }
      const sizes = sizesOf(attributesOf({ width, height, style }))
      return { tagName, attribs: { ...attribs, alt: alt ?? '', ...rest, ...sizes } }
    },
    strike: 's',
    span: (tagName, attribs) => ({ tagName: STRIKING.test(attribs.style ?? '') ? 's' : tagName, attribs }),
    th: aligned,
    td: aligned,
    acronym: 'abbr',
    iframe: player,
    embed: player,
    video: player,
    audio: player,
    source: player,
    object: (_tag, attribs) => linkTo(attribs.data),
  }
}

/** Markdown says by a style how a column stands; mail programs and readers of feeds obey the attribute. */
function aligned(tagName: string, { style = '', ...rest }: Attributes): Tag {
  const side = /(?:^|;)\s*text-align\s*:\s*(left|right|center)\s*(?:;|$)/i.exec(style)?.[1]
  return { tagName, attribs: { ...(side !== undefined && { align: side.toLowerCase() }), ...rest } }
}

function attributesOf(values: Readonly<Record<string, string | undefined>>): Attributes {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}

/** `<a name>` is how pages named a place before ids. */
function withId({ name, ...rest }: Attributes): Attributes {
  return name === undefined || name === '' || rest.id !== undefined ? rest : { id: name, ...rest }
}

function linkAttributes(typed: string | undefined, base: AddressBase): Attributes {
  const address = readAddress(typed, base)
  if (address === undefined || address.kind === 'dangerous') return {}
  return address.kind === 'link' ? { href: address.href } : { [SAID]: address.href }
}

/** The address behind the words that would link to it, unless they are the address. In safe HTML only tags hold `<`. */
function withSaidAddresses(html: string): string {
  const open: { readonly said: string; readonly at: number }[] = []
  let result = ''
  let end = 0
  for (const { 0: tag, index } of html.matchAll(/<a\b[^>]*>|<\/a>/g)) {
    result += html.slice(end, index)
    end = index + tag.length
    if (tag !== '</a>') {
      const said = new RegExp(` ${SAID}="([^"]*)"`).exec(tag)?.[1] ?? ''
      result += tag.replace(` ${SAID}="${said}"`, '')
      open.push({ said, at: result.length })
      continue
    }
    const { said, at } = open.pop() ?? { said: '', at: 0 }
    const isSaid =
      said === '' ||
      result
        .slice(at)
        .replace(/<[^>]*>/g, '')
        .trim() === said
    result += isSaid ? tag : ` (${said})${tag}`
  }
  return result + html.slice(end)
}

function withAddress(attribs: Attributes, name: string, address: string | undefined): Attributes {
  return address === undefined ? attribs : { [name]: address, ...attribs }
}

/** What is loaded or played comes over the web. */
function absoluteAddress(typed: string | undefined, base: AddressBase): string | undefined {
  const href = readAddress(typed, base)?.href
  return href !== undefined && /^(?:https?|mailto):/.test(href) ? href : undefined
}

const SIZE = /^[\d.]+[wxh](?:\s+[\d.]+[wxh])?$/

/** `a.png 1x, b.png 2x`: a candidate whose size is none is left out, because it would be taken for the whole image. */
function absoluteSet(srcset: string | undefined, base: AddressBase): string | undefined {
  const candidates = candidatesIn(srcset ?? '').flatMap(([address, size]) => {
    const absolute = absoluteAddress(address, base)
    if (absolute === undefined || (size !== '' && !SIZE.test(size))) return []
    return [size === '' ? absolute : `${absolute} ${size}`]
  })
  return candidates.length === 0 ? undefined : candidates.join(', ')
}

/** HTML, "parse a srcset attribute": an address may hold commas, and one at its end means that no size follows. */
function candidatesIn(srcset: string): [address: string, size: string][] {
  const found: [string, string][] = []
  for (let rest = srcset.replace(/^[\s,]+/, ''); rest !== ''; rest = rest.replace(/^[\s,]+/, '')) {
    const run = /^\S+/.exec(rest)?.[0] ?? rest
    rest = rest.slice(run.length)
    let length = run.length
    while (run[length - 1] === ',') length -= 1
    if (length < run.length) found.push([run.slice(0, length), ''])
    else {
      const [size = ''] = rest.split(',', 1)
      found.push([run, size.trim()])
      rest = rest.slice(size.length)
    }
  }
  return found
}
