/**
 * Reads the templates once: Belfry's own, and over them what a project has in its folder. In: that folder
 * (mail.templates), or none. Out: Templates, every file parsed. Door: the only place that reads templates; a template
 * itself reaches nothing but the other templates.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BelfryError, messageOf } from '../base/errors.js'
import { makeTemplates, type TemplateFile, type Templates } from './templates.js'

export type { Templates } from './templates.js'

/** Beside the program, from src/ as from dist/. */
const OWN = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'emails')
const TEMPLATE = /^[\w-]+(\.\w+)?\.(mjml|txt)$/
const SAMPLE = /^[\w-]+\.json$/

/**
 * @param folder holds those *.mjml and *.txt that stand in for Belfry's, and samples/*.json beside or instead of its;
 * empty: none
 * @throws BelfryError TEMPLATE_MISSING, or TEMPLATE with file and line
 */
export function loadTemplates(folder: string): Templates {
  return makeTemplates(over(readAll(OWN, TEMPLATE), folder === '' ? [] : readAll(folder, TEMPLATE)), () =>
    over(readAll(join(OWN, 'samples'), SAMPLE), folder === '' ? [] : samplesIn(folder)),
  )
}

/** A file of the same name stands in for ours. */
function over(ours: readonly TemplateFile[], theirs: readonly TemplateFile[]): TemplateFile[] {
  return [...new Map([...ours, ...theirs].map((file) => [file.name, file])).values()]
}

function samplesIn(folder: string): TemplateFile[] {
  const hasSamples = readdirSync(folder, { withFileTypes: true }).some((entry) => entry.name === 'samples')
  return hasSamples ? readAll(join(folder, 'samples'), SAMPLE) : []
}

function readAll(folder: string, wanted: RegExp): TemplateFile[] {
  try {
    const names = readdirSync(folder)
      .filter((name) => wanted.test(name))
      .sort()
    return names.map((name) => ({
      name,
      path: `${folder}/${name}`,
      text: readFileSync(join(folder, name), 'utf8').replace(/^\uFEFF/, ''),
    }))
  } catch (cause) {
    throw new BelfryError('TEMPLATE_MISSING', `The templates in ${folder} cannot be read: ${messageOf(cause)}.`, {
      cause,
    })
  }
}
