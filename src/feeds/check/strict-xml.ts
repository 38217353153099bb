/**
 * Reads XML strictly, as validators want it. Pure. In: a document. Out: its elements with names, namespaces and lines,
 * or why it is not well-formed.
 */
import { SaxesParser } from 'saxes'

export interface XmlElement {
  /** Without prefix. */
  readonly name: string
  /** Namespace, or empty. */
  readonly ns: string
  readonly line: number
  readonly attributes: readonly XmlAttribute[]
  readonly children: XmlElement[]
  /** All text directly inside. */
  text: string
  /** Where in the document what stands inside begins and ends. */
  readonly begin: number
  end: number
}

export interface XmlAttribute {
  readonly name: string
  readonly ns: string
  readonly value: string
}

export interface XmlDocument {
  /** Absent where the document is not well-formed. */
  readonly root?: XmlElement
  readonly fault?: { readonly message: string; readonly line: number }
  readonly hasDoctype: boolean
  /** As declared. */
  readonly encoding?: string
}

export function readXml(text: string): XmlDocument {
  const parser = new SaxesParser({ xmlns: true })
  const open: XmlElement[] = []
  let root: XmlElement | undefined
  let fault: XmlDocument['fault']
  let hasDoctype = false
  let encoding: string | undefined
  parser.on('error', ({ message }) => {
    fault ??= { message: message.replace(/^[^:]*\d+:\d+: /, '').replace(/\.$/, ''), line: parser.line }
  })
  parser.on('xmldecl', (declaration) => {
    encoding = declaration.encoding
  })
  parser.on('doctype', () => {
    hasDoctype = true
  })
  parser.on('opentag', ({ local, uri, attributes }) => {
    const element: XmlElement = {
      name: local,
      ns: uri,
      line: parser.line,
      attributes: Object.values(attributes).map((one) => ({ name: one.local, ns: one.uri, value: one.value })),
      children: [],
      text: '',
      begin: parser.position,
      end: parser.position,
    }
    open.at(-1)?.children.push(element)
    root ??= element
    open.push(element)
  })
  const addText = (more: string): void => {
    const element = open.at(-1)
    if (element !== undefined) element.text += more
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => {
    const element = open.pop()
    // The tag itself is behind what stands inside; one that closes itself has no second.
    if (element !== undefined) element.end = Math.max(element.begin, text.lastIndexOf('<', parser.position - 1))
  })
  parser.write(text).close()
  const about = { hasDoctype, ...(encoding === undefined ? {} : { encoding }) }
  return fault === undefined && root !== undefined ? { ...about, root } : { ...about, ...(fault && { fault }) }
}

/** The value of an attribute, of no namespace unless one is given. */
export function attribute(element: XmlElement, name: string, ns = ''): string | undefined {
  return element.attributes.find((one) => one.name === name && one.ns === ns)?.value
}

/** The children of that name in that namespace. */
export function childrenOf(element: XmlElement, name: string, ns = element.ns): XmlElement[] {
  return element.children.filter((child) => child.name === name && child.ns === ns)
}

export function childOf(element: XmlElement, name: string, ns = element.ns): XmlElement | undefined {
  return element.children.find((child) => child.name === name && child.ns === ns)
}
