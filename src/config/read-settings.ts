/**
 * Every key of the configuration with its value and where that comes from, for people to read. In: the file, the
 * environment. Out: a setting a key, in the order of the schema. Nothing secret is among them: keys, passwords, and
 * what an address could hold of either. Door, by load.ts.
 */
import * as z from 'zod'
import type { Place } from '../base/errors.js'
import { isKeyText, withoutSecrets } from '../base/secrets.js'
import { givenIn } from './load.js'
import type { Environment } from './read-environment.js'
import { schema } from './schema.js'

export interface Setting {
  /** `mail.transport`. */
  readonly key: string
  /** As written, in one line; empty where nothing is. */
  readonly value: string
  /** Absent where its default stands. */
  readonly place?: Place
}

/** Whose values nobody is shown. */
const SECRET = /^inbound\.webhooks\.(mailgun|sendgrid|postmark|mailjet)$/
/** The path of an address may be what proves who asks. */
const SECRET_PATH = /^(hooks|content\.feed|content\.git\.remote)$/

/** @throws BelfryError where the file cannot be read */
export function readSettings(file: string, environment?: Environment): Setting[] {
  const given = givenIn(file, environment)
  return leavesOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), '').map(({ key, fallback }) => {
    const found = given(key)
    if (found === undefined) return { key, value: shown(key, fallback) }
    const value = found.isOfFile ? '(read from a file, not shown)' : shown(key, found.value)
    return { key, value, place: found.place }
  })
}

interface Node {
  readonly properties?: Readonly<Record<string, unknown>>
  readonly default?: unknown
}

function leavesOf(node: unknown, path: string): { readonly key: string; readonly fallback: unknown }[] {
  const { properties, default: fallback } = nodeOf(node)
  if (properties === undefined) return [{ key: path, fallback }]
  return Object.entries(properties).flatMap(([name, below]) => leavesOf(below, path === '' ? name : `${path}.${name}`))
}

function nodeOf(node: unknown): Node {
  return typeof node === 'object' && node !== null ? node : {}
}

function shown(key: string, value: unknown): string {
  if (value === undefined || value === '') return ''
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (SECRET.test(key) || isKeyText(text.trim())) return '(set, not shown)'
  const known = withoutAuthority(withoutSecrets(text))
  return SECRET_PATH.test(key) ? known.replace(/(https?:\/\/[^\s"/]{1,300}\/)[^\s"]{1,2000}/gi, '$1…') : known
}

/** Of addresses: who logs in may be a token, and so may be what is asked. Up to the last @ of a word. */
function withoutAuthority(text: string): string {
  return text
    .replace(/([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s"]{1,1000}@/gi, '$1…@')
    .replace(/([a-z][a-z0-9+.-]{0,20}:\/\/[^\s"?#]{1,1000})[?#][^\s"]{1,1000}/gi, '$1?…')
}
