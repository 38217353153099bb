/**
 * Expressions of JavaScript and Nunjucks as far as anybody can say what they show without running a program: literals,
 * names that are known, members of these, and sums of both. Pure. In: an expression, what its names stand for. Out: the
 * value, or undefined where only its site knows. Nothing is called, and nothing is reached but what was given.
 */

/** Nothing of it is inherited. */
export type ExpressionNames = Readonly<Record<string, unknown>>

const LONGEST = 1_000
const DEEPEST = 20

/** @returns undefined where it is no simple one, or names what is not in the scope */
export function simpleValue(typed: string, scope: ExpressionNames): unknown {
  if (typed.length > LONGEST) return undefined
  const reader = new Reader(typed, scope)
  try {
    const value = reader.sum(0)
    return reader.isAtEnd() ? value : undefined
  } catch (thrown) {
    if (thrown instanceof NotSimple) return undefined
    throw thrown
  }
}

/** @returns the words of a value; undefined of what has none: a list, a table, a switch, a date */
export function wordsOfValue(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined
}

class NotSimple extends Error {}

const SPACE = /\s*/y
const NUMBER = /\d{1,15}(?:\.\d{1,15})?(?![\w.])/y
const NAME = /[A-Za-z_$][\w$]*/y
const STRING = /"((?:[^"\\\n]|\\["'\\])*)"|'((?:[^'\\\n]|\\["'\\])*)'|`([^`\\$]*)`/y

class Reader {
  #at = 0

  constructor(
    private readonly text: string,
    private readonly scope: ExpressionNames,
  ) {}

  isAtEnd(): boolean {
    this.#take(SPACE)
    return this.#at === this.text.length
  }

  sum(depth: number): unknown {
    let value = this.#product(depth)
    for (let sign = this.#sign('+-'); sign !== undefined; sign = this.#sign('+-')) {
      const right = this.#product(depth)
      if (sign === '-') value = numberOf(value) - numberOf(right)
      else value = isNumbers(value, right) ? numberOf(value) + numberOf(right) : textOf(value) + textOf(right)
    }
    return value
  }

  #product(depth: number): unknown {
    let value = this.#one(depth)
    for (let sign = this.#sign('*/%'); sign !== undefined; sign = this.#sign('*/%')) {
      const [left, right] = [numberOf(value), numberOf(this.#one(depth))]
      value = sign === '*' ? left * right : sign === '/' ? left / right : left % right
    }
    return value
  }

  #one(depth: number): unknown {
    if (depth > DEEPEST) throw new NotSimple()
    this.#take(SPACE)
    if (this.#isNext('(')) {
      const value = this.sum(depth + 1)
      this.#need(')')
      return value
    }
    if (this.#isNext('-')) return -numberOf(this.#one(depth + 1))
    const number = this.#take(NUMBER)
    if (number !== undefined) return Number(number[0])
    const string = this.#take(STRING)
    if (string !== undefined) return (string[1] ?? string[2] ?? string[3] ?? '').replace(/\\(["'\\])/g, '$1')
    const name = this.#take(NAME)
    if (name === undefined) throw new NotSimple()
    return this.#members(memberOf(this.scope, name[0]))
  }

  /** `a.b`, `a['b']`, `a[0]`, `a?.b`. */
  #members(of: unknown): unknown {
    let value = of
    for (let count = 0; count < DEEPEST; count += 1) {
      if (this.#isNext('?.') || this.#isNext('.')) {
        const name = this.#take(NAME)
        if (name === undefined) throw new NotSimple()
        value = memberOf(value, name[0])
      } else if (this.#isNext('[')) {
        this.#take(SPACE)
        const key = this.#take(STRING) ?? this.#take(NUMBER)
        if (key === undefined) throw new NotSimple()
        this.#need(']')
        value = memberOf(value, key[1] ?? key[2] ?? key[3] ?? key[0])
      } else return value
    }
    throw new NotSimple()
  }

  /** `--` and `**` are none of these. */
  #sign(signs: string): string | undefined {
    this.#take(SPACE)
    const sign = this.text[this.#at]
    if (sign === undefined || !signs.includes(sign) || this.text[this.#at + 1] === sign) return undefined
    this.#at += 1
    return sign
  }

  #isNext(sign: string): boolean {
    if (!this.text.startsWith(sign, this.#at)) return false
    this.#at += sign.length
    return true
  }

  #need(sign: string): void {
    this.#take(SPACE)
    if (!this.#isNext(sign)) throw new NotSimple()
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.text)
    if (found === null) return undefined
    this.#at = pattern.lastIndex
    return found
  }
}

/** @throws NotSimple where it is not there: what a site would show in its place is not known */
function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) throw new NotSimple()
  return Reflect.get(value, name) as unknown
}

function isNumbers(...values: readonly unknown[]): boolean {
  return values.every((value) => typeof value === 'number')
}

function numberOf(value: unknown): number {
  if (typeof value === 'number') return value
  throw new NotSimple()
}

function textOf(value: unknown): string {
  const text = wordsOfValue(value)
  if (text === undefined) throw new NotSimple()
  return text
}
