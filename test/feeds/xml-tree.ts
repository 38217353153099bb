/**
 * A strict reading of XML for tests. In: a document. Out: its elements; anything that is not well-formed, or a prefix
 * nobody declared, throws.
 */
import { SaxesParser } from 'saxes'

export interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: Element[]
  text: string
}

export function parseXml(document: string): Element {
  const parser = new SaxesParser({ xmlns: true })
  const top: Element = { name: '', attributes: {}, children: [], text: '' }
  const open = [top]
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', (tag) => {
    const attributes = Object.fromEntries(Object.entries(tag.attributes).map(([name, { value }]) => [name, value]))
    const element: Element = { name: tag.name, attributes, children: [], text: '' }
    open.at(-1)?.children.push(element)
    open.push(element)
  })
  const addText = (text: string) => {
    const element = open.at(-1)
    if (element) element.text += text
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => open.pop())
  parser.write(document).close()
  return one(top)
}

/** The children of that name, or all. */
export function all(element: Element, name: string): Element[] {
  return element.children.filter((child) => child.name === name)
}

/** The only child, or the only one of that name. */
export function one(element: Element, name?: string): Element {
  const found = name === undefined ? element.children : all(element, name)
  const [first] = found
  if (first === undefined || found.length > 1)
    throw new Error(`${found.length} elements ${name ?? ''} in ${element.name}`)
  return first
}

export function texts(element: Element, name: string): string[] {
  return all(element, name).map(({ text }) => text)
}
