/** Reads the style sheet that site.style names. In: its name. Out: its text, or what is wrong with it. Door. */
import { statSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { type Problem, problem } from '../base/errors.js'
import { readInside } from '../files/read-inside.js'
import { OWN_STYLE_BYTES, styleFaults } from './own-style.js'
import { configTexts } from './texts.js'

/** What site.style names, which may be any file of the machine by a slip, or by whoever may write beside it. */
export function ownStyle(name: string, configFile: string): { style?: string; problems: Problem[] } {
  if (name === '') return { problems: [] }
  const path = resolve(dirname(configFile), name)
  const refused = (message: string, fix: string, line?: number) => ({
    problems: [
      problem('SITE_STYLE', message, { file: path, ...(line !== undefined && { line }) }, fix === '' ? {} : { fix }),
    ],
  })
  if (!path.endsWith('.css')) return refused('is no style sheet by its name', configTexts.load.nameFileEndsCss())
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  if (size > OWN_STYLE_BYTES)
    return refused(`holds ${size} bytes, and every page asks for it`, configTexts.load.keepBelowBytes(OWN_STYLE_BYTES))
  const read = readInside(dirname(path), basename(path))
  if ('fault' in read) return refused(read.fault, read.fix, read.line)
  const faults = styleFaults(read.text)
  if (faults.length === 0) return { style: read.text, problems: [] }
  return { problems: faults.map(({ line, message }) => problem('SITE_STYLE', message, { file: path, line })) }
}
