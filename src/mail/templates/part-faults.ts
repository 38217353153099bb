/** What is wrong with one part of a mail that a template made, and its cure. Pure. */
import { type Problem, problem } from '../../base/errors.js'
import { mailTexts } from '../texts.js'
import type { TemplateFile } from './names.js'

export function fetchedFault(address: string, files: readonly TemplateFile[], otherwise: string): Problem {
  const found = files.find(({ name, text }) => name.endsWith('.mjml') && text.includes(address))
  const line = found?.text.slice(0, found.text.indexOf(address)).split('\n').length
  const place = { file: found?.path ?? otherwise, ...(line !== undefined && { line }) }
  const fix = mailTexts.templates.removeLogoNamedConfiguration()
  return problem('TEMPLATE', mailTexts.templates.mailWouldFetchTell(address), place, { fix })
}

export function lostValue(file: string, name: string): Problem {
  const what = name === 'postal_address' || name === 'occasions' ? 'each of its lines' : 'it'
  return problem(
    'TEMPLATE',
    mailTexts.templates.notShownMailMust(name),
    { file },
    {
      fix: mailTexts.templates.writeWherePeopleSee(name, name === 'news' ? ' | raw' : '', what),
    },
  )
}

export function frameFault(file: string): Problem {
  const fix = mailTexts.templates.keepBlocksFileStands()
  return problem('TEMPLATE', mailTexts.templates.mailsMadeFileLose(), { file }, { fix })
}

export function escapedValue(file: string, name: string): Problem {
  return problem(
    'TEMPLATE',
    mailTexts.templates.htmlPeopleWouldRead(name),
    { file },
    {
      fix: mailTexts.templates.writeRawMadeSafe(name),
    },
  )
}

export function wordless(file: string): Problem {
  return problem(
    'TEMPLATE',
    mailTexts.templates.noWordWouldRead(),
    { file },
    { fix: mailTexts.templates.writeWhatPeopleRead() },
  )
}

export function badSubject(file: string, what: string): Problem {
  return problem('TEMPLATE', `the subject ${what}`, { file }, { fix: mailTexts.templates.writeOneLineText() })
}
