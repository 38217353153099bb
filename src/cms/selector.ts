/**
 * Whether an element of a page is the one that a selector names. Pure. In: the parts of a selector, an element. Out:
 * yes or no.
 */
import type { DefaultTreeAdapterTypes } from 'parse5'
import type { SelectorPart } from '../config/page-selector.js'

export type Element = DefaultTreeAdapterTypes.Element

/** @param parts the outermost first */
export function isSelected(element: Element, parts: readonly SelectorPart[]): boolean {
  const own = parts.at(-1)
  return own !== undefined && hasAll(element, own) && isBelow(element, parts.slice(0, -1).reverse())
}

/** The nearest of each counts: which one it is nobody asks. */
function isBelow(element: Element, above: readonly SelectorPart[]): boolean {
  let at: unknown = element.parentNode
  for (const part of above) {
    while (isElement(at) && !hasAll(at, part)) at = at.parentNode
    if (!isElement(at)) return false
    at = at.parentNode
  }
  return true
}

export function isElement(node: unknown): node is Element {
  return typeof node === 'object' && node !== null && 'tagName' in node
}

export function attributeIn(element: Element, name: string): string | undefined {
  return element.attrs.find((one) => one.name === name)?.value
}

function hasAll(element: Element, { tag, has }: SelectorPart): boolean {
  if (tag !== undefined && element.tagName !== tag) return false
  return has.every(({ name, value, isWord }) => {
    const found = attributeIn(element, name)
    if (found === undefined || value === undefined) return found !== undefined
    return isWord === true ? found.split(/\s+/).includes(value) : found === value
  })
}
