/** `belfry audit`: what was decided, by whom and why, and whether that record is whole. */

import { isoInstant } from '../base/clock.js'
import { plainJson } from '../base/plain-line.js'
import { readRegister } from '../register/read.js'
import { type AuditVerdict, verifyAudit } from '../run/history/audit.js'
import { type FoundLog, verifyLogIn } from '../run/history/read-told-log.js'
import { readEvents } from '../store/chain-store.js'
import type { EventRow } from '../store/tables.js'
import { lineOf } from '../subscribers/export-csv.js'
import { type AddCommand, addCommand, withAppContext } from './command.js'
import { cliTexts } from './texts.js'

export const auditCommand: AddCommand = (group, finish) => {
  addCommand(group, 'verify', 'whether each row of the record follows from the one before').action(
    async (_flags, command) => {
      await withAppContext(command, async (context, terminal) => {
        const { store, config } = context
        const register = readRegister(config.content.register)
        const chain = await verifyAudit(store.db, register)
        const log = await verifyLogIn(store.db, register, config.feeds.folder)
        const ok = chain.ok && log?.told.fault === undefined
        const verdict: AuditVerdict = { ...chain, ok, ...(log !== undefined && { told: log.told }) }
        terminal.print(verdict, () => [verdictLine(chain), ...(log === undefined ? [] : [toldLine(log)])])
        finish(ok ? 0 : 1)
      })
    },
  )
  addCommand(group, 'export', 'all rows, oldest first: JSON lines, or CSV', false)
    .option('--csv', 'as CSV, which no spreadsheet takes for formulas')
    .action(async (flags: { csv?: true }, command) => {
      await withAppContext(command, async ({ store }) => {
        if (flags.csv === true) process.stdout.write(lineOf(COLUMNS))
        for await (const row of readEvents(store.db))
          process.stdout.write(flags.csv === true ? csvLine(row) : `${plainJson(recordOf(row))}\n`)
      })
    })
}

function toldLine({ file, told: { entries, fault } }: FoundLog): string {
  return fault === undefined
    ? cliTexts.audit.toldLogFits(file, entries)
    : cliTexts.audit.toldLogDoesNot(file, fault.line, fault.why)
}

function verdictLine({ ok, events, head, fault }: AuditVerdict): string {
  const count = events === 1 ? '1 row' : `${events} rows`
  if (ok)
    return events === 0 ? cliTexts.audit.nothingRecordedYet() : cliTexts.audit.eachFollowsLastHash(count, head.hash)
  return cliTexts.audit.rowDoesNotFit(fault?.number ?? 0, fault?.why ?? '', count)
}

/** As `audit export` prints a row. */
function recordOf(row: EventRow) {
  const { id, at, actor: by, via, action, person_id: person, key, reason, salt, reason_digest, details, hash } = row
  const facts = { number: id, at: isoInstant(at), atMs: at, by, via, action, person, key, reason, salt }
  return { ...facts, reasonDigest: reason_digest, details: JSON.parse(details) as unknown, hash }
}

const COLUMNS = ['number', 'at', 'by', 'via', 'action', 'person', 'key', 'reason', 'details', 'hash'] as const

function csvLine({ id, at, actor, via, action, person_id, key, reason, details, hash }: EventRow): string {
  const person = person_id === null ? '' : String(person_id)
  return lineOf([String(id), isoInstant(at), actor, via, action, person, key, reason, details, hash])
}
