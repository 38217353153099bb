/** `belfry ledger`: which copy of the ledger this is, which machines mail from it, and an operator's word on that. */

import { isoInstant } from '../base/clock.js'
import { listMachines, readLedger } from '../marks/machine-store.js'
import { claimLedger } from '../run/adopt.js'
import type { AppContext } from '../run/app-context.js'
import { read } from '../run/read-content.js'
import { ledgerStops } from '../run/stops/ledger.js'
import { type AddCommand, addCommand, withAppContext } from './command.js'
import { type WordFlags, withWord, wordOf } from './operator-word.js'
import { adoptionLines } from './shown/adoption.js'
import { type Terminal, table } from './terminal.js'
import { cliTexts } from './texts.js'

export const ledgerCommand: AddCommand = (group) => {
  addCommand(group, 'show', 'the ledger, its machines, and what stops mail from here').action(
    async (_flags, command) => {
      await withAppContext(command, show)
    },
  )
  withWord(addCommand(group, 'claim', 'mail from this machine alone; what may have been sent from elsewhere is paused'))
    .option('--dry-run', 'say what that would be, and change nothing')
    .action(async (flags: ClaimFlags, command) => {
      await withAppContext(command, async (context, terminal) => await claim(context, terminal, flags))
    })
}

/** As `ledger show --json` prints it. */
export interface LedgerRecord {
  readonly id: string
  readonly epoch: number
  /** How often a restored copy was adopted. */
  readonly restores: number
  readonly stopped: { readonly code: string; readonly message: string }[]
  readonly machines: readonly {
    readonly name: string
    readonly here: boolean
    readonly sequence: number
    readonly epoch: number
    readonly seen: string
  }[]
}

async function show(context: AppContext, terminal: Terminal): Promise<void> {
  const { store, marks } = context
  const { register } = await read(context)
  const { problems } = await ledgerStops(context, register)
  const { id, epoch, restores } = await readLedger(store.db)
  const record: LedgerRecord = {
    ...{ id, epoch, restores },
    stopped: problems.map(({ code, message }) => ({ code, message })),
    machines: (await listMachines(store.db)).map(({ instance, name, sequence, epoch: claimed, seenAt }) => ({
      ...{ name, here: instance === marks.instance(), sequence, epoch: claimed },
      seen: isoInstant(seenAt),
    })),
  }
  terminal.print(record, () => [
    `ledger ${id}, epoch ${epoch}, ${restoredWords(restores)}`,
    ...record.stopped.map(({ code, message }) => `${code}: ${message}`),
    ...(record.machines.length === 0 ? [] : table(record.machines.map(machineRow))),
  ])
}

function restoredWords(restores: number): string {
  if (restores === 0) return 'never restored'
  return restores === 1 ? 'restored once' : `restored ${restores} times`
}

function machineRow({ name, here, sequence, epoch, seen }: LedgerRecord['machines'][number]): string[] {
  return [name, here ? 'this machine' : '', `epoch ${epoch}`, `sequence ${sequence}`, `seen ${seen}`]
}

interface ClaimFlags extends WordFlags {
  readonly dryRun?: boolean
}

async function claim(context: AppContext, terminal: Terminal, flags: ClaimFlags): Promise<void> {
  const dryRun = flags.dryRun === true
  const { register } = await read(context)
  const { left, uncertain, mailings, adopted } = await claimLedger(context, register, { dryRun, word: wordOf(flags) })
  const { epoch } = await readLedger(context.store.db)
  terminal.print({ epoch, left, uncertain, mailings }, () => [
    ...(dryRun ? [] : [cliTexts.ledger.machineMailsFromLedger(epoch)]),
    ...adoptionLines({ adopted, left, uncertain, mailings }, dryRun),
  ])
}
