/**
 * What git's objects say. Pure. In: the bytes of a commit or a tree. Out: its parts. Names are bytes in git: one that
 * is not UTF-8 keeps a mark, because two such names may look alike.
 */
import { isUtf8 } from 'node:buffer'

export interface Commit {
  readonly tree: string
  readonly parents: readonly string[]
  /** `Name <address>` as claimed; nothing proves it. */
  readonly author: string
  /** The committer's date, milliseconds since the epoch. */
  readonly at: number
  /** The armoured signature; absent when the commit is not signed. */
  readonly signature?: string
}

export interface TreeEntry {
  readonly kind: 'file' | 'folder' | 'link' | 'submodule'
  readonly name: string
  readonly utf8: boolean
  readonly id: string
}

const KINDS: Readonly<Record<string, TreeEntry['kind']>> = {
  '40000': 'folder',
  '040000': 'folder',
  '120000': 'link',
  '160000': 'submodule',
}

export function parseCommit(bytes: Uint8Array): Commit | undefined {
  const text = Buffer.from(bytes).toString('utf8')
  const end = text.indexOf('\n\n')
  // A header goes on in lines that begin with a space.
  const headers = (end === -1 ? text : text.slice(0, end)).replaceAll('\n ', '\0').split('\n')
  const values = (name: string) =>
    headers.flatMap((line) => (line.startsWith(`${name} `) ? [line.slice(name.length + 1)] : []))
  const value = (name: string) => values(name).at(0)
  const tree = value('tree')
  const seconds = /> (-?\d{1,15}) [+-]\d+$/.exec(value('committer') ?? '')?.[1]
  if (tree === undefined) return undefined
  const author = (value('author') ?? '').replace(/ -?\d+ [+-]\d+$/, '')
  const signature = [...values('gpgsig'), ...values('gpgsig-sha256')].join('\n').replaceAll('\0', '\n')
  return {
    tree,
    parents: values('parent'),
    author,
    at: Number(seconds ?? 0) * 1000,
    ...(signature === '' ? {} : { signature }),
  }
}

/** @param idBytes 20, or 32 in a repository of SHA-256 */
export function parseTree(bytes: Uint8Array, idBytes: number): TreeEntry[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const entries: TreeEntry[] = []
  for (let start = 0; start < buffer.length; ) {
    const space = buffer.indexOf(0x20, start)
    const nul = buffer.indexOf(0, space)
    if (space === -1 || nul === -1) break
    const name = buffer.subarray(space + 1, nul)
    entries.push({
      kind: KINDS[buffer.toString('latin1', start, space)] ?? 'file',
      name: name.toString('utf8'),
      utf8: isUtf8(name),
      id: buffer.toString('hex', nul + 1, nul + 1 + idBytes),
    })
    start = nul + 1 + idBytes
  }
  return entries
}
