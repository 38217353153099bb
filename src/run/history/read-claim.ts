/**
 * What somebody holds in their hands: a mail or a page. Door: disk and network. In: a file or an address. Out: its
 * bytes, bounded, or why there are none. A name must lead to public addresses, redirects are not followed.
 */
import { createReadStream } from 'node:fs'
import { messageOf } from '../../base/errors.js'
import { isAddress } from '../../cms/read-feed.js'
import { type Asking, ask } from '../../hubs/open-answer.js'
import { isLiteral } from '../../hubs/public-addresses.js'

export type ClaimBytes = { readonly bytes: Buffer } | { readonly fault: string }

/** @param mostBytes more than that is refused */
export async function readClaim(source: string, mostBytes: number, asking: Asking = {}): Promise<ClaimBytes> {
  try {
    const bytes = isAddress(source) ? await fetched(source, mostBytes, asking) : await onDisk(source, mostBytes)
    return bytes.length > mostBytes ? { fault: `${source} is larger than ${mostBytes} octets` } : { bytes }
  } catch (thrown) {
    return { fault: `${source} cannot be read: ${messageOf(thrown)}` }
  }
}

async function fetched(address: string, mostBytes: number, asking: Asking): Promise<Buffer> {
  const url = new URL(address)
  const question = { ...asking, mostBytes: mostBytes + 1, onlyPublic: !isLiteral(url) }
  const { status, location = 'nowhere', bytes } = await ask(url, question)
  if (status === 200) return bytes
  const where = status >= 300 && status < 400 ? ` and leads to ${location}, which is not followed` : ''
  throw new Error(`it answers ${status}${where}`)
}

async function onDisk(file: string, mostBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  // As large as a disk, or without an end, like /dev/zero: no more is read than is refused.
  for await (const chunk of createReadStream(file, { end: mostBytes })) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
