/**
 * Keys of the configuration that the environment sets. In: variables. Out: what each sets, by the path of its key.
 * Door: a variable that ends in _FILE names a file that holds the value.
 */
import { readFileSync } from 'node:fs'
import { parse, YAMLParseError } from 'yaml'
import { BelfryError, messageOf } from '../base/errors.js'
import type { Environment } from './read-environment.js'
import { schema } from './schema.js'
import { configTexts } from './texts.js'

const NOT_KEYS = new Set(['BELFRY_CONFIG', 'BELFRY_NOW'])

export interface Override {
  readonly name: string
  readonly path: readonly string[]
  readonly value: unknown
}

/** `BELFRY_MAIL__TRANSPORT` sets mail.transport; `…_FILE` reads the value from a file, for secrets. */
export function overrides(environment: Environment): Map<string, Override> {
  const found = new Map<string, Override>()
  for (const [name, raw] of Object.entries(environment)) {
    if (!name.startsWith('BELFRY_') || NOT_KEYS.has(name) || raw === undefined) continue
    const fromFile = name.endsWith('_FILE')
    const path = name
      .slice('BELFRY_'.length, fromFile ? -'_FILE'.length : undefined)
      .split('__')
      .map(camelCase)
    const text = fromFile ? readSecret(name, raw) : raw
    found.set(path.join('.'), { name, path, value: fromFile ? text : plainValue(path, text) })
  }
  return found
}

/** Numbers, booleans and lists are written as in YAML; what the schema wants as text stays text. */
function plainValue(path: readonly string[], text: string): unknown {
  const asText = schema.safeParse(nest(path, text), { jitless: true })
  const complains = asText.error?.issues.some(
    (issue) => issue.code === 'invalid_type' && issue.path.join('.') === path.join('.'),
  )
  return complains === true ? fromYaml(text) : text
}

/** What is no YAML either stays text, and the schema says what is wrong with it. */
function fromYaml(text: string): unknown {
  try {
    return parse(text)
  } catch (thrown) {
    if (thrown instanceof YAMLParseError) return text
    throw thrown
  }
}

function nest(path: readonly string[], value: unknown): unknown {
  return path.reduceRight((inside, key) => ({ [key]: inside }), value)
}

function readSecret(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '')
  } catch (cause) {
    throw new BelfryError('CONFIG_VALUE', configTexts.load.namesWhichCannotRead(name, file, messageOf(cause)), {
      cause,
    })
  }
}

/** `RETRY_FOR` is `retryFor`. */
function camelCase(part: string): string {
  return part.toLowerCase().replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}
