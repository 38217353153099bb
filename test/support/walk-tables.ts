/**
 * A releases table walked through its days, with people who run its cycles. In: a table, days. Out: every mail, as it
 * was told and to whom, and what waits for an operator at the end. An operator approves floods.
 */
import type { EndOfLifeInput } from '../../src/notices/end-of-life/facts.js'
import { cyclesByStageDay, daysBefore, mailInstant } from '../../src/notices/end-of-life/stages.js'
import { isOpen, type Notice } from '../../src/notices/notice.js'
import { runsOf } from '../../src/run/due/runs-of.js'
import { telling } from '../../src/subscribers/runs.js'
import { Folder } from '../notices/situations.js'
import { type TenthTable, tableOn } from './ten-tables.js'

export interface ToldMail {
  readonly day: string
  readonly notice: Notice
  /** What its text was made of. */
  readonly facts: EndOfLifeInput | undefined
  readonly people: readonly string[]
}

export interface Walked {
  readonly mails: readonly ToldMail[]
  /** Keys, with what holds each. */
  readonly waiting: readonly string[]
}

const HOUR = 3_600_000

/** @param daily false looks only at days on which a file changes or a stage comes, and the days after these */
export function walkTable(table: TenthTable, from: string, to: string, daily: boolean): Walked {
  const folder = new Folder(Date.parse(from))
  folder.releases = tableOn(table, from)
  folder.run()
  const mails: ToldMail[] = []
  const step = (at: number, day: string) => {
    folder.now = at
    const decision = folder.run()
    for (const notice of decision.tell) {
      const { runs: about } = runsOf(notice, folder.releases, day)
      const people = Object.entries(table.people).flatMap(([name, runs]) =>
        about === undefined || telling(about)(runs) ? [name] : [],
      )
      mails.push({ day, notice, facts: decision.endings.get(notice.key), people })
    }
  }
  for (let day = daysBefore(from, -1); day <= to; day = daysBefore(day, -1)) {
    const isEdit = table.edits.includes(day)
    if (isEdit) folder.releases = tableOn(table, day)
    if (!daily && !isEdit && !comesOn(day, folder)) continue
    const at = mailInstant(day, folder.rules)
    step(at, day)
    if (isEdit) step(at + HOUR, day)
    if (approve(folder, table.approves === true)) step(at + 2 * HOUR, day)
  }
  const waiting = folder.memory.notices.filter(isOpen).map(({ key, heldBy }) => `${key} ${heldBy ?? 'settles'}`)
  return { mails, waiting }
}

function comesOn(day: string, { releases, rules }: Folder): boolean {
  return cyclesByStageDay(releases, rules).has(day)
}

function approve(folder: Folder, moves: boolean): boolean {
  let found = false
  const notices = folder.memory.notices.map((notice): Notice => {
    if (notice.heldBy !== 'flood' && !(moves && notice.heldBy === 'moved')) return notice
    found = true
    return { ...notice, state: 'due', heldBy: null, approved: notice.revision }
  })
  folder.memory = { ...folder.memory, notices }
  return found
}
