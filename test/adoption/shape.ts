/**
 * What of HTML leads somewhere: ids of headings, links, pictures. Pure. In: HTML, the address of its page. Out: each in
 * its order, addresses absolute. Footnotes lead there and back by names of each generator's own, which are left out.
 */
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5'

type Node = DefaultTreeAdapterTypes.ChildNode

export interface Shape {
  readonly ids: readonly string[]
  readonly links: readonly string[]
  readonly pictures: readonly string[]
}

const OWN_MARKS = /\b(?:hash-link|headerlink|header-anchor|sr-only|footnote-backref|reversefootnote|footnote)\b/

export function shapeOf(html: string, url: string): Shape {
  const [ids, links, pictures]: [string[], string[], string[]] = [[], [], []]
  const absolute = (address: string) => (URL.canParse(address, url) ? new URL(address, url).href : address)
  const walk = (node: Node): void => {
    if (!('tagName' in node)) return
    const of = (name: string) => node.attrs.find((one) => one.name === name)?.value
    const isMark = OWN_MARKS.test(of('class') ?? '') || /^(?:[^#]*)#(?:user-content-)?fn/.test(of('href') ?? '')
    const id = of('id')
    if (/^h[1-6]$/.test(node.tagName) && id !== undefined && !/^footnote/.test(id)) ids.push(id)
    const [href, src] = [of('href'), of('src')]
    if (node.tagName === 'a' && href !== undefined && !isMark) links.push(absolute(href))
    if (node.tagName === 'img' && src !== undefined) pictures.push(absolute(src))
    node.childNodes.forEach(walk)
  }
  parseFragment(html).childNodes.forEach(walk)
  return { ids, links, pictures }
}
