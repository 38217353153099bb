/**
 * `belfry subscribers unsubscribe`, `remove`, `suppress`, `unsuppress`, `erase`, `move-list`, `rename-cycle`,
 * `settle-cycle`: an operator ends what people get, or lets it begin again or go on under another name. Each says who
 * did it and why.
 */

import type { Command } from 'commander'
import { BelfryError } from '../../base/errors.js'
import { type CycleName, cycleFrom, cycleId } from '../../releases/former-names.js'
import type { ReleaseTable } from '../../releases/release.js'
import type { AppContext } from '../../run/app-context.js'
import {
  addressesAt,
  addressFrom,
  erase,
  moveListTo,
  remove,
  renameCycleTo,
  settleCycleOf,
  suppressAll,
  suppressedSince,
  unsubscribe,
  unsuppressAll,
} from '../../run/people/by-operator.js'
import { releasesOf } from '../../run/read-content.js'
import type { Address } from '../../subscribers/address.js'
import type { Word } from '../../subscribers/event-store.js'
import type { RenamedCycle } from '../../subscribers/renamed-cycle-store.js'
import { nearestRun, onlyProduct, runName } from '../../subscribers/runs.js'
import { addCommand, withAppContext } from '../command.js'
import { type WordFlags, withWord, wordOf } from '../operator-word.js'
import { cliTexts } from '../texts.js'
import { instantFrom, listFrom, listsFrom } from './flags.js'

interface DomainFlags extends WordFlags {
  readonly domain?: string
  readonly since?: string
}

export function addEndCommands(group: Command): void {
  addEnds(group)
  addSuppressions(group)
  addNewNames(group)
}

function addEnds(group: Command): void {
  withWord(addCommand(group, 'unsubscribe <address>', 'end lists of a person, as if they had left them'))
    .option('--lists <id...>', 'list ids (default: every list they have)')
    .action(async (text: string, flags: WordFlags & { lists?: string[] }, command) => {
      await withAppContext(command, async (context, terminal) => {
        const lists = listsFrom(context.config, flags.lists)
        const ended = await unsubscribe(context, addressFrom(text), lists, wordOf(flags))
        terminal.print({ address: text, ended }, () => endedLine(text, ended))
      })
    })
  withWord(addCommand(group, 'remove <address>', 'end all lists of a person and forget what else is known')).action(
    async (text: string, flags: WordFlags, command) => {
      await withAppContext(command, async (context, terminal) => {
        const ended = await remove(context, addressFrom(text), wordOf(flags))
        terminal.print({ address: text, ended }, () => endedLine(text, ended))
      })
    },
  )
  withWord(
    addCommand(group, 'erase <address>', 'forget a person wholly; a keyed hash stays that stops imports'),
  ).action(async (text: string, flags: WordFlags, command) => {
    await withAppContext(command, async (context, terminal) => {
      await erase(context, addressFrom(text), wordOf(flags))
      terminal.print({ address: text, erased: true }, () => cliTexts.subscribersEnd.isErased(text))
    })
  })
}

function addSuppressions(group: Command): void {
  withDomain(addCommand(group, 'suppress [address]', 'never mail an address again, whatever lists it is on')).action(
    async (text: string | undefined, flags: DomainFlags, command) => {
      await withAppContext(command, async (context, terminal) => {
        const addresses = await addressesOf(text, flags, async (domain) => await addressesAt(context, domain))
        const suppressed = await suppressAll(context, addresses, wordOf(flags))
        terminal.print({ addresses: addresses.length, suppressed }, () => countLine(suppressed, 'suppressed'))
      })
    },
  )
  withDomain(addCommand(group, 'unsuppress [address]', 'let an address be mailed again; its lists are as they were'))
    .option('--since <date>', 'with --domain: only what was suppressed since then')
    .action(async (text: string | undefined, flags: DomainFlags, command) => {
      await withAppContext(command, async (context, terminal) => {
        const since = flags.since === undefined ? 0 : instantFrom(flags.since, context.config)
        const addresses = await addressesOf(
          text,
          flags,
          async (domain) => await suppressedSince(context, domain, since),
        )
        const lifted = await unsuppressAll(context, addresses, wordOf(flags))
        terminal.print({ addresses: addresses.length, unsuppressed: lifted }, () =>
          countLine(lifted, 'no more suppressed'),
        )
      })
    })
}

/** What goes on under another name, and what left on purpose. */
function addNewNames(group: Command): void {
  withWord(
    addCommand(group, 'move-list <old> <new>', 'give a list another id: its people and old links go with it'),
  ).action(async (from: string, to: string, flags: WordFlags, command) => {
    await withAppContext(command, async (context, terminal) => {
      const result = await moveTo(context, { from, to }, wordOf(flags))
      terminal.print({ from, to, ...result }, () => [
        cliTexts.subscribersEnd.movedFromLinksMail(people(result.moved), from, to),
        ...(result.stayed === 0 ? [] : [cliTexts.subscribersEnd.hadAlreadyOrLeft(people(result.stayed), to)]),
      ])
    })
  })
  withWord(
    addCommand(group, 'rename-cycle <old> <new>', 'a release cycle has another name: its people and thread go with it'),
  ).action(async (from: string, to: string, flags: WordFlags, command) => {
    await withAppContext(command, async (context, terminal) => {
      const renamed = renamedFrom({ from, to }, await releasesOf(context.config))
      const names = { from: cycleId(renamed.from), to: cycleId(renamed.to) }
      const count = await renameCycleTo(context, renamed, wordOf(flags))
      terminal.print({ ...names, people: count }, () => [
        cliTexts.subscribersEnd.nowRanWhatTold(names.from, names.to, people(count)),
      ])
    })
  })
  withWord(
    addCommand(group, 'settle-cycle <cycle>', 'a release cycle left the table on purpose: runs remark on it no more'),
  ).action(async (text: string, flags: WordFlags, command) => {
    await withAppContext(command, async (context, terminal) => {
      const gone = goneFrom(text, await releasesOf(context.config))
      await settleCycleOf(context, gone, wordOf(flags))
      const cycle = cycleId(gone)
      terminal.print({ cycle, settled: true }, () => cliTexts.subscribersEnd.leftTablePurpose(cycle))
    })
  })
}

/** @throws BelfryError RELEASE_UNKNOWN where it is there still, or no cycle is named */
function goneFrom(text: string, table: ReleaseTable): CycleName {
  const only = onlyProduct(table)
  const name = text.includes('/') || only === undefined ? text : `${only.id}/${text}`
  const fail = (message: string, fix: string) => new BelfryError('RELEASE_UNKNOWN', message, { fix })
  if (!/^[^/]+\/./.test(name))
    throw fail(cliTexts.subscribersEnd.namesNoProduct(text), cliTexts.subscribersEnd.nameCycleProductCycle())
  const isThere = table.products.some(({ id, releases }) => releases.some(({ cycle }) => `${id}/${cycle}` === name))
  if (isThere)
    throw fail(cliTexts.subscribersEnd.releasesTableHasStill(name), cliTexts.subscribersEnd.takeOutTableFirst())
  return cycleFrom(name)
}

/** @throws BelfryError RELEASE_UNKNOWN where the old one is there still, or the new one is not */
function renamedFrom({ from, to }: { from: string; to: string }, table: ReleaseTable): RenamedCycle {
  const cycles = table.products.flatMap(({ id, releases }) => releases.map(({ cycle }) => ({ product: id, cycle })))
  const only = onlyProduct(table)
  const named = (text: string) => (text.includes('/') || only === undefined ? text : `${only.id}/${text}`)
  const [old, wanted] = [named(from), named(to)]
  const fail = (message: string, fix: string) => new BelfryError('RELEASE_UNKNOWN', message, { fix })
  const there = cycles.find((one) => cycleId(one) === wanted || runName(one.product, one.cycle) === wanted)
  if (there === undefined) {
    const near = nearestRun(wanted, table)
    const fix =
      near === undefined ? cliTexts.subscribersEnd.nameProductCycleTable() : cliTexts.subscribersEnd.didYouMean(near)
    throw fail(cliTexts.subscribersEnd.releasesTableHasNo(to), fix)
  }
  if (!/^[^/]+\/./.test(old))
    throw fail(cliTexts.subscribersEnd.namesNoProduct2(from), cliTexts.subscribersEnd.nameOldCycleProduct())
  if (cycles.some((one) => cycleId(one) === old || runName(one.product, one.cycle) === old))
    throw fail(cliTexts.subscribersEnd.releasesTableHasStill2(old), cliTexts.subscribersEnd.renameFirstOrTake(to))
  const was = cycleFrom(old)
  return { from: was, to: there, isBareToo: !cycles.some(({ cycle }) => cycle === was.cycle) }
}

async function moveTo(context: AppContext, lists: { from: string; to: string }, word: Word) {
  const { from, to } = lists
  const isThere = (id: string) => context.config.lists.some((list) => list.id === id)
  listFrom(context.config, to)
  if (isThere(from))
    throw new BelfryError('LIST_UNKNOWN', cliTexts.subscribersEnd.listConfigurationStill(from), {
      fix: cliTexts.subscribersEnd.takeOutListsFirst(to),
    })
  return await moveListTo(context, lists, word)
}

function withDomain(command: Command): Command {
  return withWord(command).option('--domain <name>', 'everybody at this domain, instead of one address')
}

async function addressesOf(
  text: string | undefined,
  { domain, since }: DomainFlags,
  atDomain: (domain: string) => Promise<Address[]>,
): Promise<readonly Address[]> {
  if ((text === undefined) === (domain === undefined))
    throw new BelfryError('USAGE', cliTexts.subscribersEnd.nameAddressOrDomain(), { exitCode: 2 })
  if (text !== undefined && since !== undefined)
    throw new BelfryError('USAGE', '--since belongs to --domain.', { exitCode: 2 })
  return text === undefined ? await atDomain(domainFrom(domain ?? '')) : [addressFrom(text)]
}

/** In A-labels, as addresses are kept. */
function domainFrom(text: string): string {
  const { key } = addressFrom(`x@${text.replace(/^@/, '')}`)
  return key.slice(key.indexOf('@') + 1)
}

function endedLine(address: string, ended: readonly string[]): string {
  return ended.length === 0 ? cliTexts.subscribersEnd.nothingEnd(address) : `${address}: ended ${ended.join(', ')}.`
}

function countLine(count: number, what: string): string {
  return `${count} ${count === 1 ? 'address is' : 'addresses are'} ${what} now.`
}

function people(count: number): string {
  return `${count} ${count === 1 ? 'person' : 'people'}`
}
