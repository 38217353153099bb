/**
 * The templates of endoflife.date: `releaseLabel`, `link` and `changelogTemplate`. Pure. In: a template and a release.
 * Out: the text with the release's values in it. Of Liquid the filters that such files use are known; with any other a
 * link is left out, not guessed.
 */
import { plainLine } from '../base/plain-line.js'

export interface TemplateValues {
  readonly cycle: string
  readonly codename?: string | undefined
  readonly latest?: string | undefined
  readonly latestReleaseDate?: string | undefined
}

const VARIABLE = /__(RELEASE_CYCLE|CODENAME|LATEST_RELEASE_DATE|LATEST)__/g

/** Plain text; what is not there leaves no empty brackets behind. */
export function filledLabel(template: string, values: TemplateValues): string {
  const filled =
    liquid(template.replace(VARIABLE, (_, name: string) => templateValue(name, values) ?? '')) ?? values.cycle
  const text = plainLine(filled.replace(/<[^<>]*>/g, '').replace(/\(\s*\)|\[\s*\]|""|''/g, ''))
  return text === '' ? values.cycle : text
}

/** @returns undefined where the release lacks a value that the link needs */
export function filledLink(template: string, values: TemplateValues): string | undefined {
  const names = [...template.matchAll(VARIABLE)].map((match) => match[1] ?? '')
  if (names.some((name) => templateValue(name, values) === undefined)) return undefined
  return liquid(template.replace(VARIABLE, (_, name: string) => templateValue(name, values) ?? ''))?.trim()
}

function templateValue(
  name: string,
  { cycle, codename, latest, latestReleaseDate }: TemplateValues,
): string | undefined {
  if (name === 'RELEASE_CYCLE') return cycle
  if (name === 'CODENAME') return codename
  return name === 'LATEST' ? latest : latestReleaseDate
}

type Value = string | readonly string[]
type Filter = (value: Value, first: string, second: string) => Value | undefined

const onText =
  (change: (text: string, first: string, second: string) => Value | undefined): Filter =>
  (value, first, second) =>
    typeof value === 'string' ? change(value, first, second) : undefined

const FILTERS: Readonly<Record<string, Filter>> = {
  replace: onText((text, from, to) => (from === '' ? text : text.replaceAll(from, () => to))),
  replace_first: onText((text, from, to) => text.replace(from, () => to)),
  remove: onText((text, what) => (what === '' ? text : text.replaceAll(what, ''))),
  remove_first: onText((text, what) => text.replace(what, '')),
  append: onText((text, more) => text + more),
  prepend: onText((text, more) => more + text),
  downcase: onText((text) => text.toLowerCase()),
  upcase: onText((text) => text.toUpperCase()),
  strip: onText((text) => text.trim()),
  split: onText((text, by) => text.split(by)),
  slice: onText((text, from, length) => {
    const start = Number(from) < 0 ? Math.max(0, text.length + Number(from)) : Number(from)
    return text.slice(start, start + Number(length === '' ? 1 : length))
  }),
  first: (value) => (typeof value === 'string' ? value.slice(0, 1) : (value[0] ?? '')),
  last: (value) => (typeof value === 'string' ? value.slice(-1) : (value.at(-1) ?? '')),
  join: (value, by) => (typeof value === 'string' ? value : value.join(by)),
}

/** @returns undefined where it holds what is not known here */
function liquid(text: string): string | undefined {
  if (!/\{[{%]/.test(text)) return text
  let isKnown = true
  const filled = text.replace(/\{\{-?(.*?)-?\}\}/g, (_, inside: string) => {
    const value = output(inside)
    if (value === undefined) isKnown = false
    return value ?? ''
  })
  return isKnown && !/\{[{%]/.test(filled) ? filled : undefined
}

const LITERAL = `"[^"]*"|'[^']*'`
const ARGUMENT = String.raw`\s*(?:${LITERAL}|-?\d+)\s*`
const FILTER = new RegExp(String.raw`^\s*\|\s*(\w+)\s*(?::(${ARGUMENT}(?:,${ARGUMENT})*))?`)

function output(inside: string): string | undefined {
  const start = new RegExp(String.raw`^\s*(${LITERAL})`).exec(inside)
  if (start === null) return undefined
  let value: Value | undefined = unquoted(start[1] ?? '')
  for (let rest = inside.slice(start[0].length); rest.trim() !== ''; ) {
    const match = FILTER.exec(rest)
    const filter = Object.hasOwn(FILTERS, match?.[1] ?? '') ? FILTERS[match?.[1] ?? ''] : undefined
    if (match === null || filter === undefined || value === undefined) return undefined
    const [first = '', second = ''] = [...(match[2] ?? '').matchAll(new RegExp(ARGUMENT, 'g'))].map(([one]) =>
      unquoted(one.trim()),
    )
    value = filter(value, first, second)
    rest = rest.slice(match[0].length)
  }
  return typeof value === 'string' ? value : undefined
}

function unquoted(literal: string): string {
  return /^["']/.test(literal) ? literal.slice(1, -1) : literal
}
