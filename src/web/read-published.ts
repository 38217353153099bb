/**
 * The published folder, held in memory. In: a path inside it. Out: bytes with ETag and date, read again only when the file changed.
 * Door.
 */
import { createHash } from 'node:crypto'
import { type FileHandle, open, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { systemCode } from '../errors.js'
import { isText, mediaType } from './media-types.js'

export interface PublishedFile {
  readonly path: string
  readonly type: string
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Compressed once; absent where that gains nothing. */
  readonly gzipped?: Uint8Array<ArrayBuffer>
  /** Weak (RFC 9110 §8.8.1): the same for both encodings. */
  readonly etag: string
  /** To the second, as Last-Modified has it. */
  readonly modifiedAt: number
}

/** Bytes of one file and of all that are held. */
const HOLD_FILE = 4 * 1024 * 1024
const HOLD_ALL = 96 * 1024 * 1024
const GAINS_FROM = 1024

const compressed = promisify(gzip)

interface Held {
  readonly version: string
  readonly file: PublishedFile
}

export class PublishedFolder {
  readonly #held = new Map<string, Held>()
  #bytes = 0

  constructor(private readonly folder: string) {}

  /** @returns undefined where there is no such file, or it leads out of the folder */
  async read(path: string): Promise<PublishedFile | undefined> {
    const target = join(this.folder, path)
    const version = await unlessMissing(async () => versionOf(await stat(target)))
    const held = this.#held.get(path)
    if (version !== undefined && held?.version === version) return held.file
    this.#drop(path)
    return version === undefined ? undefined : await unlessMissing(async () => await this.#load(path, target))
  }

  async #load(path: string, target: string): Promise<PublishedFile | undefined> {
    const [real, folder] = await Promise.all([realpath(target), realpath(this.folder)])
    if (!real.startsWith(folder + sep)) return undefined
    const handle = await open(real)
    try {
      const loaded = await fileOf(path, handle)
      if (loaded !== undefined) this.#hold(path, loaded)
      return loaded?.file
    } finally {
      await handle.close()
    }
  }

  #hold(path: string, held: Held): void {
    if (held.file.bytes.length > HOLD_FILE) return
    this.#drop(path)
    this.#held.set(path, held)
    this.#bytes += weight(held)
    for (const oldest of this.#held.keys()) {
      if (this.#bytes <= HOLD_ALL) return
      this.#drop(oldest)
    }
  }

  #drop(path: string): void {
    const held = this.#held.get(path)
    if (held === undefined) return
    this.#held.delete(path)
    this.#bytes -= weight(held)
  }
}

/** Size and content come from one handle: the file may be replaced in between. */
async function fileOf(path: string, handle: FileHandle): Promise<Held | undefined> {
  const stats = await handle.stat()
  if (!stats.isFile()) return undefined
  const bytes = await handle.readFile()
  const type = mediaType(path)
  const packed = isText(type) && bytes.length >= GAINS_FROM ? await compressed(bytes) : undefined
  const file = {
    path,
    type,
    bytes,
    etag: `W/"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
    modifiedAt: Math.floor(stats.mtimeMs / 1000) * 1000,
    ...(packed !== undefined && packed.length < bytes.length && { gzipped: packed }),
  }
  return { version: versionOf(stats), file }
}

/** The inode counts too: two writes may fall into one tick of the disk's clock. */
function versionOf({ mtimeMs, size, ino }: { mtimeMs: number; size: number; ino: number }): string {
  return `${mtimeMs} ${size} ${ino}`
}

function weight({ file }: Held): number {
  return file.bytes.length + (file.gzipped?.length ?? 0)
}

async function unlessMissing<T>(action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action()
  } catch (thrown) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG', 'ELOOP'].includes(systemCode(thrown) ?? '')) return undefined
    throw thrown
  }
}
