/**
 * The compressed copies that stand beside a published file, for hosts that hand them out as they are (nginx
 * gzip_static, Apache MultiViews, most static hosts) and for `serve`. Pure. In: a path or bytes. Out: which files have
 * copies, and the copies.
 */
import { promisify } from 'node:util'
import { brotliCompress, gzip, constants as zlib } from 'node:zlib'

/** The encodings of RFC 9110 §8.4.1 and RFC 7932 by the ending that static hosts know them by, the smaller first. */
export const packEndings = { br: '.br', gzip: '.gz' } as const
export type Encoding = keyof typeof packEndings
export const encodings = Object.keys(packEndings) as readonly Encoding[]

/**
 * Above these levels a build spends more time on compressing than on everything else, for some 1% of bytes.
 * Measured for a feed of 314 KB: gzip 6 1.0 ms, brotli 5 0.8 ms and a third smaller, brotli 9 6.7 ms.
 */
const GZIP_LEVEL = 6
const BROTLI_QUALITY = 5

const gzipped = promisify(gzip)
const brotlied = promisify(brotliCompress)

/**
 * What readers ask for again and again: feeds, calendar, JSON, OPML, styles, the lists of announcements. Not each
 * announcement's page, nor the pages of the archive, which a reader fetches once: two more files and 0.3 ms for each
 * would double a build.
 */
export function hasPacks(path: string): boolean {
  if (path.startsWith('feeds/archive/')) return false
  return /\.(xml|json|ics|opml|css)$/.test(path) || /^(archive\/[^/]+\/)?index\.html$/.test(path)
}

export function packPaths(path: string): string[] {
  return encodings.map((encoding) => path + packEndings[encoding])
}

/** True for the path of a copy. */
export function isPacked(path: string): boolean {
  const ending = Object.values(packEndings).find((one) => path.endsWith(one))
  return ending !== undefined && hasPacks(path.slice(0, -ending.length))
}

/** The same bytes give the same copies: gzip's header holds no time. Both are made at once, off the main thread. */
export async function pack(bytes: Uint8Array): Promise<Record<Encoding, Buffer<ArrayBuffer>>> {
  const params = { [zlib.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY, [zlib.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  const [br, gz] = await Promise.all([brotlied(bytes, { params }), gzipped(bytes, { level: GZIP_LEVEL })])
  return { br, gzip: gz }
}
