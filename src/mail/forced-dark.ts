/**
 * How a mail looks where the mail program makes it dark by itself, as Thunderbird's dark message mode does: a model of
 * that conversion, to look at. Pure. In: the HTML of a mail. Out: HTML with those colours, to be shown in a light
 * scheme.
 *
 * Such a program passes over the mail's own rules for dark schemes. It paints the ground near-black, takes light
 * grounds away and leaves dark ones, lightens text that would be unreadable, leaves borders as they are, and gives
 * links its own blue wherever a link's colour stands on the link and not on a text inside it.
 */
import { type DefaultTreeAdapterMap, parse, serialize } from 'parse5'
import { contrast, READABLE } from '../config/colours.js'

const GROUND = '#18181b'
const TEXT = '#f4f4f5'
const LINK = '#8ab4f8'

type Element = DefaultTreeAdapterMap['element']
type Node = DefaultTreeAdapterMap['node']

export function forcedDark(html: string): string {
  const document = parse(html)
  visit(document)
  const rules = `html, body { background: ${GROUND} !important; color: ${TEXT} !important }`
  return serialize(document).replace('</head>', `<style>${rules}</style></head>`)
}

function visit(node: Node): void {
  if ('attrs' in node) convert(node)
  if ('childNodes' in node) for (const child of [...node.childNodes]) visit(child)
}

function convert(element: Element): void {
  const style = element.attrs.find(({ name }) => name === 'style')
  const ground = element.attrs.find(({ name }) => name === 'bgcolor')
  if (ground !== undefined && isLightGround(ground.value)) ground.value = GROUND
  const declarations = style?.value.split(';').map(declaration) ?? []
  const converted = declarations.flatMap(([name, value]) => {
    if (name === 'color') return element.tagName === 'a' ? [] : [[name, isReadable(value) ? value : TEXT]]
    if (/^background(?:-color)?$/.test(name))
      return [[name, value.replace(COLOUR, (one) => (isLightGround(one) ? GROUND : one))]]
    return [[name, value]]
  })
  if (element.tagName === 'a') converted.push(['color', LINK])
  const text = converted.map(([name, value]) => `${name}: ${value}`).join('; ')
  if (style !== undefined) style.value = text
  else if (element.tagName === 'a') element.attrs.push({ name: 'style', value: text })
}

const COLOUR = /#[0-9a-f]{3,8}\b|\bwhite\b/gi

function declaration(text: string): readonly [name: string, value: string] {
  const colon = text.indexOf(':')
  return [text.slice(0, colon).trim().toLowerCase(), text.slice(colon + 1).trim()]
}

/** Six digits, or three. */
function hexOf(colour: string): string | undefined {
  const six = colour.replace(/^#(.)(.)(.)$/, '#$1$1$2$2$3$3').replace(/^white$/i, '#ffffff')
  return /^#[0-9a-f]{6}$/i.test(six) ? six : undefined
}

function isLightGround(colour: string): boolean {
  const hex = hexOf(colour)
  return hex !== undefined && contrast(hex, '#ffffff') < 3
}

function isReadable(colour: string): boolean {
  const hex = hexOf(colour)
  return hex !== undefined && contrast(hex, GROUND) >= READABLE
}
