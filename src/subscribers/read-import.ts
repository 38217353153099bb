/** Reads a file of subscribers. In: its path, its encoding where it does not say so itself. Out: its text. Door. */

import { readFileSync } from 'node:fs'
import { BelfryError, messageOf } from '../base/errors.js'
import { subscribersTexts } from './texts.js'

/** Encodings that can be named. Node's own table of windows-1252 leaves out 0x80 to 0x9f before 22.23. */
export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'latin1', 'windows-1252'] as const
export type TextEncoding = (typeof ENCODINGS)[number]

/** UTF-8, or what a byte order mark says, or what is named. @throws BelfryError IMPORT_FORMAT */
export function readImport(file: string, encoding?: TextEncoding): string {
  const bytes = readBytes(file)
  return decoded(bytes, encoding ?? encodingBy(bytes), file)
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (cause) {
    throw new BelfryError('IMPORT_FORMAT', subscribersTexts.readImport.cannotRead(file, messageOf(cause)), {
      cause,
      fix: subscribersTexts.readImport.nameCsvFileYou(),
    })
  }
}

/** By the byte order mark (Unicode §23.8). */
function encodingBy(bytes: Buffer): TextEncoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8'
}

function decoded(bytes: Buffer, encoding: TextEncoding, file: string): string {
  if (encoding === 'latin1') return bytes.toString('latin1')
  if (encoding === 'windows-1252') return windows1252(bytes)
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch (cause) {
    const line = encoding === 'utf-8' ? ` in line ${firstLineNot(bytes)}` : ''
    throw new BelfryError('IMPORT_FORMAT', subscribersTexts.readImport.isNot(file, encoding.toUpperCase(), line), {
      cause,
      fix: subscribersTexts.readImport.saveUtfOrSay(),
    })
  }
}

function firstLineNot(bytes: Buffer): number {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let line = 1
  for (let start = 0; start < bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, start)
    const stop = end === -1 ? bytes.length : end + 1
    try {
      decoder.decode(bytes.subarray(start, stop))
    } catch {
      return line
    }
    start = stop
  }
  return line
}

/** 0x80 to 0x9f; what the code page leaves open stays the control character. */
const HIGH = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

function windows1252(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(/[\u0080-\u009f]/g, (character) => HIGH[character.charCodeAt(0) - 0x80] ?? character)
}
