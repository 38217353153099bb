/**
 * Reads a feed of another program. Door: disk, network. In: a file or an http address. Out: its text.
 */
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { BelfryError, messageOf } from '../base/errors.js'

const MOST_BYTES = 20_000_000
const LONGEST_MS = 30_000

/** @throws BelfryError FEED_UNREADABLE */
export async function readFeed(place: string): Promise<string> {
  try {
    return /^https?:\/\//i.test(place) ? await fetched(place) : fromFile(place)
  } catch (cause) {
    if (cause instanceof BelfryError) throw cause
    throw new BelfryError('FEED_UNREADABLE', `${place} cannot be read: ${messageOf(cause)}.`, { cause })
  }
}

function fromFile(file: string): string {
  const handle = openSync(file, 'r')
  try {
    if (fstatSync(handle).size > MOST_BYTES) throw tooLarge(file)
    return readFileSync(handle, 'utf8')
  } finally {
    closeSync(handle)
  }
}

async function fetched(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(LONGEST_MS) })
  if (!response.ok || response.body === null)
    throw new BelfryError('FEED_UNREADABLE', `${url} answers with ${response.status}.`)
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body) {
    size += part.byteLength
    if (size > MOST_BYTES) throw tooLarge(url)
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function tooLarge(place: string): BelfryError {
  return new BelfryError('FEED_UNREADABLE', `${place} is larger than 20 MB.`)
}
