/**
 * The published folder, its files held in memory as they are sent. Door. In: a path inside it. Out: bytes with entity
 * tags and date. A held file is looked at on disk once a second at most, so another process may publish.
 */
import { createHash } from 'node:crypto'
import { createReadStream, type Stats, statSync } from 'node:fs'
import { readFile, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip } from 'node:zlib'
import { systemCode } from '../../base/errors.js'
import { NewestCache } from '../../base/newest-cache.js'
import { type Encoding, pack, packEndings } from '../../files/packed.js'
import type { PublishedFile, Representation } from './file.js'
import { isText, mediaType } from './media-types.js'

/** A file too large to be held: sent from disk, without an entity tag, because nobody knows its bytes. */
export interface LargeFile {
  readonly path: string
  readonly type: string
  readonly size: number
  readonly modifiedAt: number
  stream(): AsyncIterable<Uint8Array>
}

export interface MemoryRoom {
  /** Bytes of one file, and of all that are held with their compressed forms. */
  readonly file: number
  readonly all: number
}

const ROOM: MemoryRoom = { file: 8 * 1024 * 1024, all: 64 * 1024 * 1024 }
const LOOK_AGAIN_MS = 1_000
const GAINS_FROM = 1024

const unpack = { br: promisify(brotliDecompress), gzip: promisify(gunzip) }

interface Held {
  readonly version: string
  readonly file: PublishedFile
  /** Request targets that mean this file, with the paths that would come before it. */
  readonly targets: Map<string, readonly string[]>
  lookedAt: number
}

export class PublishedFolder {
  /** In the order of their last look: the first is the first to go. */
  readonly #held: NewestCache<string, Held>
  readonly #byTarget = new Map<string, Held>()
  readonly #loading = new Map<string, Promise<PublishedFile | LargeFile | undefined>>()

  /** @param ticks a clock that never goes back, in milliseconds */
  constructor(
    private readonly folder: string,
    private readonly ticks: () => number = () => performance.now(),
    private readonly room: MemoryRoom = ROOM,
  ) {
    this.#held = new NewestCache({
      most: room.all,
      weigh: ({ file }) => weight(file),
      onDrop: ({ targets }) => {
        for (const target of targets.keys()) this.#byTarget.delete(target)
      },
    })
  }

  /** Bytes held now. */
  get bytes(): number {
    return this.#held.weight
  }

  /** Looks at the disk. @returns undefined where there is no such file, or it leads out of the folder */
  async read(path: string): Promise<PublishedFile | LargeFile | undefined> {
    const version = await unlessMissing(async () => versionOf(await stat(join(this.folder, path))))
    const held = this.#held.get(path)
    if (held !== undefined && version === held.version) return this.#looked(held)
    if (held !== undefined) this.#drop(held)
    if (version === undefined) return undefined
    const loading = this.#loading.get(path) ?? this.#load(path).finally(() => this.#loading.delete(path))
    this.#loading.set(path, loading)
    return await loading
  }

  /**
   * From now on `recall` knows that this request target means the file, as long as none of the paths before it is
   * there.
   */
  remember(target: string, file: PublishedFile, before: readonly string[]): void {
    const held = this.#held.get(file.path)
    if (held?.file !== file) return
    held.targets.set(target, before)
    this.#byTarget.set(target, held)
  }

  /**
   * What is held for a request target, without waiting.
   * @param anew looks at the disk in any case
   * @returns undefined where `read` must be asked
   */
  recall(target: string, anew = false): PublishedFile | undefined {
    const held = this.#byTarget.get(target)
    if (held === undefined) return undefined
    if (!anew && this.ticks() - held.lookedAt < LOOK_AGAIN_MS) return held.file
    for (const before of held.targets.get(target) ?? []) if (this.#versionNow(before) !== undefined) return undefined
    if (this.#versionNow(held.file.path) === held.version) return this.#looked(held)
    this.#drop(held)
    return undefined
  }

  #versionNow(path: string): string | undefined {
    try {
      const stats = statSync(join(this.folder, path), { throwIfNoEntry: false })
      return stats === undefined ? undefined : versionOf(stats)
    } catch (thrown) {
      if (isMissing(thrown)) return undefined
      throw thrown
    }
  }

  async #load(path: string): Promise<PublishedFile | LargeFile | undefined> {
    return await unlessMissing(async () => {
      const [real, folder] = await Promise.all([realpath(join(this.folder, path)), realpath(this.folder)])
      if (!real.startsWith(folder + sep)) return undefined
      const before = await stat(real)
      // Pipes and devices would keep the reader waiting.
      if (!before.isFile()) return undefined
      if (before.size > this.room.file) return largeFile(path, real, before)
      const bytes = await readFile(real)
      const file = await fileOf(path, real, bytes, before.mtimeMs)
      // A file that was replaced in between is served once and read again the next time.
      const version = versionOf(await stat(real))
      if (version === versionOf(before))
        this.#held.set(path, { version, file, targets: new Map(), lookedAt: this.ticks() })
      return file
    })
  }

  #looked(held: Held): PublishedFile {
    held.lookedAt = this.ticks()
    this.#held.renew(held.file.path)
    return held.file
  }

  #drop({ file }: Held): void {
    this.#held.delete(file.path)
  }
}

async function fileOf(path: string, real: string, bytes: Buffer<ArrayBuffer>, mtimeMs: number): Promise<PublishedFile> {
  const type = mediaType(path)
  const digest = createHash('sha256').update(bytes).digest('base64url').slice(0, 22)
  const modifiedAt = Math.floor(mtimeMs / 1000) * 1000
  const packs = isText(type) && bytes.length >= GAINS_FROM ? await packsOf(real, bytes) : undefined
  const packed = (encoding: Encoding, packedBytes: Buffer<ArrayBuffer>): Representation => ({
    etag: `"${digest}-${encoding}"`,
    bytes: packedBytes,
    encoding,
  })
  return {
    path,
    type,
    modifiedAt,
    modified: new Date(modifiedAt).toUTCString(),
    plain: { etag: `"${digest}"`, bytes },
    ...(packs !== undefined && { packed: { br: packed('br', packs.br), gzip: packed('gzip', packs.gzip) } }),
  }
}

/** Takes the compressed copies beside the file if they hold the same bytes; otherwise compresses it here. */
async function packsOf(real: string, bytes: Buffer): Promise<Record<Encoding, Buffer<ArrayBuffer>> | undefined> {
  const [br, gzip] = await Promise.all([packBeside(real, 'br', bytes), packBeside(real, 'gzip', bytes)])
  const packs = br !== undefined && gzip !== undefined ? { br, gzip } : await pack(bytes)
  return packs.br.length < bytes.length && packs.gzip.length < bytes.length ? packs : undefined
}

/** A copy is unpacked and compared before it is used: it may belong to an older file. */
async function packBeside(real: string, encoding: Encoding, bytes: Buffer): Promise<Buffer<ArrayBuffer> | undefined> {
  const target = real + packEndings[encoding]
  const stats = statSync(target, { throwIfNoEntry: false })
  if (!stats?.isFile() || stats.size >= bytes.length) return undefined
  try {
    const packed = await readFile(target)
    const unpacked = await unpack[encoding](packed, { maxOutputLength: bytes.length })
    return unpacked.equals(bytes) ? packed : undefined
  } catch (thrown) {
    // Whatever is wrong with a copy, the file itself is there.
    if (systemCode(thrown) !== undefined || thrown instanceof RangeError) return undefined
    throw thrown
  }
}

function largeFile(path: string, real: string, { size, mtimeMs }: Stats): LargeFile {
  return {
    path,
    type: mediaType(path),
    size,
    modifiedAt: Math.floor(mtimeMs / 1000) * 1000,
    stream: () => createReadStream(real, { end: size - 1 }),
  }
}

/** The inode counts too: two writes may fall into one tick of the disk's clock. */
function versionOf({ mtimeMs, size, ino }: { mtimeMs: number; size: number; ino: number }): string {
  return `${mtimeMs} ${size} ${ino}`
}

function weight({ plain, packed }: PublishedFile): number {
  return plain.bytes.length + (packed === undefined ? 0 : packed.br.bytes.length + packed.gzip.bytes.length)
}

function isMissing(thrown: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG', 'ELOOP'].includes(systemCode(thrown) ?? '')
}

async function unlessMissing<T>(action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action()
  } catch (thrown) {
    if (isMissing(thrown)) return undefined
    throw thrown
  }
}
