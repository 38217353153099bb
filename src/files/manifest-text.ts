/**
 * The text of a manifest: what it says of one file, found and changed without reading what it says of the ten thousand
 * others. Pure. In: files with what is remembered of each. Out: the text; and what stands in it. The same files give
 * the same text.
 */

export interface RememberedFile {
  readonly bytes?: number
  readonly inputs?: string
  readonly entries?: number
}

/** A file as the text names it. */
export interface ManifestFile {
  readonly path: string
  /** Absent where it was about to be written. */
  readonly bytes?: number
  /** It says what it was made from. */
  readonly hasInputs: boolean
}

export function manifestText(files: ReadonlyMap<string, RememberedFile>): string {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1))
  return `${JSON.stringify({ files: Object.fromEntries(sorted) }, null, 1)}\n`
}

/** @throws SyntaxError */
export function filesInManifest(text: string): [path: string, file: RememberedFile][] {
  const { files }: { files: Record<string, RememberedFile> } = JSON.parse(text)
  return Object.entries(files)
}

/** A path begins a line of its own, two spaces in: within JSON's strings no line ends. */
const FILE = /\n {2}("(?:[^"\\]|\\.)*"): \{(?:\n {3}"bytes": (\d+)(,\n {3}"inputs")?)?/g

/** @param text as `manifestText` writes it */
export function namedInManifest(text: string): ManifestFile[] {
  return Array.from(text.matchAll(FILE), ([, name = '', bytes, inputs]) => {
    const path: string = name.includes('\\') ? JSON.parse(name) : name.slice(1, -1)
    return { path, ...(bytes !== undefined && { bytes: Number(bytes) }), hasInputs: inputs !== undefined }
  })
}

interface Place {
  readonly from: number
  readonly until: number
}

/** Where in the text stands what is remembered of a file; undefined where it is not named. */
function placeOf(text: string, path: string): Place | undefined {
  const head = headOf(path)
  const at = text.indexOf(head)
  if (at < 0) return undefined
  const from = at + head.length
  const end = text.startsWith('{}', from) ? '{}' : '\n  }'
  return { from, until: text.indexOf(end, from) + end.length }
}

function headOf(path: string): string {
  return `\n  ${JSON.stringify(path)}: `
}

/** @param text as `manifestText` writes it */
export function rememberedInManifest(text: string, path: string): RememberedFile | undefined {
  const place = placeOf(text, path)
  return place && (JSON.parse(text.slice(place.from, place.until)) as RememberedFile)
}

/**
 * The text where something else is remembered of some files.
 * @param text as `manifestText` writes it
 * @throws RangeError where a file is not named in it
 */
export function otherInManifest(text: string, files: ReadonlyMap<string, RememberedFile>): string {
  const places = [...files].map(([path, file]) => {
    const place = placeOf(text, path)
    if (place === undefined) throw new RangeError(path)
    return { ...place, file }
  })
  const parts: string[] = []
  let done = 0
  for (const { from, until, file } of places.sort((a, b) => a.from - b.from)) {
    parts.push(text.slice(done, from), JSON.stringify(file, null, 1).replaceAll('\n', '\n  '))
    done = until
  }
  return parts.join('') + text.slice(done)
}
