/**
 * docs/getting-started.md as steps. In: the page. Out: files to write and commands to call, in order, and the instants
 * at which what the page says of half hours is true. Door.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../support/project.js'

/** When each command is called that is not `serve`. */
export const TIMES: readonly string[] = [
  ...['2026-05-04T09:00:00Z', '2026-05-04T09:01:00Z', '2026-05-04T09:02:00Z', '2026-05-04T09:03:00Z'],
  ...['2026-05-04T10:00:00Z', '2026-05-04T10:00:00Z', '2026-05-04T10:31:00Z', '2026-05-04T10:32:00Z'],
  ...['2026-05-05T10:00:00Z', '2026-05-05T10:00:00Z', '2026-05-05T10:31:00Z', '2026-05-05T10:32:00Z'],
]

/** A file to write, or a command to call. */
export type Step = { readonly file: string; readonly body: string } | { readonly call: readonly string[] }

export function readSteps(): Step[] {
  const page = readFileSync(join(repository, 'docs/getting-started.md'), 'utf8')
  return [...page.matchAll(/^```(\w+)[ ]?(\S*)\n([\s\S]*?)^```$/gm)].flatMap(
    ([, kind = '', file = '', body = '']): Step[] => {
      if (file !== '') return [{ file, body }]
      return kind === 'sh'
        ? [...body.matchAll(/^belfry (.*)$/gm)].map(([, call = '']) => ({ call: call.split(' ') }))
        : []
    },
  )
}
