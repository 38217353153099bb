/**
 * What is wrong with the markup that a template made, before MJML sees it: MJML drops what it does not understand, and
 * half a mail with it. Pure. In: MJML, without the HTML of posts. Out: the first fault, with where it stands in the
 * MJML; what comes after a tag that is not closed would only repeat it.
 */

import { nearest } from '../../base/nearest.js'
import { mailTexts } from '../texts.js'
import { type MarkupFault, withoutMarks } from './marks.js'

/** Elements of MJML that hold HTML; all others hold elements of MJML, and words in them are lost. */
const HOLDS_HTML: ReadonlySet<string> = new Set(
  (
    'mj-text mj-button mj-raw mj-table mj-title mj-preview mj-style mj-accordion-title mj-accordion-text ' +
    'mj-navbar-link mj-social-element'
  ).split(' '),
)
/** Never read as tags. */
const VERBATIM: ReadonlySet<string> = new Set(['mj-style', 'style', 'script', 'mj-title', 'title'])
const EMPTY: ReadonlySet<string> = new Set('area base br col embed hr img input link meta source track wbr'.split(' '))
/** HTML lets their end be left out. */
const MAY_STAY_OPEN: ReadonlySet<string> = new Set('p li dt dd tr td th thead tbody tfoot colgroup'.split(' '))

const NOT_IN_MAIL = new Set(
  (
    'script form input button textarea select option iframe frame frameset object embed applet link base video audio ' +
    'source track svg math canvas dialog portal mj-include mj-font'
  ).split(' '),
)
const REMEDY_INCLUDE = mailTexts.markupFaults.writeRenderNameMjml()

interface Tag {
  readonly name: string
  readonly attributes: string
  readonly isEnd: boolean
  readonly isEmpty: boolean
  readonly at: number
}

const TAG = /<(\/?)([a-zA-Z][\w:-]*)((?:"[^"<]*"|'[^'<]*'|[^'"<>])*?)(\/?)>/y
const COMMENT = /<!--[\s\S]*?(?:-->|$)|<![^>]*>/y

export function markupFault(mjml: string): MarkupFault | undefined {
  const open: Tag[] = []
  let at = 0
  while (at < mjml.length) {
    const next = mjml.indexOf('<', at)
    const lost = lostWords(mjml.slice(at, next === -1 ? mjml.length : next), open.at(-1), at)
    if (lost !== undefined) return lost
    if (next === -1) break
    const read = readTag(mjml, next)
    if (typeof read === 'number') {
      at = read
    } else if (read === undefined) {
      return unended(mjml, next)
    } else {
      const fault = taken(read.tag, open) ?? refused(read.tag)
      if (fault !== undefined) return fault
      at = isOpened(read.tag) && VERBATIM.has(read.tag.name) ? endOf(mjml, read.tag.name, read.end) : read.end
    }
  }
  const left = open.findLast((tag) => !MAY_STAY_OPEN.has(tag.name))
  return left === undefined ? undefined : notClosed(left)
}

/** @returns where to go on behind what is no tag; undefined for a tag without an end */
function readTag(mjml: string, at: number): { tag: Tag; end: number } | number | undefined {
  COMMENT.lastIndex = at
  if (COMMENT.test(mjml)) return COMMENT.lastIndex
  if (!/[a-zA-Z/]/.test(mjml[at + 1] ?? '')) return at + 1
  TAG.lastIndex = at
  const found = TAG.exec(mjml)
  if (found === null) return undefined
  const [whole, slash, name = '', attributes = '', empty] = found
  return {
    tag: {
      name: name.toLowerCase(),
      attributes: withoutMarks(attributes),
      isEnd: slash === '/',
      isEmpty: empty === '/' || EMPTY.has(name.toLowerCase()),
      at,
    },
    end: at + whole.length,
  }
}

function isOpened(tag: Tag): boolean {
  return !tag.isEnd && !tag.isEmpty
}

function endOf(mjml: string, name: string, from: number): number {
  const end = mjml.toLowerCase().indexOf(`</${name}`, from)
  return end === -1 ? mjml.length : end
}

/** Opens or closes. */
function taken(tag: Tag, open: Tag[]): MarkupFault | undefined {
  if (!tag.isEnd) {
    const holder = open.findLast(({ name }) => HOLDS_HTML.has(name))
    if (holder !== undefined && tag.name.startsWith('mj-') && holder.name !== 'mj-raw') return notClosed(holder)
    if (!tag.isEmpty) open.push(tag)
    return undefined
  }
  const opener = open.findLastIndex(({ name }) => name === tag.name)
  if (opener === -1) return EMPTY.has(tag.name) ? undefined : closesNothing(tag, open)
  const between = open.slice(opener + 1).find(({ name }) => !MAY_STAY_OPEN.has(name))
  if (between !== undefined) return notClosed(between)
  open.length = opener
  return undefined
}

function notClosed({ name, at }: Tag): MarkupFault {
  return { message: mailTexts.markupFaults.notClosed(name), fix: mailTexts.markupFaults.writeWhereEnds(name), at }
}

function closesNothing({ name, at }: Tag, open: readonly Tag[]): MarkupFault {
  const near = nearest(name, open.map((tag) => tag.name).reverse())
  const fix = near === undefined ? mailTexts.markupFaults.removeOrWriteTag() : mailTexts.markupFaults.didYouMean(near)
  return { message: mailTexts.markupFaults.closesTagNotOpened(name), fix, at }
}

function unended(mjml: string, at: number): MarkupFault {
  const name = /^<\/?([\w:-]*)/.exec(mjml.slice(at, at + 80))?.[0] ?? '<'
  const fix = mailTexts.markupFaults.endTagCloseQuotes()
  return { message: mailTexts.markupFaults.tagHasNoEnd(name), fix, at }
}

/** Words between elements of MJML: nobody would see them. */
function lostWords(text: string, holder: Tag | undefined, from: number): MarkupFault | undefined {
  if (holder === undefined || !holder.name.startsWith('mj') || HOLDS_HTML.has(holder.name)) return undefined
  const words = withoutMarks(text).trim()
  if (!/[\p{L}\p{N}]/u.test(words)) return undefined
  const first = words.slice(0, 30)
  const at = from + text.search(/[\p{L}\p{N}](?![^\uE000]*\uE001)/u)
  return {
    message: mailTexts.markupFaults.wordsStandItselfWhere(holder.name, first),
    fix: mailTexts.markupFaults.putThemBetweenMj(),
    at,
  }
}

function refused({ name, attributes, isEnd, isEmpty, at }: Tag): MarkupFault | undefined {
  if (isEnd) return undefined
  if (name === 'mj-include') return { message: mailTexts.markupFaults.mjIncludeNotAllowed(), fix: REMEDY_INCLUDE, at }
  if (NOT_IN_MAIL.has(name))
    return {
      message: mailTexts.markupFaults.hasNoPlaceMail(name),
      fix: mailTexts.markupFaults.removeMailProgramsDrop(),
      at,
    }
  if (name === 'meta' && /\shttp-equiv\b/i.test(attributes))
    return { message: mailTexts.markupFaults.metaHttpEquivHas(), fix: 'Remove it.', at }
  const handler = /(?:^|[\s"'/])(on[a-z]{3,})\s*=/i.exec(attributes.replace(/"[^"]*"|'[^']*'/g, '""'))?.[1]
  if (handler !== undefined)
    return {
      message: mailTexts.markupFaults.wouldRunProgramMail(handler),
      fix: mailTexts.markupFaults.removeMailProgramsDrop2(),
      at,
    }
  if (/=\s*["']?\s*(?:javascript|vbscript|data:text)\s*:?/i.test(attributes))
    return { message: mailTexts.markupFaults.linkTagWouldRun(), fix: mailTexts.markupFaults.linkHttpsAddress(), at }
  const nowhere = leadsNowhere(name, attributes, isEmpty)
  if (nowhere !== undefined)
    return {
      message:
        nowhere === '' ? `the link of <${name}> has no address` : `the link to ${nowhere} leads nowhere in a mail`,
      fix: mailTexts.markupFaults.writeWholeAddressHttps(),
      at,
    }
  if (name === 'img' && !/\salt\s*=/i.test(attributes))
    return { message: mailTexts.markupFaults.pictureHasNoWords(), fix: mailTexts.markupFaults.writeAltOrAlt(), at }
  const width = pixels(attributes, 'width')
  const height = pixels(attributes, 'height')
  if ((name === 'img' || name === 'mj-image') && Math.min(width ?? 99, height ?? 99) <= 1)
    return {
      message: mailTexts.markupFaults.pictureOnePixelWatch(),
      fix: mailTexts.markupFaults.removeBelfryWatchesNobody(),
      at,
    }
  return undefined
}

const LINKS: ReadonlySet<string> = new Set('a area mj-button mj-image mj-navbar-link mj-social-element'.split(' '))

/** @returns what stands for an address and is none: a mail has no site that it could begin from */
function leadsNowhere(name: string, attributes: string, isEmpty: boolean): string | undefined {
  if (!LINKS.has(name)) return undefined
  const [, double, single, bare] = /(?:^|\s)href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]*))/i.exec(attributes) ?? []
  const address = (double ?? single ?? bare)?.trim()
  // What nobody can press; <mj-button /> says how buttons look, and a link within the mail ends at a name.
  const isPressed = (name === 'mj-button' && !isEmpty) || (name === 'a' && !/\b(?:id|name)\s*=/i.test(attributes))
  if (address === undefined) return isPressed ? '' : undefined
  if (/^(?:mailto:.|tel:.|#.)/i.test(address)) return undefined
  return /^https?:\/\//i.test(address) && URL.canParse(address) ? undefined : address.slice(0, 60)
}

function pixels(attributes: string, name: string): number | undefined {
  const stated =
    new RegExp(`\\s${name}\\s*=\\s*["']?(\\d+)(?:px)?["'\\s]?`, 'i').exec(attributes)?.[1] ??
    new RegExp(`[;"'\\s]${name}\\s*:\\s*(\\d+)px`, 'i').exec(attributes)?.[1]
  return stated === undefined ? undefined : Number(stated)
}
