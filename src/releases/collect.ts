/**
 * Files of the releases table to one table; the one way to do it, for folders and for git. Pure. In: names and bytes,
 * or why there are none. Out: the table and its problems. Two products of one id are a problem that names both, and
 * neither is used.
 */

import { isUtf8 } from 'node:buffer'
import { type Problem, problem } from '../base/errors.js'
import { mayHoldReleases, parseReleases } from './parse.js'
import type { ReleaseTable } from './release.js'
import { releasesTexts } from './texts.js'

export interface ReadReleases {
  readonly table: ReleaseTable
  readonly problems: readonly Problem[]
}

/** `file` as problems name it. */
export type TableFile =
  | { readonly file: string; readonly bytes: Uint8Array }
  | { readonly file: string; readonly fault: string; readonly fix?: string }

/** A table of 500 products with 20 releases each has 2 MB. */
export const TABLE_LIMIT_BYTES = 8 * 1024 * 1024

const ENDING = /\.(?:md|ya?ml)$/i

export function isTableFile(name: string): boolean {
  return ENDING.test(name) && !name.startsWith('.')
}

export function tooLargeForTable(file: string): TableFile {
  return { file, fault: 'has more than 8 MB', fix: releasesTexts.collect.putEachProductInto() }
}

/** @param inFolder in a folder, Markdown without front matter is a page beside the table and passed by */
export function collectReleases(files: readonly TableFile[], siteUrl: string, inFolder: boolean): ReadReleases {
  const products: ReturnType<typeof parseReleases>['products'][number][] = []
  const unreadable: string[] = []
  const problems: Problem[] = []
  const refuse = (file: string, why: string, fix?: string) => {
    problems.push(
      problem('RELEASES_TABLE', releasesTexts.collect.releasesTable(why), { file }, fix === undefined ? {} : { fix }),
    )
    unreadable.push('*')
  }
  for (const found of files) {
    if ('fault' in found) refuse(found.file, found.fault, found.fix)
    else if (!isUtf8(found.bytes)) refuse(found.file, 'is not UTF-8', releasesTexts.collect.saveFileUtf())
    else {
      const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(found.bytes)
      if (inFolder && /\.md$/i.test(found.file) && !mayHoldReleases(text)) continue
      const parsed = parseReleases(found.file, text, siteUrl)
      products.push(...parsed.products)
      unreadable.push(...parsed.unreadable)
      problems.push(...parsed.problems)
    }
  }
  const doubles = new Set<string>()
  const first = new Map<string, { file: string; line: number }>()
  for (const { id, file, line } of products) {
    const other = first.get(id)
    if (other === undefined) first.set(id, { file, line })
    else {
      doubles.add(id)
      const message = releasesTexts.collect.productTwiceHereLine(id, other.file, other.line)
      problems.push(
        problem('RELEASES_TABLE', message, { file, line }, { fix: releasesTexts.collect.keepOneTwoNeither() }),
      )
    }
  }
  const kept = products.filter(({ id }) => !doubles.has(id)).map(({ line, ...product }) => product)
  return { table: { products: kept, unreadable: [...new Set([...unreadable, ...doubles])].sort() }, problems }
}
