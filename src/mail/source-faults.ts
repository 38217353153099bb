/**
 * What is wrong with a template before anything is made of it. Pure. In: a file of the project. Out: problems.
 */
import { type Problem, problem } from '../base/errors.js'
import type { TemplateFile } from './template-names.js'

/** HTML that was sanitised; everything else is escaped. */
export const RAW_VALUES: readonly string[] = ['content', 'news', 'upgrade']
const OUTPUT = /\{\{-?\s*([\w.]+)((?:\s*\|[^|}]+)*)-?\}\}/g

/** @param values the names of all values that are text of posts and of the configuration */
export function rawFaults(file: TemplateFile, values: readonly string[]): Problem[] {
  if (!file.name.endsWith('.mjml')) return []
  return [...file.text.matchAll(OUTPUT)].flatMap(({ 1: name = '', 2: filters = '', index }) => {
    const isRaw = /\|\s*raw\b/.test(filters) && !/\|\s*(?:linked|escape)\b/.test(filters)
    if (!isRaw || RAW_VALUES.includes(name) || !values.includes(name)) return []
    const place = { file: file.path, line: file.text.slice(0, index).split('\n').length }
    const fix = `Remove "| raw": only ${RAW_VALUES.join(', ')} hold HTML that was made safe.`
    return [problem('TEMPLATE', `${name} is text, and whoever writes it could put tags into the mail`, place, { fix })]
  })
}
