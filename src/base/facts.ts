/**
 * Facts: what a file is made from, as one value. Pure. In: a value that is nothing but data. Out: its digest. Whoever
 * makes the file is given that value and nothing else, so a fact that is not in the digest cannot be shown: the
 * compiler holds it.
 */
import { hash } from 'node:crypto'

/** Where the body of a post stands, for whoever reads it again, also on another thread. */
export interface TextPlace {
  /** Absolute. */
  readonly file: string
  /** SHA-256 of its bytes, hex. */
  readonly digest: string
  /** Of the post, which says how it is written. */
  readonly path: string
  /** Its first heading is no part of it. */
  readonly headed?: true
  /** Characters. */
  readonly bodyLength?: number
}

/** A long text that stands in facts by a digest, and is read where somebody asks for it. */
export class LazyText {
  readonly #read: () => string

  /**
   * @param digest of all that `read` depends on
   * @param place undefined where no file holds it as it is
   */
  constructor(
    readonly digest: string,
    read: () => string,
    readonly place?: TextPlace,
  ) {
    this.#read = read
  }

  get text(): string {
    return this.#read()
  }

  toJSON(): string {
    return this.digest
  }
}

/** Data alone: what is a function, or has one, is refused. JSON would leave it out, and a map is `{}` there. */
export type Facts<Value> = Value extends string | number | boolean | null | undefined | LazyText
  ? Value
  : Value extends (...args: never[]) => unknown
    ? never
    : { readonly [Key in keyof Value]: Facts<Value[Key]> }

/**
 * Of the JSON of the facts. The same program writes their keys in the same order; another order only has a file made
 * again.
 * @param common digest of what many files are made from
 */
export function factsDigest<Value>(facts: Value & Facts<Value>, common = ''): string {
  return jsonDigest(common + JSON.stringify(facts))
}

/** @param json of facts, as `factsDigest` makes it */
export function jsonDigest(json: string): string {
  return hash('sha256', json, 'base64url').slice(0, 22)
}

/** A part of a value, by the names of its fields. */
export function pick<Of, Key extends keyof Of>(of: Of, keys: readonly Key[]): Pick<Of, Key>
export function pick(of: Readonly<Record<string, unknown>>, keys: readonly string[]): object {
  const picked: Record<string, unknown> = {}
  for (const key of keys) if (key in of) picked[key] = of[key]
  return picked
}
