/**
 * Reads a list of pushes, for a replay that steps as the public saw it. In: a file of JSON lines `{push, base, tip,
 * pushDate}`. Out: steps, the first push's tip being the baseline. Door.
 */

import { readFileSync } from 'node:fs'
import * as z from 'zod'
import { BelfryError, messageOf, problem } from '../base/errors.js'
import { jsonIn } from '../base/json.js'
import { sourceTexts } from './texts.js'

export interface Push {
  readonly push: number | string
  readonly commit: string
  /** Milliseconds since the epoch. */
  readonly at: number
}

const line = z.object({
  push: z.union([z.number(), z.string()]),
  tip: z.string().regex(/^[0-9a-f]{7,64}$/, { error: 'is not a commit' }),
  pushDate: z.iso.datetime({ offset: true, error: 'is not an instant' }).transform((text) => Date.parse(text)),
})

/** @throws BelfryError USAGE naming each line that cannot be used */
export function readPushes(file: string): Push[] {
  const parsed = readLines(file).map(({ text, number }) => ({ number, result: line.safeParse(jsonIn(text)) }))
  const problems = parsed.flatMap(({ number, result }) =>
    (result.error?.issues ?? []).map((issue) =>
      problem(
        'USAGE',
        `${issue.path.join('.')} ${issue.message}`,
        { file, line: number },
        { fix: sourceTexts.readPushes.writePushTipCommit() },
      ),
    ),
  )
  if (problems.length > 0)
    throw new BelfryError('USAGE', sourceTexts.readPushes.noListPushes(file), { problems, exitCode: 2 })
  return parsed.flatMap(({ result }) =>
    result.data === undefined ? [] : [{ push: result.data.push, commit: result.data.tip, at: result.data.pushDate }],
  )
}

function readLines(file: string): { text: string; number: number }[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .map((text, index) => ({ text, number: index + 1 }))
      .filter(({ text }) => text.trim() !== '')
  } catch (cause) {
    throw new BelfryError('USAGE', sourceTexts.readPushes.cannotRead(file, messageOf(cause)), {
      cause,
      fix: sourceTexts.readPushes.nameFileJsonLines(),
      exitCode: 2,
    })
  }
}
