/**
 * A file of the releases table. Pure. In: its name and text: `products: {ID: {title, releases}}`, or one product file
 * of endoflife.date as it is, which is YAML, or Markdown with YAML front matter. Out: its products, the names of what
 * cannot be read, problems. Never throws, and one bad release or product leaves the others good.
 */

import { isMap } from 'yaml'
import type { Problem } from '../base/errors.js'
import { type YamlFile, YamlMap, yamlFile } from '../base/yaml-map.js'
import { isProductId, parseProduct, permalinkId } from './parse-product.js'
import type { Product } from './release.js'
import { releasesTexts } from './texts.js'

export interface ParsedReleases {
  readonly products: readonly (Product & { readonly line: number })[]
  /** `product`, `product/cycle`, or `*`. */
  readonly unreadable: readonly string[]
  readonly problems: readonly Problem[]
}

const LIST_IT = releasesTexts.parse.beginProductsOrTitle()

/** @param siteUrl without a slash at the end; relative addresses are below it */
export function parseReleases(file: string, text: string, siteUrl: string): ParsedReleases {
  const yaml = yamlPart(text)
  const source = yamlFile(file, yaml)
  if (source.top === undefined) return { products: [], unreadable: [guessedId(yaml)], problems: source.problems }
  const top = isMap(source.top) ? YamlMap.of(source, source.top, 'The table') : undefined
  if (top === undefined || !(top.names('products') || top.names('releases'))) {
    source.report(releasesTexts.parse.tableHoldsNoProducts(), source.top ?? undefined, LIST_IT)
    return { products: [], unreadable: [guessedId(yaml)], problems: source.problems }
  }
  const found = top.names('products') ? several(source, top, siteUrl) : single(source, top, siteUrl)
  return { ...found, problems: source.problems }
}

/** True where a Markdown file is one of the table, not a page that stands beside it. */
export function mayHoldReleases(text: string): boolean {
  return /^\uFEFF?---[ \t]*\r?$/m.test(text.slice(0, 8)) || /^(?:products|releases)[ \t]*:/m.test(text)
}

/**
 * Front matter with its opening line, so that lines count from the file's first; a second YAML document stays, and is a
 * fault.
 */
function yamlPart(text: string): string {
  const source = text.replace(/^\uFEFF/, '')
  const opening = /^---[ \t]*\r?\n/.exec(source)
  if (opening === null) return source
  const closing = /^(?:---|\.\.\.)[ \t]*\r?$/m.exec(source.slice(opening[0].length))
  if (closing === null) return source
  const end = opening[0].length + closing.index
  return /^(?:products|releases)[ \t]*:/m.test(source.slice(end)) ? source : source.slice(0, end)
}

/** Where the file is no YAML, a line that begins with permalink: still says whose releases are not known. */
function guessedId(yaml: string): string {
  if (/^products[ \t]*:/m.test(yaml)) return '*'
  const id = /^permalink[ \t]*:[ \t]*["']?\/?([^\s"'/#]+)/m.exec(yaml)?.[1]
  return id !== undefined && isProductId(id) ? id : '*'
}

type Found = Omit<ParsedReleases, 'problems'>

function several(source: YamlFile, top: YamlMap, siteUrl: string): Found {
  if (top.names('releases')) top.fail('releases', 'stands beside products:.', releasesTexts.parse.putIntoOneProducts())
  const node = top.value('products')
  if (node === undefined && !top.isBroken) top.fail('products', 'is empty.', LIST_IT)
  const map = node === undefined ? undefined : YamlMap.of(source, node, 'products:')
  if (map === undefined || top.isBroken) return { products: [], unreadable: ['*'] }
  const products: (Product & { line: number })[] = []
  const unreadable: string[] = []
  for (const id of map.keys()) {
    if (!isProductId(id)) {
      map.source.report(releasesTexts.parse.noNameProduct(id.slice(0, 40)), map.keyNode(id), NAME_IT)
      unreadable.push('*')
      continue
    }
    const value = map.value(id)
    const product = value === undefined ? undefined : YamlMap.of(source, value, `The product ${id}`)
    if (value === undefined && !map.isTwice(id))
      map.fail(id, 'is empty.', releasesTexts.parse.giveProductTitleReleases())
    if (product === undefined) unreadable.push(id)
    else add(parseProduct(product, id, siteUrl), source.lineOf(map.keyNode(id)), products, unreadable)
  }
  // A broken key may have named any product.
  if (map.isBroken && unreadable.length === 0) unreadable.push('*')
  return { products, unreadable }
}

const NAME_IT = releasesTexts.parse.writeLettersDigitsHyphens()

function single(source: YamlFile, top: YamlMap, siteUrl: string): Found {
  const stem = (source.file.split(/[\\/]/).at(-1) ?? '').replace(/\.[^.]*$/, '')
  const id = permalinkId(top) ?? (top.names('permalink') ? undefined : stem)
  if (id === undefined || !isProductId(id)) {
    if (id !== undefined)
      source.report(releasesTexts.parse.fileSNameNo(stem), undefined, releasesTexts.parse.addPermalinkName())
    return { products: [], unreadable: ['*'] }
  }
  const products: (Product & { line: number })[] = []
  const unreadable: string[] = []
  add(parseProduct(top, id, siteUrl), 1, products, unreadable)
  return { products, unreadable }
}

function add(
  parsed: ReturnType<typeof parseProduct>,
  line: number,
  products: (Product & { line: number })[],
  unreadable: string[],
): void {
  if (parsed.product !== undefined) products.push({ ...parsed.product, line })
  unreadable.push(...parsed.unreadable)
}
