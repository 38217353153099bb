/**
 * Joins parts of the program that are mostly loaded together: for Node to find and open a file takes as long as to read
 * some kilobytes more. In: what esbuild made and wrote. Out: the same program in fewer files. esbuild makes a part for
 * each set of files that share something: three hundred, of which a command loads a hundred and more.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, relative, resolve } from 'node:path'
import { type BuildOptions, buildSync, type ImportKind, type Metafile } from 'esbuild'

/**
 * Bytes that take as long to read and compile as a file to find and open, by Node 20: a third of a millisecond. `check`
 * opens 24 files instead of 136, and reads no more than before but for a thirtieth.
 */
const WORTH_A_FILE = 12_000

/** Absolute paths stand for files. */
interface Part {
  readonly file: string
  readonly bytes: number
  readonly imports: readonly string[]
  /** Itself, and all that is imported with it. */
  readonly whole: ReadonlySet<string>
  /** It is asked for by itself, or needs a package outside. */
  readonly isAlone: boolean
  /** Files that are asked for by themselves, and load it. */
  readonly askedBy: ReadonlySet<string>
}

/** Parts that become one file, of the name of the first. */
type Group = Pick<Part, 'whole' | 'isAlone' | 'askedBy'> & { readonly parts: readonly Part[] }

type Output = Metafile['outputs'][string]
type Outputs = ReadonlyMap<string, Output>

/** @param how packages are put into one file */
export function joinParts(metafile: Metafile, how: BuildOptions): void {
  const outputs = new Map(Object.entries(metafile.outputs).map(([path, output]) => [resolve(path), output]))
  const moved = new Map<string, Moved>()
  const texts = new Map<string, string>()
  for (const { parts } of groupsOf(partsIn(outputs))) {
    const [{ file } = { file: '' }] = parts
    if (parts.length === 1) continue
    const renamed = renamedIn(parts, outputs)
    texts.set(file, joinedText(file, renamed, { how, others: [...outputs.keys()].filter((one) => !renamed.has(one)) }))
    for (const [part, names] of renamed) moved.set(part, { file, names })
  }
  for (const file of moved.keys()) rmSync(file)
  for (const file of outputs.keys()) if (!moved.has(file)) texts.set(file, readFileSync(file, 'utf8'))
  for (const [file, text] of texts) writeFileSync(file, ledTo(moved, file, text))
}

function partsIn(outputs: Outputs): Map<string, Part> {
  const askedBy = new Map<string, Set<string>>()
  for (const [entry, files] of loadedWith(outputs))
    for (const file of files) askedBy.set(file, (askedBy.get(file) ?? new Set()).add(entry))
  const parts = [...outputs].map(([file, { entryPoint, bytes, imports: all }]): Part => {
    const isOutside = all.some(({ path, external }) => external === true && !isBuiltin(path))
    return {
      file,
      // Others run where the package is not there.
      bytes: isOutside ? Number.POSITIVE_INFINITY : bytes,
      imports: importsOf(outputs, file, 'import-statement'),
      whole: reached(outputs, file),
      isAlone: isOutside || entryPoint !== undefined,
      askedBy: askedBy.get(file) ?? new Set(),
    }
  })
  return new Map(parts.map((part) => [part.file, part]))
}

function importsOf(outputs: Outputs, file: string, wanted: ImportKind): string[] {
  const all = outputs.get(file)?.imports ?? []
  return all.filter(({ kind, external }) => kind === wanted && external !== true).map(({ path }) => resolve(path))
}

/** Of each file that is asked for by itself, what is loaded when it is there: with it, or by all who may ask for it. */
function loadedWith(outputs: Outputs): Map<string, ReadonlySet<string>> {
  const own = new Map<string, ReadonlySet<string>>()
  for (const [file, { entryPoint }] of outputs) if (entryPoint !== undefined) own.set(file, reached(outputs, file))
  const askers = new Map<string, string[]>()
  for (const [entry, files] of own)
    for (const asked of [...files].flatMap((file) => importsOf(outputs, file, 'dynamic-import')))
      askers.set(asked, [...(askers.get(asked) ?? []), entry])
  const loaded = new Map([...own].filter(([entry]) => !askers.has(entry)))
  // From those that nobody asks for it spreads; what several lead to becomes less with each that is known.
  for (let isStill = false; !isStill; ) {
    isStill = true
    for (const [entry, files] of own) {
      const [first, ...rest] = (askers.get(entry) ?? []).flatMap((asker) => loaded.get(asker) ?? [])
      if (first === undefined) continue
      const before = [...first].filter((file) => rest.every((set) => set.has(file)))
      const now = new Set([...before, ...files])
      if (now.size !== loaded.get(entry)?.size) isStill = false
      loaded.set(entry, now)
    }
  }
  return loaded
}

function reached(outputs: Outputs, file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  for (const other of importsOf(outputs, file, 'import-statement')) reached(outputs, other, seen)
  return seen
}

/** Of files that import each other one would run before what it needs: imports lead to the same group, or back. */
function groupsOf(parts: ReadonlyMap<string, Part>): Group[] {
  const groups: Group[] = []
  const turns = new Map<string, number>()
  for (const part of importedFirst(parts)) {
    const earliest = Math.max(0, ...part.imports.map((file) => turns.get(file) ?? 0))
    const gains = groups.map((group, turn) => (turn < earliest ? 0 : gainOf(group, part, parts)))
    const most = Math.max(0, ...gains)
    const turn = most > 0 ? gains.indexOf(most) : groups.length
    const { parts: others, whole, askedBy } = groups[turn] ?? NO_GROUP
    groups[turn] = {
      parts: [...others, part],
      whole: new Set([...whole, ...part.whole]),
      isAlone: part.isAlone,
      askedBy: new Set([...askedBy, ...part.askedBy]),
    }
    turns.set(part.file, turn)
  }
  return groups
}

const NO_GROUP: Group = { parts: [], whole: new Set(), isAlone: false, askedBy: new Set() }

/** What most ask for comes first; who imports something is asked for by no more than that is, and comes behind it. */
function importedFirst(parts: ReadonlyMap<string, Part>): Part[] {
  const ordered = new Set<Part>()
  const seen = new Set<string>()
  const take = (file: string) => {
    if (seen.has(file)) return
    seen.add(file)
    const part = parts.get(file)
    for (const other of part?.imports ?? []) take(other)
    if (part !== undefined) ordered.add(part)
  }
  for (const file of [...parts.keys()].sort()) take(file)
  return [...ordered].sort((a, b) => b.askedBy.size - a.askedBy.size)
}

/** Over all that ask: files that need not be opened, less what is read in vain. */
function gainOf(group: Group, part: Part, parts: ReadonlyMap<string, Part>): number {
  if (part.isAlone || group.isAlone) return 0
  const both = [...part.askedBy].filter((entry) => group.askedBy.has(entry)).length
  let gain = both * WORTH_A_FILE
  for (const [one, other] of [
    [group, part],
    [part, group],
  ] as const)
    for (const entry of one.askedBy) {
      if (other.askedBy.has(entry)) continue
      for (const file of other.whole)
        if (parts.get(file)?.askedBy.has(entry) === false) gain -= parts.get(file)?.bytes ?? 0
      if (gain <= 0) return 0
    }
  return gain
}

type Names = ReadonlyMap<string, string>

/** Where what a part exports is now: each name with the one that it has there. */
interface Moved {
  readonly file: string
  readonly names: Names
}

/** Two parts may export other things by one name. */
function renamedIn(parts: readonly Part[], outputs: Outputs): Map<string, Names> {
  const taken = new Set<string>()
  const free = (name: string, number = 1): string => {
    const tried = number === 1 ? name : `${name}$${number}`
    if (taken.has(tried)) return free(name, number + 1)
    taken.add(tried)
    return tried
  }
  const namesOf = ({ exports = [] }: Partial<Output> = {}) => new Map(exports.map((name) => [name, free(name)]))
  return new Map(parts.map(({ file }) => [file, namesOf(outputs.get(file))]))
}

interface Joining {
  readonly how: BuildOptions
  /** Files that stay outside. */
  readonly others: readonly string[]
}

function joinedText(place: string, renamed: ReadonlyMap<string, Names>, { how, others }: Joining): string {
  const from = (file: string) => `./${relative(dirname(place), file)}`
  const lines = [...renamed].map(([file, names]) => {
    const all = [...names].map(([name, other]) => `${name} as ${other}`)
    return all.length === 0 ? `import '${from(file)}'` : `export { ${all.join(', ')} } from '${from(file)}'`
  })
  const { outputFiles } = buildSync({
    ...how,
    splitting: false,
    stdin: { contents: lines.join('\n'), resolveDir: dirname(place) },
    external: [...(how.external ?? []), ...others.map(from)],
    write: false,
  })
  return outputFiles?.[0]?.text ?? ''
}

/** As esbuild writes imports where it leaves blanks out. */
const IMPORT = /(?<=^|[;{}\n])import(?:\{([^{}]*)\}from)?"(\.\.?\/[^"\n]+\.js)"/g

function ledTo(moved: ReadonlyMap<string, Moved>, file: string, text: string): string {
  return text.replace(IMPORT, (whole, names: string | undefined, path: string) => {
    const place = moved.get(resolve(dirname(file), path))
    if (place === undefined) return whole
    const way = relative(dirname(file), place.file)
    const from = `"${way.startsWith('.') ? way : `./${way}`}"`
    if (names === undefined) return `import${from}`
    const led = names.split(',').map((one) => {
      const [name = '', local = name] = one.split(' as ')
      return `${place.names.get(name) ?? name} as ${local}`
    })
    return `import{${led.join(',')}}from${from}`
  })
}
