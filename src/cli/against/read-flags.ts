/**
 * `plan --against REV` and `check --against REV`: what merging this branch would tell, ask and remark. In: a revision.
 * Out: the record. Reads git alone: no ledger, no keys, no network.
 */
import type { Command } from 'commander'
import { endOfLifeTextsOf } from '../../notices/end-of-life/texts.js'
import { against } from '../../run/history/against.js'
import { type BothSides, readAgainst } from '../../run/history/read-against.js'
import { openReadContext, type ReadContext } from '../../run/read-context.js'
import { atAnyTime, rulesOf } from '../../run/rules-of.js'
import { exitCodeFor, type Finish, fileOf, terminalOf } from '../command.js'
import type { AgainstFlags } from './flags.js'
import { againstLines, againstMarkdown, againstRecord } from './shown.js'

/** Exits 1 where the branch brings an error. @param isPlan false says problems alone */
export async function showAgainst(
  command: Command,
  flags: AgainstFlags,
  finish: Finish,
  isPlan: boolean,
): Promise<void> {
  const { against: revision = '', register, markdown } = flags
  const context = openReadContext({ file: fileOf(command) })
  const sides = await readAgainst(context, revision, register)
  const decided = isPlan ? decide(context, sides) : { coming: [], silent: [], failedRead: 0 }
  const record = againstRecord(revision, sides, decided)
  const shown = isPlan
    ? record
    : { ok: exitCodeFor(sides.added) === 0, against: record.against, problems: record.problems }
  terminalOf(command).print(shown, () => {
    if (markdown === true) return againstMarkdown(record, isPlan)
    return againstLines(record, isPlan)
  })
  finish(exitCodeFor(sides.added))
}

function decide({ config, clock }: ReadContext, { before, after, register }: BothSides) {
  const endOfLifeTexts = endOfLifeTextsOf(config.words)
  return against({
    before,
    after,
    register,
    config,
    rules: atAnyTime(rulesOf(config, endOfLifeTexts)),
    now: clock.now(),
  })
}
