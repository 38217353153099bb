/**
 * The bytes of a post's file, for whoever makes something else of them at once. Door: disk. In: a file. Out: its bytes,
 * in one place for all files.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { POST_LIMIT_BYTES } from '../posts/decode.js'

/** Where a post is read into, and one byte more: with memory of its own each took twice as long to read. */
let room: Uint8Array | undefined

/**
 * @returns the bytes, which are others once the next file is read, or the size in bytes of a file that is too large
 * @throws the error of the disk
 */
export function readPostBytes(file: string): Uint8Array | number {
  room ??= new Uint8Array(POST_LIMIT_BYTES + 1)
  const handle = openSync(file, 'r')
  try {
    let length = 0
    for (let more = -1; more !== 0; length += more) more = readSync(handle, room, length, room.length - length, null)
    return length > POST_LIMIT_BYTES ? Math.max(length, fstatSync(handle).size) : room.subarray(0, length)
  } finally {
    closeSync(handle)
  }
}
