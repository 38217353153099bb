/**
 * docs/configuration.md, a table for each section of the configuration. Pure. In: the schema that `belfry schema`
 * prints, whose descriptions are the comments of config/belfry.yaml. Out: Markdown.
 */

/** What of a JSON Schema is read here. */
interface Node {
  readonly type?: string
  readonly format?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly minimum?: number
  readonly maximum?: number
  readonly items?: Node
  readonly anyOf?: readonly Node[]
  readonly properties?: Readonly<Record<string, Node>>
  readonly additionalProperties?: unknown
  readonly description?: string
  readonly default?: unknown
}

const HEAD = `# Configuration: every key

For whoever writes \`config/belfry.yaml\`: each key, what it takes, its default and what it is for. \`npm run docs:configuration\` makes this page of
[config/belfry.yaml](../config/belfry.yaml), which the package brings as the file to copy from. You need few of them: \`belfry init\` writes those, and
\`belfry check\` names each key that is misspelt or has a wrong value, with its line.

## How values are written

- Paths are relative to the configuration file. Durations are written \`30m\`, \`6h\`, \`90d\`, rates \`50/s\` or \`3000/m\`, sizes in bytes.
- An editor completes and checks keys with [belfry.schema.json](belfry.schema.json): write \`# yaml-language-server: $schema=PATH\` on top, with the path of
  that file or of what \`belfry schema\` prints.
- The console shows each key with its value and where it comes from ("Settings").

## From the environment

Any key may come from the environment: \`BELFRY_MAIL__REPLY_TO\` is \`mail.replyTo\`. Lists are written as JSON:
\`BELFRY_MAIL__OPERATORS='["ops@example.org"]'\`, \`BELFRY_LISTS='[{"id": "all", "title": "All", "categories": ["*"]}]'\`. With \`_FILE\` at its end
a variable names a file that holds the value: \`BELFRY_MAIL__TRANSPORT_FILE=/run/secrets/transport\`. A variable that begins with \`BELFRY_\` and is no
key is refused.
`

export function configurationPage(schema: Node): string {
  const sections = Object.entries(schema.properties ?? {})
  const single = sections.filter(([, node]) => node.properties === undefined)
  const many = sections.filter(([, node]) => node.properties !== undefined)
  return [
    HEAD,
    ...many.map(([name, node]) => section(name, node.description, rowsOf(name, node))),
    section('Keys of the top', undefined, [...single.flatMap(([name, node]) => rowsOf(name, node))]),
  ].join('\n')
}

function section(title: string, says: string | undefined, rows: readonly string[]): string {
  const lead = says === undefined ? '' : `${sentence(says)}\n\n`
  return `## ${title}\n\n${lead}| key | takes | |\n|---|---|---|\n${rows.join('\n')}\n`
}

/** Of `mail.look` and `content.fields` the table of another place says each key. */
const SAID_ELSEWHERE: Readonly<Record<string, string>> = {
  'content.fields': 'which keys of front matter hold what: [posts.md](posts.md#other-names-of-keys)',
  'mail.look': 'the keys of [look](#look), for what mail has otherwise',
}

function rowsOf(path: string, node: Node): readonly string[] {
  const elsewhere = SAID_ELSEWHERE[path]
  if (elsewhere !== undefined) return [row(path, 'keys', elsewhere)]
  const below = Object.entries(node.properties ?? {})
  if (below.length > 0) return below.flatMap(([name, one]) => rowsOf(`${path}.${name}`, one))
  const members = Object.entries(node.items?.properties ?? {})
  return [
    row(path, typeOf(node), saysOf(node)),
    ...members.map(([name, one]) => row(`${path}[].${name}`, typeOf(one), saysOf(one))),
  ]
}

/** A default that the reference only shows is written out. */
const saysOf = ({ description = '', default: value }: Node) =>
  description.replace(
    'default as here',
    () => `default: \`${typeof value === 'string' ? value : JSON.stringify(value)}\``,
  )
const row = (path: string, type: string, says: string) => `| \`${path}\` | ${type} | ${cell(linked(says))} |`
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;')
const sentence = (text: string) => `${linked(text).replace(/^./, (first) => first.toUpperCase())}.`
/** Pages beside this one; what a value looks like stays as it is typed. */
const linked = (text: string) =>
  text.replace(/docs\/([a-z-]+\.md)(#[a-z-]+)?/g, (_, page: string, anchor = '') => `[${page}](${page}${anchor})`)

/** In words: `one of ask, ignore`, `number, 1 to 16`, `list of text`. */
function typeOf(node: Node): string {
  if (node.anyOf !== undefined)
    return [...new Set(node.anyOf.filter((one) => one.const !== '').map((one) => typeOf(one)))].join(', or ')
  if (node.const !== undefined) return `\`${String(node.const)}\``
  if (node.enum !== undefined)
    return node.enum
      .filter((one) => one !== '')
      .map((one) => `\`${String(one)}\``)
      .join(', ')
  if (node.type === 'integer') return `number${range(node)}`
  if (node.type === 'boolean') return '`true`, `false`'
  if (node.type === 'array')
    return `list of ${node.items?.properties === undefined ? typeOf(node.items ?? {}) : 'objects'}`
  if (node.type === 'object') return 'object'
  if (/^\d+[smhdy]$/.test(String(node.default))) return 'duration'
  return node.format === 'uri' ? 'address' : node.format === 'date' ? 'day' : 'text'
}

function range({ minimum = 0, maximum = Number.MAX_SAFE_INTEGER }: Node): string {
  if (minimum < 0) return ''
  return maximum < Number.MAX_SAFE_INTEGER ? `, ${minimum} to ${maximum}` : `, ${minimum} or more`
}
