/**
 * A fault of a template as an error a person can act on. Pure. In: what Liquid or MJML threw. Out: problems that name
 * file, line and column, in the words of who writes templates.
 */

import { LiquidError, TokenizationError } from 'liquidjs'
import { BelfryError, formatProblem, messageOf, type Place, type Problem, problem } from '../../base/errors.js'
import { nearest, slipOf } from '../../base/nearest.js'
import { mailTexts } from '../texts.js'

/** What a template may name. */
export interface KnownNames {
  readonly values: readonly string[]
  readonly filters: readonly string[]
  readonly tags: readonly string[]
  readonly files: readonly string[]
}

export const NO_NAMES: KnownNames = { values: [], filters: [], tags: [], files: [] }

/** Of several problems in one error. @param problems at least one */
export function templateError(problems: readonly Problem[], cause?: unknown): BelfryError {
  return new BelfryError('TEMPLATE', problems.map(formatProblem).join('\n'), { cause, problems })
}

/**
 * @param asked the template that was asked for; the fault may stand in another that it uses
 * @param pathOf the path of the template with this source, or undefined
 */
export function templateFault(
  thrown: unknown,
  { asked, known }: { readonly asked: string; readonly known: KnownNames },
  pathOf: (source: string) => string | undefined,
): BelfryError {
  const [message, fix] = said(thrown, known)
  const place = placeOf(thrown, asked, pathOf)
  return templateError([problem('TEMPLATE', message, place, fix === undefined ? {} : { fix })], thrown)
}

type Said = readonly [message: string, fix?: string]

/** Liquid's sentences, by what they begin with. What it adds (", file:…, line:…, col:…") the place says better. */
const SENTENCES: readonly (readonly [RegExp, (found: readonly string[], known: KnownNames) => Said])[] = [
  [/^undefined variable: (.+)$/, ([name = ''], { values }) => noSuch('value', name, values, VALUES)],
  [/^undefined filter: (.+)$/, ([name = ''], { filters }) => noSuch('filter', name, filters, FILTERS)],
  [
    /^tag "((?:end|els)\w*|when)" not found/,
    ([name = '']) => [`{% ${name} %} belongs to no tag that is open here`, mailTexts.templatesFault.removeOrWriteTag()],
  ],
  [
    /^tag "(.+)" not found/,
    ([name = ''], { tags }) => noSuch('tag', name, tags, mailTexts.templatesFault.useTagsLiquid()),
  ],
  [
    /^tag (\{%-?\s*(\w+)[\s\S]*) not closed/,
    ([tag = '', name = '']) => [`${short(tag)} is not closed`, mailTexts.templatesFault.writeEndWhereEnds(name)],
  ],
  [
    /^output "([\s\S]*)" not closed/,
    ([text = '']) => [`${short(text)} is not closed`, mailTexts.templatesFault.writeBehindValue()],
  ],
  [
    /^ENOENT: Failed to lookup "(.+?)"/,
    ([name = ''], { files }) => noSuch('template', name, files, mailTexts.templatesFault.onlyFilesFolderBelfry()),
  ],
  [
    /^expected "\|" before filter/,
    () => ['Liquid cannot read what stands here', mailTexts.templatesFault.compareWriteFilterBehind()],
  ],
  [
    /^there is no sentence (\S+|without a key) in words\/en\.yaml/,
    ([name = '']) => [`there is no sentence ${name}`, mailTexts.templatesFault.nameKeyWordsEn()],
  ],
  [
    /^([\w.]+) has no \{(\w+)\}/,
    ([key = '', name = '']) => [
      `the sentence ${key} needs {${name}}, and is given none`,
      mailTexts.templatesFault.writeValueBehindKey(name),
    ],
  ],
  [
    /^invalid value expression/,
    () => ['a tag holds no value that Liquid knows', mailTexts.templatesFault.writeValueNumberOr()],
  ],
  [
    /parse length limit exceeded/,
    () => ['the template is too long', mailTexts.templatesFault.keepTemplateUnderCharacters()],
  ],
  [
    /memory alloc limit exceeded|call stack/,
    () => [mailTexts.templatesFault.templateMakesTooMuch(), mailTexts.templatesFault.takeOutRenderLeads()],
  ],
]
const VALUES = mailTexts.templatesFault.useValueSamplesTemplate()
const FILTERS = mailTexts.templatesFault.useFilterLiquidLiquidjs()

function said(thrown: unknown, known: KnownNames): Said {
  const text = messageOf(thrown).replace(/, (?:file:.*, )?line:\d+, col:\d+.*$/s, '')
  for (const [pattern, sentence] of SENTENCES) {
    const found = pattern.exec(text)
    if (found !== null) return sentence(found.slice(1), known)
  }
  return [`Liquid cannot read this: ${text}`]
}

function noSuch(what: string, name: string, known: readonly string[], otherwise: string): Said {
  const near = slipOf(name, known) ?? nearest(name, known)
  return [`there is no ${what} ${name} here`, near === undefined ? otherwise : `Did you mean ${near}? ${otherwise}`]
}

function short(text: string): string {
  const line = text.split('\n')[0] ?? ''
  return line.length > 40 ? `${line.slice(0, 40)} …` : line
}

/** Tokens of variables know their source but not its name, so the source is what tells the file. */
function placeOf(thrown: unknown, asked: string, pathOf: (source: string) => string | undefined): Place {
  if (!(thrown instanceof LiquidError || thrown instanceof TokenizationError)) return { file: asked }
  const [line, column] = thrown.token.getPosition()
  return {
    file: pathOf(thrown.token.input) ?? asked,
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
  }
}

const ELEMENTS = (
  'mj-text mj-button mj-image mj-section mj-column mj-wrapper mj-group mj-divider mj-spacer mj-table mj-raw mj-hero ' +
  'mj-navbar mj-navbar-link mj-social mj-social-element mj-accordion mj-accordion-element mj-carousel mj-body ' +
  'mj-head mj-title mj-preview mj-style mj-attributes mj-all mj-class mj-breakpoint'
).split(' ')
const ATTRIBUTES = (
  'color background-color font-size font-family font-weight font-style line-height align padding padding-top ' +
  'padding-bottom padding-left padding-right href src alt width height border border-color border-width border-style ' +
  'border-radius css-class inner-padding text-decoration text-transform vertical-align title target direction'
).split(' ')
const VALIDATION = /^\s*Line (\d+) of .*? \((\S+)\) — (.*)$/

/** What MJML found, each with its line in the MJML; without one where it says none. */
export function mjmlFaults(thrown: unknown): { message: string; fix?: string; line?: number }[] {
  const lines = messageOf(thrown)
    .replace(/^ValidationError:\s*/, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
  const found = lines.map((line) => {
    const [, number, element = '', sentence = ''] = VALIDATION.exec(line) ?? []
    return number === undefined ? noMjml(line.trim()) : { line: Number(number), ...mjmlSaid(element, sentence.trim()) }
  })
  // What stands inside of an element that is none is no second slip.
  const first = found.findIndex(({ message }) => message.endsWith(NO_ELEMENT))
  return found.filter(({ message }, at) => at <= first || !message.endsWith(NO_ELEMENT))
}

function noMjml(sentence: string): { message: string; fix?: string } {
  return /^Parsing failed/.test(sentence)
    ? { message: mailTexts.templatesFault.fileHoldsNoMjml(), fix: mailTexts.templatesFault.beginBelfrySOwn() }
    : { message: mailTexts.templatesFault.mjmlCannotRead(sentence) }
}

const NO_ELEMENT = ' is no element of MJML that may stand here'

function mjmlSaid(element: string, sentence: string): { message: string; fix?: string } {
  if (/ doesn't exist or is not registered$/.test(sentence)) {
    const near = element.startsWith('mj') ? nearest(element, ELEMENTS) : undefined
    const fix =
      near === undefined
        ? mailTexts.templatesFault.htmlStandsBetweenMj()
        : mailTexts.templatesFault.didYouMeanMjml(near)
    return { message: `<${element}>${NO_ELEMENT}`, fix }
  }
  const attribute = /^Attribute (\S+) is illegal$/.exec(sentence)?.[1]
  if (attribute === undefined) return mjmlValue(element, sentence)
  const near = nearest(attribute, ATTRIBUTES)
  return {
    message: mailTexts.templatesFault.hasNoAttribute(element, attribute),
    fix: near === undefined || near === attribute ? 'Remove it.' : mailTexts.templatesFault.didYouMean(near),
  }
}

function mjmlValue(element: string, sentence: string): { message: string; fix?: string } {
  const [, parent, allowed] = / cannot be used inside (\S+), only inside: (.+)$/.exec(sentence) ?? []
  if (parent !== undefined && allowed !== undefined)
    return {
      message: mailTexts.templatesFault.mayNotStand(element, parent),
      fix: mailTexts.templatesFault.putInto(allowed),
    }
  const [, name, value, type] = /^Attribute (\S+) has invalid value: (.*) for type (\w+)/.exec(sentence) ?? []
  if (name === undefined) return { message: `<${element}>: ${sentence}` }
  const fix =
    type === 'Color' ? mailTexts.templatesFault.writeColourLikeC() : mailTexts.templatesFault.writeUnitLikePx()
  return { message: mailTexts.templatesFault.cannotHave(element, name, value), fix }
}

interface Source {
  readonly path: string
  readonly text: string
}

/**
 * Where a line of produced MJML stands in a template: the line whose fixed words are all in it, the one with most of
 * them. Where none is like it, the template that was asked for stands without a line.
 */
export function placeOfMarkup(produced: string | undefined, asked: string, sources: readonly Source[]): Place {
  const line = produced?.trim() ?? ''
  const found = sources
    .filter(({ path }) => path.endsWith('.mjml'))
    .flatMap(({ path, text }) =>
      text.split('\n').map((written, at) => ({ path, line: at + 1, fixed: fixedWords(written) })),
    )
    .map((one) => ({ ...one, weight: isMadeOf(line, one.fixed) ? one.fixed.join('').length : 0 }))
    .sort((a, b) => b.weight - a.weight || Number(b.path === asked) - Number(a.path === asked))[0]
  return found === undefined || found.weight < 4 ? { file: asked } : { file: found.path, line: found.line }
}

/** What of a line Liquid leaves as it is. */
function fixedWords(written: string): string[] {
  return written
    .split(/\{\{.*?\}\}|\{%.*?%\}/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function isMadeOf(line: string, fixed: readonly string[]): boolean {
  let from = 0
  for (const part of fixed) {
    const at = line.indexOf(part, from)
    if (at === -1) return false
    from = at + part.length
  }
  return fixed.length > 0
}
