/**
 * Reads the releases table from disk. Door. In: a file, a folder of files, or '' for none; the site's address. Out: the
 * table and its problems. What cannot be read is a problem, and `*` among the unreadable: what was decided by it stays.
 */

import { closeSync, fstatSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { messageOf, systemCode } from '../base/errors.js'
import {
  collectReleases,
  isTableFile,
  type ReadReleases,
  TABLE_LIMIT_BYTES,
  type TableFile,
  tooLargeForTable,
} from '../releases/collect.js'
import { noReleases } from '../releases/release.js'
import { sourceTexts } from './texts.js'

export function readReleases(path: string, siteUrl: string): ReadReleases {
  if (path === '') return { table: noReleases, problems: [] }
  const fix = sourceTexts.readReleases.correctContentReleasesOr()
  try {
    if (!statSync(path).isDirectory()) return collectReleases([read(path)], siteUrl, false)
    const names = readdirSync(path, { withFileTypes: true })
      .filter((entry) => !entry.isDirectory() && isTableFile(entry.name))
      .map((entry) => entry.name)
      .sort()
    if (names.length === 0)
      return collectReleases(
        [{ file: asTyped(path), fault: 'is a folder without .md, .yaml or .yml files', fix }],
        siteUrl,
        true,
      )
    return collectReleases(
      names.map((name) => read(join(path, name))),
      siteUrl,
      true,
    )
  } catch (thrown) {
    const fault = systemCode(thrown) === 'ENOENT' ? 'is not there' : `cannot be read: ${messageOf(thrown)}`
    return collectReleases([{ file: asTyped(path), fault, fix }], siteUrl, false)
  }
}

function read(path: string): TableFile {
  const file = asTyped(path)
  try {
    // A pipe would never end.
    if (!statSync(path).isFile()) return { file, fault: 'is not a regular file' }
    const handle = openSync(path, 'r')
    try {
      return fstatSync(handle).size > TABLE_LIMIT_BYTES ? tooLargeForTable(file) : { file, bytes: readFileSync(handle) }
    } finally {
      closeSync(handle)
    }
  } catch (thrown) {
    return { file, fault: `cannot be read: ${messageOf(thrown)}`, fix: sourceTexts.readReleases.giveUserRightRead() }
  }
}

function asTyped(path: string): string {
  const below = relative(process.cwd(), path)
  return below === '' || below.startsWith('..') ? path : below
}
