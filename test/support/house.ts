/**
 * The walls of the house. Pure. In: the sources of a tree, its ARCHITECTURE.md, what is allowed where. Out: a fault for
 * every place that breaks a wall, with file and line. The house test gives it Belfry's own tree, and small ones that
 * break each wall on purpose.
 */
import { posix } from 'node:path'
import ts from 'typescript'

export const walls = [
  'rooms',
  'folders',
  'lengths',
  'direction',
  'circles',
  'doors',
  'packages',
  'globals',
  'wings',
  'queries',
  'names',
  'first comment',
  'file names',
  'escapes',
  'columns',
  'parameters',
  'texts',
] as const

export type Wall = (typeof walls)[number]

export interface HouseFault {
  readonly wall: Wall
  readonly where: string
  readonly what: string
}

export interface SourceFile {
  /** Below the tree, with forward slashes: `src/base/clock.ts`. */
  readonly path: string
  readonly text: string
}

export interface Tree {
  readonly files: readonly SourceFile[]
  readonly architecture: string
}

export interface HouseRules {
  /** Deciding rooms, and what their files may import beside files of the tree. */
  readonly packages: Readonly<Record<string, readonly string[]>>
  /** Wings, and their files that others may import. */
  readonly fronts: Readonly<Record<string, readonly string[]>>
  /** Deciding files that take random bytes all the same. */
  readonly dice: readonly string[]
  /** Files beside `texts.ts` that hold sentences and little else. */
  readonly texts: readonly string[]
  /** Files longer than others, each of one subject that two files would tear apart. */
  readonly long: readonly string[]
}

interface Import {
  readonly from: string
  /** What is taken of it; `*` for all. */
  readonly names: readonly string[]
  readonly isType: boolean
  readonly line: number
}

interface Parsed extends SourceFile {
  /** Below src, without its ending: `base/clock`. */
  readonly name: string
  readonly room: string
  readonly isDoor: boolean
  readonly source: ts.SourceFile
  readonly imports: readonly Import[]
}

/** Files that may touch disk, SQL, network, processes, timers or the clock. */
const DOOR =
  /(^|\/)((read|load|write|ping|open)(-[^/]*)?|[^/]*-store|[^/]*-thread|sendmail|server|daemon|base\/clock|base\/log)$/
/** What makes and installs the program, and is no part of it. */
const MAKES_IT = new Set(
  ['install.mjs', 'bundle.ts', 'join-parts.ts', 'pack.ts', 'describe-api.ts'].map((name) => `src/${name}`),
)
const OUTSIDE = new RegExp(
  `^(${[
    'node:(fs|net|tls|http|https|http2|dgram|dns|child_process|cluster|worker_threads)',
    '@photostructure/sqlite|node:sqlite|pg|node-cron|tinyexec|@hono/node-server|nodemailer/lib/smtp-connection',
  ].join('|')})(/|$)|^nodemailer$`,
)
/** Of modules that reach the world, what only computes. */
const HARMLESS: Readonly<Record<string, readonly string[]>> = { 'node:net': ['BlockList', 'isIP'] }
const WORLD = new Set([
  ...['fetch', 'process', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'performance', 'globalThis'],
  ...['console', 'WebSocket', 'XMLHttpRequest'],
])
const MEMBERS = new Set(['Date.now', 'Math.random', 'crypto.randomUUID', 'crypto.getRandomValues', 'Temporal.Now'])
const DICE = /^(random|getRandom|generateKey|generatePrime|webcrypto|default$|\*$)/
const ESCAPE = /@ts-(ignore|nocheck|expect-error)|\b(TODO|FIXME|XXX|HACK)\b/
const CODE_ESCAPE = /\bas any\b|: any\b|\bas unknown as\b|catch *(\([^)]*\))? *\{ *\}/
const COLUMNS = 120
const MOST_PARAMETERS = 4
const MOST_FILES = 36
const MOST_LINES = 350
/** Also where a file may be longer. */
const MOST_LINES_OF_ONE = 420

export function houseFaults(tree: Tree, rules: HouseRules): HouseFault[] {
  const files = tree.files
    .filter(({ path }) => /^src\/.*\.(ts|tsx|mjs)$/.test(path) && !path.endsWith('.d.ts'))
    .map((file) => parsed(file))
  const steps = roomsIn(tree.architecture)
  const house = files.filter(({ path }) => !MAKES_IT.has(path))
  return [
    ...roomFaults(house, steps),
    ...folderFaults(house),
    ...lengthFaults(house, rules),
    ...house.flatMap((file) => directionFaults(file, steps)),
    ...circleFaults(house),
    ...house.flatMap((file) => [
      ...doorFaults(file),
      ...packageFaults(file, rules),
      ...globalFaults(file, rules),
      ...wingFaults(file, rules),
      ...textFaults(file),
    ]),
    ...nameFaults(house),
    ...parameterFaults(house),
    ...textsFaults(house, rules),
    ...commentFaults(tree.files),
    ...columnFaults(tree.files),
  ]
}

function fault(wall: Wall, where: string, what: string): HouseFault {
  return { wall, where, what }
}

const FIRST_COMMENT = /^(?:#!.*\n)?\/\*\*([\s\S]*?)\*\//
/** A file as comments name one; what ends in .d.ts is made. */
const NAMED_FILE = /(?<![\w.*-])(?:[\w-]+\/)*([\w-]+(?:\.test)?\.tsx?)\b/g

/** Of src each file says what it is for, and none names a file that is not there. */
function commentFaults(files: readonly SourceFile[]): HouseFault[] {
  const there = new Set(files.map(({ path }) => posix.basename(path)))
  return files.flatMap(({ path, text }) => {
    const said = FIRST_COMMENT.exec(text)?.[1]
    const isOfSrc = path.startsWith('src/') && !path.endsWith('.d.ts')
    if (said === undefined) return isOfSrc ? [fault('first comment', path, 'says nothing')] : []
    const gone = [...said.matchAll(NAMED_FILE)].map(([, name = '']) => name).filter((name) => !there.has(name))
    return gone.map((name) => fault('first comment', path, `names ${name}, which is not there`))
  })
}

/** The first column of the table under "Rooms": a step a row, its rooms parted by `·`. */
export function roomsIn(architecture: string): string[][] {
  const section = /^## Rooms$([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(architecture)?.[1] ?? ''
  const rows = [...section.matchAll(/^\|([^|]*)\|/gm)].map((match) => (match[1] ?? '').trim())
  return rows.slice(2).map((row) => row.split('·').map((room) => room.trim()))
}

function parsed(file: SourceFile): Parsed {
  const kind = file.path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS
  const source = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true, kind)
  const name = file.path.replace(/^src\//, '').replace(/\.[^.]+$/, '')
  const room = name.split('/')[0] ?? ''
  return { ...file, name, room, isDoor: DOOR.test(name), source, imports: importsIn(source) }
}

function lineOf(source: ts.SourceFile, node: ts.Node): number {
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1
}

function everyNode(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node)
  ts.forEachChild(node, (child) => everyNode(child, visit))
}

function importsIn(source: ts.SourceFile): Import[] {
  const found: Import[] = []
  const take = (node: ts.Node, from: ts.Node | undefined, about: Pick<Import, 'names' | 'isType'>) => {
    const text = from !== undefined && ts.isStringLiteralLike(from) ? from.text : '(not a literal)'
    found.push({ from: text, line: lineOf(source, node), ...about })
  }
  everyNode(source, (node) => {
    if (ts.isImportDeclaration(node)) take(node, node.moduleSpecifier, namesOf(node.importClause))
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined)
      take(node, node.moduleSpecifier, { names: ['*'], isType: node.isTypeOnly })
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      take(node, node.arguments[0], { names: ['*'], isType: false })
    else if (ts.isImportTypeNode(node))
      take(node, ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, {
        names: ['*'],
        isType: true,
      })
  })
  return found
}

function namesOf(clause: ts.ImportClause | undefined): Pick<Import, 'names' | 'isType'> {
  if (clause === undefined) return { names: [], isType: false }
  const bindings = clause.namedBindings
  const named = bindings !== undefined && ts.isNamedImports(bindings) ? [...bindings.elements] : []
  const values = named.filter((element) => !element.isTypeOnly).map((one) => (one.propertyName ?? one.name).text)
  const all = bindings !== undefined && ts.isNamespaceImport(bindings) ? ['*'] : []
  const names = [...(clause.name === undefined ? [] : ['default']), ...all, ...values]
  return { names, isType: clause.isTypeOnly || (names.length === 0 && named.length > 0) }
}

/** The file that a relative import names, as `name`s go; undefined for packages and for files outside src. */
function targetOf(file: Parsed, { from }: Import): string | undefined {
  if (!from.startsWith('.')) return undefined
  const target = posix.normalize(posix.join(posix.dirname(file.name), from)).replace(/\.(js|ts|tsx)$/, '')
  return target === '../package.json' ? undefined : target
}

function targets(file: Parsed): { readonly target: string; readonly line: number }[] {
  return file.imports.flatMap((one) => {
    const target = targetOf(file, one)
    return target === undefined ? [] : [{ target, line: one.line }]
  })
}

function roomFaults(files: readonly Parsed[], steps: readonly (readonly string[])[]): HouseFault[] {
  const rooms = new Set(files.map(({ room }) => room))
  const rows = steps.flat()
  return [
    ...[...rooms].filter((room) => !rows.includes(room)).map((room) => fault('rooms', `src/${room}`, 'has no row')),
    ...rows.filter((row) => !rooms.has(row)).map((row) => fault('rooms', 'ARCHITECTURE.md', `there is no room ${row}`)),
    ...rows
      .filter((row, index) => rows.indexOf(row) !== index)
      .map((row) => fault('rooms', 'ARCHITECTURE.md', `${row} stands there twice`)),
  ]
}

/** More files than an eye takes in are several subjects: they want wings. */
function folderFaults(files: readonly Parsed[]): HouseFault[] {
  const counts = new Map<string, number>()
  for (const { path } of files) counts.set(posix.dirname(path), (counts.get(posix.dirname(path)) ?? 0) + 1)
  return [...counts]
    .filter(([, count]) => count > MOST_FILES)
    .map(([folder, count]) => fault('folders', folder, `holds ${count} files; a wing takes some`))
}

/** A long file has several subjects, and a newcomer finds those by no name. Tables of sentences may be longer. */
function lengthFaults(files: readonly Parsed[], { long }: HouseRules): HouseFault[] {
  return files.flatMap(({ path, name, room, text }) => {
    const lines = text.split('\n').length - 1
    const most = long.includes(name) || name === `${room}/texts` ? MOST_LINES_OF_ONE : MOST_LINES
    return lines > most ? [fault('lengths', path, `holds ${lines} lines, more than ${most}`)] : []
  })
}

function directionFaults(file: Parsed, steps: readonly (readonly string[])[]): HouseFault[] {
  const stepOf = (room: string) => steps.findIndex((step) => step.includes(room))
  return targets(file).flatMap(({ target, line }) => {
    const room = target.split('/')[0] ?? ''
    const isUnknown = room !== '..' && [room, file.room].some((one) => stepOf(one) < 0)
    const isDown = room === file.room || stepOf(room) < stepOf(file.room)
    return isUnknown || (isDown && room !== '..')
      ? []
      : [fault('direction', `${file.path}:${line}`, `${file.room} imports ${room}`)]
  })
}

/** Type imports count: two files that know each other are one. */
function circleFaults(files: readonly Parsed[]): HouseFault[] {
  const edges = new Map(files.map((file) => [file.name, new Set(targets(file).map(({ target }) => target))]))
  const reached = new Map([...edges.keys()].map((name) => [name, reachedFrom(name, edges)]))
  const left = new Set([...edges.keys()].filter((name) => reached.get(name)?.has(name)))
  const faults: HouseFault[] = []
  for (const name of left) {
    const circle = [...left].filter((one) => reached.get(name)?.has(one) && reached.get(one)?.has(name)).sort()
    for (const one of circle) left.delete(one)
    faults.push(fault('circles', `src/${circle[0]}`, circle.join(' · ')))
  }
  return faults
}

function reachedFrom(start: string, edges: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const reached = new Set<string>()
  const open = [...(edges.get(start) ?? [])]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name)) continue
    reached.add(name)
    open.push(...(edges.get(name) ?? []))
  }
  return reached
}

function doorFaults(file: Parsed): HouseFault[] {
  if (file.isDoor) return []
  return file.imports
    .filter(({ from, isType, names }) => !isType && OUTSIDE.test(from) && !isHarmless(from, names))
    .map(({ from, line }) => fault('doors', `${file.path}:${line}`, `imports ${from} and is no door`))
}

function isHarmless(from: string, names: readonly string[]): boolean {
  const harmless = HARMLESS[from] ?? []
  return names.length > 0 && names.every((name) => harmless.includes(name))
}

/** Type imports count: what a file knows of is what it depends on. */
function packageFaults(file: Parsed, { packages, dice: allowedDice }: HouseRules): HouseFault[] {
  const allowed = packages[file.room]
  if (allowed === undefined || file.isDoor) return []
  return file.imports.flatMap(({ from, names, line }) => {
    const where = `${file.path}:${line}`
    if (from.startsWith('.')) return []
    if (!allowed.includes(from)) return [fault('packages', where, `${file.room} may not import ${from}`)]
    const dice =
      from === 'node:crypto' && !allowedDice.includes(file.name) ? names.filter((name) => DICE.test(name)) : []
    return dice.map((name) => fault('packages', where, `${file.room} may not import ${name} of ${from}`))
  })
}

function globalFaults(file: Parsed, { packages }: HouseRules): HouseFault[] {
  if (packages[file.room] === undefined || file.isDoor) return []
  const declared = new Set<string>()
  const used: { readonly name: string; readonly line: number }[] = []
  everyNode(file.source, (node) => {
    if (
      (ts.isParameter(node) || ts.isVariableDeclaration(node) || ts.isBindingElement(node)) &&
      ts.isIdentifier(node.name)
    )
      declared.add(node.name.text)
    if (ts.isFunctionDeclaration(node) && node.name !== undefined) declared.add(node.name.text)
    const name = reachOf(node)
    if (name !== undefined) used.push({ name, line: lineOf(file.source, node) })
  })
  return used
    .filter(({ name }) => !declared.has(name.split('.')[0] ?? ''))
    .map(({ name, line }) => fault('globals', `${file.path}:${line}`, `uses ${name} and is no door`))
}

/** The way to the world that a node is, if it is one. */
function reachOf(node: ts.Node): string | undefined {
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments ?? []).length === 0)
    return 'Date.new'
  if (ts.isCallExpression(node) && node.expression.getText() === 'Date') return 'Date.call'
  if (ts.isPropertyAccessExpression(node) && MEMBERS.has(node.getText())) return node.getText()
  if (ts.isElementAccessExpression(node) && /^(Date|Math|crypto|Temporal)$/.test(node.expression.getText()))
    return node.getText()
  return ts.isIdentifier(node) && WORLD.has(node.text) && isReference(node) ? node.text : undefined
}

function isReference(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node
  const isName =
    ts.isPropertySignature(parent) ||
    ts.isMethodSignature(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isQualifiedName(parent) ||
    ts.isJsxAttribute(parent)
  return !isName
}

function wingFaults(file: Parsed, { fronts }: HouseRules): HouseFault[] {
  return targets(file).flatMap(({ target, line }) => {
    const wing = posix.dirname(target)
    if (target.startsWith('..') || !wing.includes('/') || posix.dirname(file.name).startsWith(wing)) return []
    const isFront = (fronts[wing] ?? []).includes(posix.basename(target))
    return isFront ? [] : [fault('wings', `${file.path}:${line}`, `${target} is behind the front of ${wing}`)]
  })
}

function textFaults(file: Parsed): HouseFault[] {
  const { path, text, isDoor, room } = file
  const code = text.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '')
  const hasQueries = /\.(selectFrom|insertInto|updateTable|deleteFrom)\(/.test(text)
  return [
    ...(hasQueries && !isDoor && room !== 'store' ? [fault('queries', path, 'writes queries and is no store')] : []),
    ...(/^src\/([a-z0-9-]+\/)*[a-z0-9-]+\.(ts|tsx|mjs)$/.test(path)
      ? []
      : [fault('file names', path, 'not kebab-case')]),
    ...(ESCAPE.test(code) || CODE_ESCAPE.test(code) || /@ts-/.test(text)
      ? [fault('escapes', path, 'escapes the type checker, or is left for later')]
      : []),
  ]
}

/** What a file exports again is the same thing under the same name. */
function nameFaults(files: readonly Parsed[]): HouseFault[] {
  const byName = new Map<string, Set<string>>()
  for (const { path, room, source } of files) {
    // What other programs import has names of its own: they are a border.
    if (room === 'api') continue
    for (const statement of source.statements) {
      for (const name of exportedBy(statement)) byName.set(name, (byName.get(name) ?? new Set()).add(path))
    }
  }
  return [...byName]
    .filter(([, paths]) => paths.size > 1)
    .map(([name, paths]) => fault('names', [...paths].join(' '), `${name} is exported by both`))
}

function exportedBy(statement: ts.Statement): string[] {
  const isExported =
    ts.canHaveModifiers(statement) && statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  if (isExported !== true) return []
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name.getText()).filter((name) => /^\w+$/.test(name))
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement)
  return isNamed && statement.name !== undefined ? [statement.name.text] : []
}

function parameterFaults(files: readonly Parsed[]): HouseFault[] {
  return files.flatMap(({ path, source }) => {
    const faults: HouseFault[] = []
    everyNode(source, (node) => {
      if (!ts.isFunctionLike(node) || node.parameters.length <= MOST_PARAMETERS) return
      faults.push(fault('parameters', `${path}:${lineOf(source, node)}`, `${node.parameters.length} parameters`))
    })
    return faults
  })
}

/** Calls whose texts are the help of a command, which stands beside its flags. */
const HELP = /^(option|argument|addOption|Option|Argument|description|addCommand|addGroup|addHelpText)$/
/** Calls whose texts people read, with a full stop or without. */
const SAYS = /^(BelfryError|InvalidArgumentError|problem|good|bad)$/
const MANY_WORDS = 4

/** A room that has `texts.ts` says nothing from elsewhere: its sentences can be read in a row. */
function textsFaults(files: readonly Parsed[], { texts }: HouseRules): HouseFault[] {
  const tables = files.filter(({ name, room }) => name === `${room}/texts`)
  const rooms = new Set(tables.map(({ room }) => room))
  const elsewhere = files
    .filter(({ room, name }) => rooms.has(room) && name !== `${room}/texts` && !texts.includes(name))
    .flatMap((file) => {
      const faults: HouseFault[] = []
      everyNode(file.source, (node) => {
        const text = wordsOf(node)
        if (text === undefined || !isSaid(node, text)) return
        const where = `${file.path}:${lineOf(file.source, node)}`
        faults.push(fault('texts', where, `says "${text.slice(0, 40)}", and texts.ts is there for it`))
      })
      return faults
    })
  const said = new Set(files.filter((file) => !tables.includes(file)).flatMap(({ source }) => chainsIn(source)))
  const unsaid = tables.flatMap((table) =>
    sentencesIn(table.source)
      .filter(({ chain }) => !said.has(chain))
      .map(({ chain, line }) => fault('texts', `${table.path}:${line}`, `nobody says ${chain}`)),
  )
  return [...elsewhere, ...unsaid, ...tables.flatMap((table) => strayGroups(table, files))]
}

/** Groups that are called like no file, nor like the wing of one, that says a sentence of theirs. */
function strayGroups(table: Parsed, files: readonly Parsed[]): HouseFault[] {
  const sayers = new Map<string, Parsed[]>()
  for (const file of files)
    for (const chain of chainsIn(file.source)) sayers.set(chain, [...(sayers.get(chain) ?? []), file])
  const groups = new Map<string, { line: number; names: Set<string> }>()
  for (const { chain, line } of sentencesIn(table.source)) {
    const [room, group, sentence] = chain.split('.')
    if (sentence === undefined || !sayers.has(chain)) continue
    const known = groups.get(`${room}.${group}`) ?? { line, names: new Set() }
    for (const { name } of sayers.get(chain) ?? []) for (const one of groupNames(name)) known.names.add(one)
    groups.set(`${room}.${group}`, known)
  }
  return [...groups]
    .filter(([group, { names }]) => !names.has(group.split('.')[1] ?? ''))
    .map(([group, { line }]) => fault('texts', `${table.path}:${line}`, `no file that says ${group} is called so`))
}

/** `mail/templates/check`: check, templatesCheck, checkTemplates, templates. */
function groupNames(name: string): string[] {
  const [file = '', wing = ''] = name.split('/').reverse()
  return [file, `${wing}-${file}`, `${file}-${wing}`, wing].map((one) =>
    one.replace(/-(\w)/g, (_all, letter: string) => letter.toUpperCase()),
  )
}

/** `runTexts.alarms.over`: what is read of what, as it is written. */
function chainsIn(source: ts.SourceFile): string[] {
  const chains: string[] = []
  everyNode(source, (node) => {
    if (ts.isPropertyAccessExpression(node)) chains.push(node.getText())
  })
  return chains
}

/** The entries of a table of sentences, which has groups by file. */
function sentencesIn(source: ts.SourceFile): { readonly chain: string; readonly line: number }[] {
  const found: { chain: string; line: number }[] = []
  const walk = (node: ts.Node, chain: string) => {
    const value = ts.isAsExpression(node) ? node.expression : node
    if (!ts.isObjectLiteralExpression(value)) found.push({ chain, line: lineOf(source, node) })
    else
      for (const each of value.properties)
        if (ts.isPropertyAssignment(each)) walk(each.initializer, `${chain}.${each.name.getText()}`)
  }
  everyNode(source, (node) => {
    if (ts.isVariableDeclaration(node) && /Texts$/.test(node.name.getText()) && node.initializer !== undefined)
      walk(node.initializer, node.name.getText())
  })
  return found
}

/** What a literal says, with … for what is filled in. */
function wordsOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text
  if (!ts.isTemplateExpression(node)) return undefined
  return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…')
}

function isSaid(node: ts.Node, text: string): boolean {
  if (text.startsWith('#') || (text.match(/(?<=^|[\s"(])[A-Za-z]+(?=$|[\s.,:;?!")])/g) ?? []).length < MANY_WORDS)
    return false
  const calls = callsAround(node)
  if (calls.some((name) => HELP.test(name))) return false
  return /[.!?]\)?\s*$/.test(text) || SAYS.test(calls[0] ?? '')
}

/** The names of the calls that a node is an argument of, from the inside; functions between end the way. */
function callsAround(node: ts.Node): string[] {
  const names: string[] = []
  for (let one = node; one.parent !== undefined && !ts.isFunctionLike(one); one = one.parent) {
    const { parent } = one
    if ((!ts.isCallExpression(parent) && !ts.isNewExpression(parent)) || parent.expression === one) continue
    const called = parent.expression
    names.push(ts.isPropertyAccessExpression(called) ? called.name.text : called.getText())
  }
  return names
}

/**
 * In tests a literal may be longer, for its octets are what the test is about, and so may the line of a test's title.
 */
const TITLE = /^\s*(test|it|describe)\b.*\{$/

function columnFaults(files: readonly SourceFile[]): HouseFault[] {
  return files
    .filter(({ path }) => /\.tsx?$/.test(path))
    .flatMap(({ path, text }) => {
      const lines = text.split('\n')
      // A character is one unit at least: what is short in units is not counted.
      const isLong = (line: string) => line.length > COLUMNS && [...line].length > COLUMNS
      const long = lines.flatMap((line, index) => (isLong(line) ? [index] : []))
      if (long.length === 0) return []
      const data = path.startsWith('test/') ? literalsIn({ path, text }) : []
      let end = 0
      const starts = lines.map((line) => {
        const start = end
        end += line.length + 1
        return start
      })
      return long
        .filter((index) => !path.startsWith('test/') || !TITLE.test(lines[index] ?? ''))
        .filter(
          (index) =>
            !data.some(([from, to]) => from < (starts[index] ?? 0) + COLUMNS && (starts[index] ?? 0) + COLUMNS <= to),
        )
        .map((index) => fault('columns', `${path}:${index + 1}`, `${[...(lines[index] ?? '')].length} columns`))
    })
}

function literalsIn({ path, text }: SourceFile): (readonly [from: number, to: number])[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const found: (readonly [number, number])[] = []
  everyNode(source, (node) => {
    const isText = ts.isStringLiteralLike(node) || ts.isTemplateExpression(node) || ts.isRegularExpressionLiteral(node)
    if (isText) found.push([node.getStart(source), node.end + 1])
  })
  return found
}
