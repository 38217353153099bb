/** One message from a file or from stdin, and no more of it than is looked at. Door. */
import { createReadStream } from 'node:fs'
import { INBOUND_LIMIT_BYTES } from './parse-inbound.js'

/** @param file absent for stdin, which is read to its end: a mail server would take less for a broken pipe */
export async function readMessage(file?: string): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of file === undefined ? process.stdin : createReadStream(file)) {
    if (length < INBOUND_LIMIT_BYTES) chunks.push(chunk as Buffer)
    length += (chunk as Buffer).byteLength
  }
  return Buffer.concat(chunks).subarray(0, INBOUND_LIMIT_BYTES)
}
