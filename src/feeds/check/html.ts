/**
 * Looks at the HTML inside feeds. Pure. In: HTML. Out: the rules it breaks, each once, with what broke it. One body
 * stands in three formats and several feeds: an HtmlValidator remembers what it found.
 */
import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parseFragment } from 'parse5'
import type { RuleId } from './rules.js'
import { htmlElements, isAbsolute } from './values.js'

type Node = DefaultTreeAdapterTypes.ChildNode
type Element = DefaultTreeAdapterTypes.Element

export interface HtmlFinding {
  readonly rule: RuleId
  readonly message: string
}

const ADDRESSES = new Set('href src poster cite data longdesc background action formaction'.split(' '))
const RISKY = new Set(
  [
    'script iframe frame frameset object embed applet style link meta base svg math html head body noembed xmp',
    'plaintext',
  ]
    .join(' ')
    .split(' '),
)
const RISKY_ATTRIBUTE = /^(?:on|style$|srcdoc$|formaction$)/
const RISKY_ADDRESS = /^\s*(?:javascript|vbscript|data):/i
/** HTML §13.1.2.4, and void elements. */
const END_TAG_OPTIONAL = new Set(
  [
    'p li dt dd rt rp optgroup option colgroup caption thead tbody tfoot tr td th area base br col embed hr',
    'img input link meta param source track wbr',
  ]
    .join(' ')
    .split(' '),
)
/** What a parser may add by itself. */
const IMPLIED = new Set('tbody tr colgroup'.split(' '))

export class HtmlValidator {
  readonly #known = new Map<string, readonly HtmlFinding[]>()

  findings(html: string): readonly HtmlFinding[] {
    const known = this.#known.get(html)
    if (known !== undefined) return known
    const found = htmlFindings(html)
    this.#known.set(html, found)
    return found
  }
}

function htmlFindings(html: string): HtmlFinding[] {
  const found: HtmlFinding[] = []
  const say = (rule: RuleId, message: string): void => {
    if (!found.some((one) => one.rule === rule && one.message === message)) found.push({ rule, message })
  }
  const fragment = parseFragment(html, {
    sourceCodeLocationInfo: true,
    scriptingEnabled: false,
    onParseError: ({ code, startLine }) => say('NotHtml', `${code} in line ${startLine} of the content`),
  })
  for (const node of everyNode(fragment.childNodes)) if (defaultTreeAdapter.isElementNode(node)) ofElement(node, say)
  return found
}

/** Without recursion: content may be nested deeply. */
function everyNode(top: readonly Node[]): Node[] {
  const all: Node[] = []
  const waiting = [...top]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    all.push(node)
    if (defaultTreeAdapter.isElementNode(node)) waiting.push(...node.childNodes)
  }
  return all
}

type Say = (rule: RuleId, message: string) => void

function ofElement(element: Element, say: Say): void {
  const { tagName, sourceCodeLocation: place } = element
  if (RISKY.has(tagName)) say('SecurityRisk', `element ${tagName}`)
  else if (!htmlElements.has(tagName)) say('NotHtml', `${tagName} is no element of HTML`)
  if (place === undefined || place === null) {
    if (!IMPLIED.has(tagName)) say('NotHtml', `an end tag </${tagName}> without its element`)
  } else if (place.endTag === undefined && !END_TAG_OPTIONAL.has(tagName)) say('NotHtml', `${tagName} is not closed`)
  for (const { name, value } of element.attrs) ofAttribute(tagName, name, value, say)
}

function ofAttribute(tagName: string, name: string, value: string, say: Say): void {
  const where = `${tagName}/@${name} "${value.slice(0, 80)}"`
  if (RISKY_ATTRIBUTE.test(name)) say('SecurityRiskAttr', where)
  for (const address of addresses(name, value)) {
    if (!isAbsolute(address)) say('ContainsRelRef', where)
    else if (RISKY_ADDRESS.test(address)) say('SecurityRisk', where)
  }
}

/** srcset: addresses with a width or density, separated by commas. */
function addresses(name: string, value: string): string[] {
  if (ADDRESSES.has(name)) return [value]
  if (name !== 'srcset') return []
  return value.split(/,\s+|,$/).flatMap((candidate) => candidate.trim().split(/\s+/)[0] || [])
}
