/**
 * docs/getting-started.md as steps. In: the page. Out: files to write and commands to call, in order, each command at
 * the instant that the page sets (`export BELFRY_NOW=…`); what comes after `unset` is called at none. Door.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../support/project.js'

/** A file to write, or a command to call. */
export type Step =
  | { readonly file: string; readonly body: string }
  | { readonly call: readonly string[]; readonly now: string }

export function readSteps(): Step[] {
  const page = readFileSync(join(repository, 'docs/getting-started.md'), 'utf8')
  let now = ''
  return [...page.matchAll(/^```(\w+)[ ]?(\S*)\n([\s\S]*?)^```$/gm)].flatMap(
    ([, kind = '', file = '', body = '']): Step[] => {
      if (file !== '') return [{ file, body }]
      if (kind !== 'sh') return []
      return body.split('\n').flatMap((line): Step[] => {
        const clock = /^(?:export|unset) BELFRY_NOW=?(.*)$/.exec(line)
        if (clock !== null) now = clock[1] ?? ''
        const call = /^belfry (.*)$/.exec(line)?.[1]
        return call === undefined ? [] : [{ call: call.split(' '), now }]
      })
    },
  )
}
