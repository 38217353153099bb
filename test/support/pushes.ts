/**
 * What the public saw of a real archive, push by push. In: the archive's clone and its table of pushes. Out: for each
 * push the posts that it added, changed, renamed or deleted, with their bytes before and after, read from git's objects
 * without a checkout.
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
  readonly followUpOf?: string
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
export function seenPushes(clone: string, table: string): SeenPush[] {
  const pushes = readPushes(table)
  const entries = changedEntries(clone, pushes)
  const contents = blobs(clone, new Set([...entries.values()].flat().flatMap(({ old, now }) => [old, now])))
  return pushes.map((push) => {
    const changes = (entries.get(push.tip) ?? []).map(({ path, old, now }): PostChange => {
      const before = contents.get(old)
      const after = contents.get(now)
      return { path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }
    })
    return { ...push, changes }
  })
}

interface Entry {
  readonly path: string
  /** Names of blobs; all zeros where there is none. */
  readonly old: string
  readonly now: string
}

/** One process for all pushes: a line `tip base` compares the two; each answer begins with the tip. */
function changedEntries(clone: string, pushes: readonly Push[]): Map<string, Entry[]> {
  const input = pushes.map(({ tip, base }) => `${tip} ${base}\n`).join('')
  const fields = git(clone, ['diff-tree', '--stdin', '-r', '-z', '-M', '--no-abbrev'], input)
    .toString('utf8')
    .split('\0')
  const found = new Map<string, Entry[]>()
  let entries: Entry[] = []
  for (let at = 0; at < fields.length - 1; ) {
    const field = fields[at++] ?? ''
    if (!field.startsWith(':')) {
      entries = []
      found.set(field, entries)
      continue
    }
    const [, , old = '', now = '', status = ''] = field.split(' ')
    at += /^[RC]/.test(status) ? 2 : 1
    entries.push({ path: fields[at - 1] ?? '', old, now })
  }
  for (const [tip, all] of found)
    found.set(
      tip,
      all.filter(({ path }) => /\.(md|markdown)$/.test(path)),
    )
  return found
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
