/**
 * What is published of the interface beside the program. In: src/api. Out: dist/belfry.d.ts, its types in one file that
 * needs no other; and docs/api.md, the reference, which `npm run docs:api` makes of the comments. TypeScript writes the
 * declarations of each file by itself, because all that is exported says its type.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
/** Shapes first: a reader meets the functions with all words known. */
const FILES = ['src/api/shapes.ts', 'src/api/belfry.ts']

/** @throws Error where something of the interface is not described by these files alone */
export function declarations(): string {
  const parts = FILES.map((file) => {
    const text = readFileSync(join(root, file), 'utf8')
    const { outputText, diagnostics = [] } = ts.transpileDeclaration(text, {
      fileName: file,
      reportDiagnostics: true,
      compilerOptions: { target: ts.ScriptTarget.ES2022, strict: true, removeComments: false },
    })
    const [fault] = diagnostics
    if (fault !== undefined) throw new Error(`${file}: ${ts.flattenDiagnosticMessageText(fault.messageText, ' ')}`)
    return outputText
      .replace(/^(?:im|ex)port type [^;]*? from '\.\/[^']*';\n/gm, '')
      .replace(/^\/\*\*[\s\S]*?\*\/\n/, '')
  })
  const whole = `/** Types of Belfry's interface; docs/api.md is the reference. */\n${parts.join('')}`
  const left = /^(?! \*).*(?:\bfrom '|\bimport\().*$/m.exec(whole)
  if (left !== null) throw new Error(`The types of the interface need another file: ${left[0]}`)
  return whole
}

type Shown = ts.FunctionDeclaration | ts.InterfaceDeclaration | ts.TypeAliasDeclaration

/** Markdown. @throws Error where a shape, or a key of one, has no comment */
export function reference(): string {
  const [shapes = [], front = []] = FILES.map((file) => {
    const text = readFileSync(join(root, file), 'utf8')
    return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true).statements.filter(isShown)
  })
  const functions = front.filter(ts.isFunctionDeclaration)
  const parts = [
    ...HEAD,
    ...functions.flatMap(functionLines),
    '## Shapes',
    ...[...shapes, ...front].flatMap(shapeLines),
  ]
  return `${parts.join('\n\n')}\n`
}

const HEAD = [
  '# Belfry from a program',
  `Made of the comments in \`src/api\` by \`npm run docs:api\`; a test runs every example, against the packed program.

\`npm install\` of the package gives the command line and this: functions that read, decide, build, render and verify
as the commands do, with types. It is an ES module (Node 20.19, 22.14 or later). No function needs a database or sends
mail; all take one object of options. What goes wrong with the input of one post is a problem in what is returned;
what leaves nothing to return is thrown as \`BelfryError\`, with \`code\` ([errors.md](errors.md)), \`fix\` and
\`problems\`.`,
]

function isShown(statement: ts.Statement): statement is Shown {
  const isKind =
    ts.isFunctionDeclaration(statement) || ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)
  return isKind && statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true
}

function functionLines(node: ts.FunctionDeclaration): string[] {
  const { name, parameters, type } = node
  const given = parameters.map((one) => one.getText()).join(', ')
  const tags = ts.getJSDocTags(node)
  const said = (tag: string) => tags.filter((one) => one.tagName.text === tag).map((one) => textOf(one.comment))
  return [
    `## ${name?.text}`,
    `\`${name?.text}(${given}): ${type?.getText()}\``,
    commentOf(node),
    ...said('returns').map((text) => `Returns ${text}.`),
    ...said('throws').map((text) => `Throws ${withCodes(text)}.`),
    ...said('example').map((text) => `\`\`\`ts\n${text}\n\`\`\``),
  ]
}

function withCodes(text: string): string {
  return text.replace(/^BelfryError /, '`BelfryError`: ').replace(/\b[A-Z]{3,}[A-Z_]*…?/g, (code) => `\`${code}\``)
}

function shapeLines(node: Shown): string[] {
  if (ts.isFunctionDeclaration(node)) return []
  const head = [`### ${node.name.text}`, described(commentOf(node), node.name.text)]
  if (ts.isTypeAliasDeclaration(node)) return [...head, `\`${flat(node.type.getText())}\``]
  const from = node.heritageClauses?.flatMap(({ types }) => types.map((one) => one.getText())) ?? []
  const rows = node.members.filter(ts.isPropertySignature).map((member) => rowOf(member, node.name.text))
  return [
    ...head,
    ...from.map((one) => `All of \`${one}\`, and:`),
    ['| key | type | |', '|---|---|---|', ...rows].join('\n'),
  ]
}

function rowOf(member: ts.PropertySignature, shape: string): string {
  const { type } = member
  const inner = type === undefined ? [] : literalMembers(type)
  const notes = inner.flatMap((one) => (commentOf(one) === '' ? [] : [`\`${one.name.getText()}\`: ${commentOf(one)}`]))
  const says = described([commentOf(member), ...notes].join(' ').trim(), `${shape}.${member.name.getText()}`)
  const name = `${member.name.getText()}${member.questionToken === undefined ? '' : '?'}`
  return `| \`${name}\` | \`${cell(flat(type?.getText() ?? ''))}\` | ${cell(flat(says))} |`
}

function described(text: string, what: string): string {
  if (text === '') throw new Error(`${what} is not described.`)
  return text
}

/** Of an object that is described in place, or a list of such. */
function literalMembers(type: ts.TypeNode): ts.PropertySignature[] {
  if (ts.isTypeLiteralNode(type)) return type.members.filter(ts.isPropertySignature)
  if (ts.isArrayTypeNode(type)) return literalMembers(type.elementType)
  return ts.isTypeOperatorNode(type) ? literalMembers(type.type) : []
}

function commentOf(node: ts.Node): string {
  return ts
    .getJSDocCommentsAndTags(node)
    .flatMap((one) => (ts.isJSDoc(one) && one.parent === node ? [textOf(one.comment)] : []))
    .join(' ')
}

function textOf(comment: Parameters<typeof ts.getTextOfJSDocComment>[0]): string {
  return (ts.getTextOfJSDocComment(comment) ?? '').trim()
}

/** On one line, without comments and what every key has. */
function flat(text: string): string {
  return text
    .replace(/\/\*\*[\s\S]*?\*\//g, '')
    .replace(/\breadonly /g, '')
    .replace(/([^{;,\s])\s*\n\s*(?=\w+\??:)/g, '$1; ')
    .replace(/\s+/g, ' ')
    .trim()
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(join(root, 'docs', 'api.md'), reference())
