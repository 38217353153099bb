/**
 * What the public saw of a real archive, push by push. In: the archive's clone and its table of pushes. Out: for each push the posts
 * that it added, changed, renamed or deleted, with their bytes before and after, read from git's objects without a checkout.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** What a reader of the archive says subscribers should have been told. */
export interface ExpectedPost {
  readonly post: string
  readonly expect: 'announce' | 'update' | 'silent' | 'either'
  readonly acceptable?: readonly string[]
  readonly severity?: string
  readonly coveredBy?: string
}

export interface Push {
  readonly push: number
  readonly base: string
  readonly tip: string
  readonly pushDate: string
  readonly posts: readonly ExpectedPost[]
}

export interface PostChange {
  /** After the push; of a deleted post, before it. */
  readonly path: string
  /** Undefined for a new post. */
  readonly before?: Uint8Array
  /** Undefined for a deleted one. */
  readonly after?: Uint8Array
}

export interface SeenPush extends Push {
  readonly changes: readonly PostChange[]
}

export function readPushes(table: string): Push[] {
  const lines = readFileSync(table, 'utf8').split('\n')
  return lines.filter((line) => line !== '').map((line): Push => JSON.parse(line))
}

/** @param clone a folder with the history @param table path of pushes.jsonl */
export function* seenPushes(clone: string, table: string): Generator<SeenPush> {
  const pushes = readPushes(table).map((push) => ({ push, entries: changedEntries(clone, push) }))
  const entries = pushes.flatMap((push) => push.entries)
  const contents = blobs(clone, new Set(entries.flatMap(({ old, now }) => [old, now])))
  for (const { push, entries } of pushes) {
    const changes = entries.map(({ path, old, now }): PostChange => {
      const before = contents.get(old)
      const after = contents.get(now)
      return { path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }
    })
    yield { ...push, changes }
  }
}

interface Entry {
  readonly path: string
  /** Names of blobs; all zeros where there is none. */
  readonly old: string
  readonly now: string
}

function changedEntries(clone: string, { base, tip }: Push): Entry[] {
  const out = git(clone, ['diff-tree', '-r', '-z', '-M', '--no-abbrev', base, tip]).toString('utf8')
  const fields = out.split('\0')
  const entries: Entry[] = []
  for (let at = 0; at < fields.length - 1; ) {
    const [, , old = '', now = '', status = ''] = fields[at++]?.split(' ') ?? []
    const paths = /^[RC]/.test(status) ? 2 : 1
    at += paths
    entries.push({ path: fields[at - 1] ?? '', old, now })
  }
  return entries.filter(({ path }) => /\.(md|markdown)$/.test(path))
}

/** One process for all of them: `<name> blob <size>\n<bytes>\n` each. */
function blobs(clone: string, names: ReadonlySet<string>): Map<string, Uint8Array> {
  const wanted = [...names].filter((name) => /[^0]/.test(name))
  const out = git(clone, ['cat-file', '--batch'], `${wanted.join('\n')}\n`)
  const found = new Map<string, Uint8Array>()
  for (let at = 0; at < out.length; ) {
    const lineEnd = out.indexOf('\n', at)
    const [name = '', , size = '0'] = out.toString('utf8', at, lineEnd).split(' ')
    const start = lineEnd + 1
    found.set(name, out.subarray(start, start + Number(size)))
    at = start + Number(size) + 1
  }
  return found
}

function git(clone: string, args: readonly string[], input = ''): Buffer {
  return execFileSync('git', ['-C', clone, ...args], { input, maxBuffer: 1 << 28 })
}
