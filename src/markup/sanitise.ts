/**
 * Makes rendered HTML safe for pages, feeds and mail, and every address in it absolute, in one pass. Pure. In: HTML from Markdown,
 * which may hold anything its author typed. Out: HTML of the tags and attributes listed here, with http, https and mailto addresses
 * only. What would play or load something else becomes a link to it. Text inside code and pre is never changed.
 */
import sanitizeHtml, { type Attributes, type IOptions, type Tag } from 'sanitize-html'
import { belowSite } from '../base/site-address.js'

export interface AddressBase {
  /** What addresses that begin with / are resolved against. */
  readonly siteUrl: string
  /** The page itself: `#part` and relative addresses. */
  readonly postUrl: string
}

const ALLOWED_TAGS = [
  'h1 h2 h3 h4 h5 h6 p div section article aside header footer blockquote pre hr br center address',
  'ul ol li dl dt dd figure figcaption details summary img a span wbr',
  'em strong b i u s del ins sub sup small mark q cite abbr dfn time bdi bdo code kbd samp var tt',
  'table caption colgroup col thead tbody tfoot tr th td',
].flatMap((names) => names.split(' '))

const CELL = ['colspan', 'rowspan', 'align', 'scope']

/** Deeper nesting is no writing, and recursive readers of the result (html-to-text, mail programs) would fall over it. */
const NESTING_LIMIT = 100

export function safeHtml(html: string, base: AddressBase): string {
  return sanitizeHtml(html, { ...fixedOptions, transformTags: transforms(base) })
}

const fixedOptions: IOptions = {
  allowedTags: ALLOWED_TAGS,
  allowedAttributes: {
    '*': ['id', 'lang', 'dir', 'title'],
    a: ['href', 'rel'],
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
  allowedSchemes: ['http', 'https', 'mailto'],
  allowedSchemesByTag: { img: ['http', 'https'] },
  allowProtocolRelative: false,
  nestingLimit: NESTING_LIMIT,
  nonTextTags: 'script style textarea option xmp noscript title noembed noframes template select button svg math'.split(
    ' ',
  ),
}

function transforms(base: AddressBase): NonNullable<IOptions['transformTags']> {
  const absolute = (address: string | undefined) => absoluteAddress(address, base)
  const linkTo = (address: string | undefined): Tag => {
    const href = absolute(address)
    return href === undefined ? { tagName: 'span', attribs: {} } : { tagName: 'a', attribs: { href }, text: href }
  }
  const player = (_tag: string, attribs: Attributes): Tag =>
    attribs.src ? linkTo(attribs.src) : { tagName: 'span', attribs: {} }
  return {
    a: (tagName, { href, ...rest }) => ({ tagName, attribs: withAddress(rest, 'href', absolute(href)) }),
    img: (tagName, { src, srcset, alt, ...rest }) => {
      const attribs = {
        ...withAddress({}, 'src', absolute(src)),
        ...withAddress({}, 'srcset', absoluteSet(srcset, base)),
      }
      return { tagName, attribs: { ...attribs, alt: alt ?? '', ...rest } }
    },
    iframe: player,
    embed: player,
    video: player,
    audio: player,
    source: player,
    object: (_tag, attribs) => linkTo(attribs.data),
  }
}

function withAddress(attribs: Attributes, name: string, address: string | undefined): Attributes {
  return address === undefined ? attribs : { [name]: address, ...attribs }
}

/** @returns undefined for an address that is none, or has a scheme that no post needs */
function absoluteAddress(address: string | undefined, base: AddressBase): string | undefined {
  const typed = address?.replace(/[\0-\x20]+/g, (run) => (/[^\0-\x1F]/.test(run) ? ' ' : '')).trim()
  if (typed === undefined || typed === '') return undefined
  const text = belowSite(typed, base.siteUrl)
  const against = text.startsWith('/') ? `${base.siteUrl}/` : base.postUrl
  if (!URL.canParse(text, against)) return undefined
  const url = new URL(text, against)
  return ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url.href : undefined
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
