import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { configurationSchema } from '../../src/config/json-schema.js'
import { configurationPage } from '../docs/configuration-page.js'
import { repository } from '../support/project.js'

const read = (...path: string[]): string => readFileSync(join(repository, ...path), 'utf8')
const made = configurationSchema(read('config', 'belfry.yaml'))

interface Node {
  readonly description?: string
  readonly type?: string
  readonly properties?: Readonly<Record<string, Node>>
  readonly additionalProperties?: unknown
  readonly items?: Node
}

const at = (path: string): Node | undefined =>
  path.split('.').reduce<Node | undefined>((node, name) => node?.properties?.[name], made)

const items = (path: string): Node | undefined => at(path)?.items

test('docs hold what `belfry schema` prints, and a page of it (npm run docs:configuration)', () => {
  expect(JSON.parse(read('docs', 'belfry.schema.json'))).toEqual(made)
  expect(read('docs', 'configuration.md')).toBe(configurationPage(made))
})

test('an example that is commented out says what its keys are', () => {
  expect(items('expected')?.properties?.before?.description).toContain('default: 7d')
  expect(items('schedule.windows')?.properties?.days?.description).toContain('every day')
})

test('each key has its type, and what the reference says of it', () => {
  expect(at('feeds.entries')).toMatchObject({ type: 'integer', description: expect.stringContaining('newest first') })
  expect(at('mail.dkim.ed25519.key')).toMatchObject({ type: 'string', description: expect.stringContaining('Ed25519') })
  expect(at('site.language')?.description).toBe('default: en')
  expect(at('content.git.signed')?.description).toContain('each new commit')
})

test('the sample uses no key that the schema lacks, and a slip of one letter is none', () => {
  const unknown = (value: unknown, node: Node | undefined, path: string): string[] =>
    typeof value !== 'object' || value === null || Array.isArray(value) || node?.properties === undefined
      ? []
      : Object.entries(value).flatMap(([name, below]) =>
          node.properties?.[name] === undefined
            ? [`${path}${name}`]
            : unknown(below, node.properties[name], `${path}${name}.`),
        )
  const sample: unknown = parse(read('config', 'belfry.yaml'))
  expect(unknown(sample, made, '')).toEqual([])
  expect(unknown({ feeds: { entrys: 3 } }, made, '')).toEqual(['feeds.entrys'])
  expect(at('feeds')?.additionalProperties).toBe(false)
})

test('what has upper case is not refused for it: an editor knows no flags of a pattern', () => {
  expect(JSON.stringify(made)).not.toContain('"pattern"')
})
