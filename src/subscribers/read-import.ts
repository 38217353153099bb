/**
 * Reads a file of subscribers. In: its path, its encoding where it does not say so itself. Out: its text, piece by
 * piece, as often as it is asked for. Door.
 */

import { createReadStream, readFileSync, statSync } from 'node:fs'
import { BelfryError, messageOf } from '../base/errors.js'
import { subscribersTexts } from './texts.js'

/** Encodings that can be named. Node's own table of windows-1252 leaves out 0x80 to 0x9f before 22.23. */
export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'latin1', 'windows-1252'] as const
export type TextEncoding = (typeof ENCODINGS)[number]

type Bytes = AsyncIterable<Buffer> | Iterable<Buffer>

/** Octets read at once: people of a larger piece outlive the quick collections, and memory grows. */
const PIECE = 64 * 1024

/**
 * UTF-8, or what a byte order mark says, or what is named.
 * @returns the text from its beginning, each time it is called; its pieces may end anywhere
 * @throws BelfryError IMPORT_FORMAT, while it is read
 */
export function readImport(file: string, encoding?: TextEncoding): () => AsyncGenerator<string> {
  const bytes = bytesOf(file)
  return () => textOf(bytes, file, encoding)
}

/** The same of bytes that are there. @param name the file's, for people */
export function readBytes(bytes: Buffer, name: string, encoding?: TextEncoding): () => AsyncGenerator<string> {
  return () => textOf(() => [bytes], name, encoding)
}

/** What is no file on a disk (a pipe, standard input) can be read once, and is kept. */
function bytesOf(file: string): () => Bytes {
  const isStored = reading(file, () => statSync(file).isFile())
  if (isStored) return () => createReadStream(file, { highWaterMark: PIECE })
  const whole = reading(file, () => readFileSync(file))
  return () => [whole]
}

function reading<Result>(file: string, read: () => Result): Result {
  try {
    return read()
  } catch (cause) {
    throw unreadable(file, cause)
  }
}

function unreadable(file: string, cause: unknown): BelfryError {
  return new BelfryError('IMPORT_FORMAT', subscribersTexts.readImport.cannotRead(file, messageOf(cause)), {
    cause,
    fix: subscribersTexts.readImport.nameCsvFileYou(),
  })
}

async function* textOf(bytes: () => Bytes, file: string, named?: TextEncoding): AsyncGenerator<string> {
  let decode: Decode | undefined
  for await (const piece of readable(bytes(), file)) {
    decode ??= decoderOf(named ?? encodingBy(piece), file, bytes)
    yield await decode(piece)
  }
  if (decode !== undefined) yield await decode()
}

async function* readable(bytes: Bytes, file: string): AsyncGenerator<Buffer> {
  try {
    yield* bytes
  } catch (cause) {
    throw unreadable(file, cause)
  }
}

/** By the byte order mark (Unicode §23.8). */
function encodingBy(bytes: Buffer): TextEncoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8'
}

/** Nothing stands for the end. */
type Decode = (piece?: Buffer) => Promise<string>

function decoderOf(encoding: TextEncoding, file: string, bytes: () => Bytes): Decode {
  if (encoding === 'latin1') return async (piece) => piece?.toString('latin1') ?? ''
  if (encoding === 'windows-1252') return async (piece) => (piece === undefined ? '' : windows1252(piece))
  const decoder = new TextDecoder(encoding, { fatal: true })
  return async (piece) => {
    try {
      return piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true })
    } catch (cause) {
      const line = encoding === 'utf-8' ? ` in line ${await firstLineNot(bytes())}` : ''
      throw new BelfryError('IMPORT_FORMAT', subscribersTexts.readImport.isNot(file, encoding.toUpperCase(), line), {
        cause,
        fix: subscribersTexts.readImport.saveUtfOrSay(),
      })
    }
  }
}

/** Number of the first line that is no UTF-8. */
async function firstLineNot(bytes: Bytes): Promise<number> {
  let [line, rest] = [1, Buffer.alloc(0)]
  for await (const piece of bytes) {
    const together = Buffer.concat([rest, piece])
    const end = together.lastIndexOf(0x0a) + 1
    const found = firstIn(together.subarray(0, end))
    if (found.isBad) return line + found.lines
    line += found.lines
    rest = together.subarray(end)
  }
  return line + firstIn(rest).lines
}

/** How many lines are good, before a bad one where there is one. */
function firstIn(bytes: Buffer): { lines: number; isBad: boolean } {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let lines = 0
  for (let start = 0; start < bytes.length; lines += 1) {
    const end = bytes.indexOf(0x0a, start)
    const stop = end === -1 ? bytes.length : end + 1
    try {
      decoder.decode(bytes.subarray(start, stop))
    } catch {
      return { lines, isBad: true }
    }
    start = stop
  }
  return { lines, isBad: false }
}

/** 0x80 to 0x9f; what the code page leaves open stays the control character. */
const HIGH = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

function windows1252(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(/[\u0080-\u009f]/g, (character) => HIGH[character.charCodeAt(0) - 0x80] ?? character)
}
