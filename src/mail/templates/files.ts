/**
 * How the files of templates hang together. Pure. In: files. Out: which of them a template is made of, which one a
 * fault is to be looked for in, copies that are older than what they were made from.
 */

import { createHash } from 'node:crypto'
import { type Problem, problem } from '../../base/errors.js'
import { mailTexts } from '../texts.js'
import { type TemplateFile, templateNames, templateParts } from './names.js'

const ASKS = /\{%-?\s*(?:render|include|layout)\s+['"]([^'"]+)['"]/g
/** As `copyOf` writes it, and only at the beginning. */
const ORIGIN = /^(?:\{%- comment -%\}|#) Copied from Belfry, sha256 ([0-9a-f]{16})\b.*\n/

/** Of the project, and other than ours. */
export function isOwn({ text, original }: TemplateFile): boolean {
  return original !== undefined && text.replace(ORIGIN, '') !== original
}

/** A file, and all that it asks for, each once. */
export function filesOf(name: string, files: ReadonlyMap<string, TemplateFile>): TemplateFile[] {
  const found = new Map<string, TemplateFile>()
  const look = (one: string) => {
    const file = files.get(one)
    if (file === undefined || found.has(one)) return
    found.set(one, file)
    for (const [, asked = ''] of file.text.matchAll(ASKS)) look(asked)
  }
  look(name)
  return [...found.values()]
}

/** Whether a template is made of files of the project: one of its own, or one that any template may take up. */
export function isTouched(template: string, files: readonly TemplateFile[]): boolean {
  const ofOthers = templateNames.filter((name) => name !== template)
  const isOfOthers = (file: string) => ofOthers.some((name) => templateParts.some((part) => file === `${name}.${part}`))
  return files.some((file) => isOwn(file) && !isOfOthers(file.name))
}

/** Whether a file lets through what others show, and does not: a frame without its blocks. */
export function isFrame(path: string, name: string, { files, value }: Lost): boolean {
  const file = [...files.values()].find((one) => one.path === path)
  return file !== undefined && file.name !== name && isOwn(file) && !names(file.original ?? '', value)
}

interface Lost {
  readonly files: ReadonlyMap<string, TemplateFile>
  readonly value: string
}

/**
 * Where something that should be shown got lost: the project's file whose original has it and which has it no more,
 * else its only file, else the template itself.
 * @param value the name of what is missing; empty for a fault of the whole
 */
export function culprit(name: string, value: string, files: ReadonlyMap<string, TemplateFile>): string {
  const used = filesOf(name, files)
  const own = used.filter(isOwn)
  const lost = own.find(({ text, original = '' }) => value !== '' && names(original, value) && !shows(text, value))
  const itself = own.find((file) => file.name === name)
  return (lost ?? itself ?? own[0] ?? used[0])?.path ?? name
}

/** Where a comment hides it, it is not shown. */
function shows(text: string, value: string): boolean {
  return names(text.replace(/\{%-?\s*comment\b[\s\S]*?endcomment\s*-?%\}|<!--[\s\S]*?-->/g, ''), value)
}

/** `url`, and neither `site.url` nor `url_of`. */
function names(text: string, value: string): boolean {
  return text.split(value).some((before, at, parts) => {
    const behind = parts[at + 1]
    return behind !== undefined && !/[\w.]$/.test(before) && !/^\w/.test(behind)
  })
}

export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

/** A file of Belfry's for the folder of a project: its first line says what it was copied from. */
export function copyOf({ name, text }: Pick<TemplateFile, 'name' | 'text'>): string {
  const said = mailTexts.templatesFiles.copiedFromBelfrySha(digestOf(text))
  return `${name.endsWith('.yaml') ? `# ${said}` : `{%- comment -%} ${said} {%- endcomment -%}`}\n${text}`
}

/** A copy does not get what its original got since. */
export function olderCopies(files: readonly TemplateFile[]): Problem[] {
  return files.flatMap(({ name, path, text, original = '' }) => {
    const digest = ORIGIN.exec(text)?.[1]
    if (digest === undefined || original === '' || digest === digestOf(original)) return []
    const message = 'this copy is older than the template of Belfry that it was made from'
    const fix = mailTexts.templatesFiles.compareNewOneBelfry(name)
    return [remark(message, path, fix, 1)]
  })
}

/** Who reads HTML and who reads text would get other words. */
export function withoutTwin(files: readonly TemplateFile[]): Problem[] {
  const named = new Map(files.map((file) => [file.name, file]))
  return files.filter(isOwn).flatMap((file) => {
    const twin = file.name.endsWith('.mjml') ? file.name.replace(/mjml$/, 'txt') : `${file.name.slice(0, -4)}.mjml`
    const other = named.get(twin)
    if (!/^[\w-]+\.(?:mjml|txt)$/.test(file.name) || other === undefined || isOwn(other)) return []
    const readers = twin.endsWith('.txt') ? 'read text' : 'read HTML'
    const message = `stands in for Belfry's, and ${twin} does not: people who ${readers} get other words`
    const fix = mailTexts.templatesFiles.writeTooBeginBelfry(twin)
    return [remark(message, file.path, fix)]
  })
}

function remark(message: string, file: string, fix: string, line?: number): Problem {
  return problem('TEMPLATE', message, { file, ...(line !== undefined && { line }) }, { severity: 'warning', fix })
}
