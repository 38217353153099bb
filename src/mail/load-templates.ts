/**
 * Reads the templates of a project once. In: the folder (mail.templates). Out: Templates, every file parsed. Door: the only place
 * that reads emails/; a template itself reaches nothing but the other templates.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BelfryError, messageOf } from '../errors.js'
import { makeTemplates, type TemplateFile, type Templates, templateNames, templateParts } from './templates.js'

export type { Templates } from './templates.js'

const REQUIRED = [
  'layout.mjml',
  'layout.txt',
  ...templateNames.flatMap((name) => templateParts.map((part) => `${name}.${part}`)),
]

/**
 * @param folder holds *.mjml and *.txt, and contexts to try them with in samples/*.json
 * @throws BelfryError TEMPLATE_MISSING, or TEMPLATE with file and line
 */
export function loadTemplates(folder: string): Templates {
  const files = readAll(folder, /^[\w-]+(\.\w+)?\.(mjml|txt)$/)
  const missing = REQUIRED.filter((name) => !files.some((file) => file.name === name))
  if (missing.length > 0) {
    throw new BelfryError('TEMPLATE_MISSING', `The folder ${folder} holds no ${missing.join(', no ')}.`)
  }
  return makeTemplates(folder, files, () => readAll(join(folder, 'samples'), /^[\w-]+\.json$/))
}

function readAll(folder: string, wanted: RegExp): TemplateFile[] {
  try {
    const names = readdirSync(folder)
      .filter((name) => wanted.test(name))
      .sort()
    return names.map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))
  } catch (cause) {
    throw new BelfryError('TEMPLATE_MISSING', `The templates in ${folder} cannot be read: ${messageOf(cause)}.`, {
      cause,
    })
  }
}
