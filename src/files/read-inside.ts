/**
 * Reads a text from a folder, and from nothing else. In: the folder and a name in it. Out: the text, or what is wrong
 * with the file, in words. Door.
 */

import { readFileSync, realpathSync } from 'node:fs'
import { join, sep } from 'node:path'
import { messageOf, systemCode } from '../base/errors.js'
import { filesTexts } from './texts.js'

export type ReadInside =
  | { readonly text: string }
  | { readonly fault: string; readonly fix: string; readonly line?: number; readonly column?: number }

/** Without a byte order mark. */
export function readInside(folder: string, name: string): ReadInside {
  const file = join(folder, name)
  try {
    return leavesFolder(folder, name) ?? textOf(readFileSync(file))
  } catch (thrown) {
    if (systemCode(thrown) === 'EISDIR')
      return { fault: 'is a folder, and a file is wanted', fix: filesTexts.readInside.removeOrGiveAnother() }
    return {
      fault: `cannot be read: ${messageOf(thrown)}`,
      fix: filesTexts.readInside.giveUserRunsBelfry(),
    }
  }
}

/** @throws where it is not there */
export function leavesFolder(folder: string, name: string): { fault: string; fix: string } | undefined {
  return realpathSync(join(folder, name)).startsWith(`${realpathSync(folder)}${sep}`)
    ? undefined
    : { fault: 'is a link that leaves the folder', fix: filesTexts.readInside.putCopyWhatLeads() }
}

function textOf(bytes: Buffer): ReadInside {
  const fix = filesTexts.readInside.saveFileUtf()
  const text = bytes.toString('utf8')
  if (bytes.includes(0)) return { fault: 'is no text', fix, line: lineOf(bytes, bytes.indexOf(0)) }
  if (Buffer.from(text).equals(bytes)) return { text: text.replace(/^\uFEFF/, '') }
  const bad = Buffer.from(text).findIndex((byte, at) => byte !== bytes[at])
  return { fault: 'is not UTF-8', fix, line: lineOf(bytes, bad) }
}

function lineOf(bytes: Buffer, at: number): number {
  return bytes.subarray(0, at).toString('latin1').split('\n').length
}
