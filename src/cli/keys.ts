/**
 * `belfry keys dkim`: makes a key that signs mail. In: --selector, --out, --ed25519, or --check. Out: the file of the
 * private key, the DNS record of the public one, what to write into the configuration; with --check, whether DNS holds
 * the records of the keys in use. `belfry keys links --new`: makes a key of the links in mail.
 */

import { dirname, relative, resolve } from 'node:path'
import { isoInstant } from '../base/clock.js'
import { BelfryError } from '../base/errors.js'
import { signingDomain } from '../config/dkim-faults.js'
import { type DkimKey, dkimRecord, recordStrings, zoneLine } from '../mail/signing/dkim-key.js'
import { loadDkimKeys } from '../mail/signing/open-signer.js'
import { readDkimRecord, systemResolver } from '../mail/signing/read-dkim-record.js'
import { writeDkimKey } from '../mail/signing/write-dkim-key.js'
import { backupBeforeSteps } from '../run/backups/write-kept.js'
import type { NewLinkKey } from '../run/new-link-key.js'
import type { ReadContext } from '../run/read-context.js'
import { openStore } from '../store/open.js'
import type { Word } from '../subscribers/event-store.js'
import { type AddCommand, addCommand, withReadContext } from './command.js'
import { type WordFlags, withWord, wordOf } from './operator-word.js'
import type { Terminal } from './terminal.js'
import { cliTexts } from './texts.js'

interface DkimFlags {
  readonly selector?: string
  readonly out?: string
  readonly ed25519?: boolean
  readonly check?: boolean
}

export const keysCommand: AddCommand = (group) => {
  addCommand(group, 'dkim', 'make a DKIM key and print its DNS record; with --check, look at the records in DNS')
    .option('--selector <name>', 'name of the key in DNS (default: belfry-YYYYMM, belfry-ed25519-YYYYMM)')
    .option('--out <folder>', 'folder of the private key (default: the folder of secrets)')
    .option('--ed25519', 'an Ed25519 key, to stand beside the RSA one')
    .option('--check', 'make nothing; compare the configured keys with DNS')
    .action(async (flags: DkimFlags, command) => {
      await withReadContext(command, async (context, terminal) => {
        if (flags.check === true) await checkKeys(context, terminal, flags)
        else await makeKey(context, terminal, flags)
      })
    })
  withWord(addCommand(group, 'links', 'make a new key for the links in mail; what was lost is given up'))
    .requiredOption('--new', 'links are made with it from now on; those of keys that are there stay good')
    .action(async (flags: WordFlags & { new: true }, command) => {
      await withReadContext(command, async (context, terminal) => await makeLinkKey(context, terminal, wordOf(flags)))
    })
}

async function makeLinkKey(context: ReadContext, terminal: Terminal, word: Word): Promise<void> {
  // The ledger alone: nothing that needs its keys is opened.
  const { newLinkKey } = await import('../run/new-link-key.js')
  const beforeSteps = backupBeforeSteps(context)
  const store = await openStore(context.config.database, { log: context.log, beforeSteps })
  try {
    const made = await newLinkKey(context, store, word)
    terminal.print(made, () => linkKeyLines(context.config.secrets, made))
  } finally {
    await store.close()
  }
}

function linkKeyLines(folder: string, { key, lost, mailings }: NewLinkKey): string[] {
  const files = lost.map((name) => `${name}.key`).join(', ')
  return [
    cliTexts.keys.wroteLinkKeyLinks(folder, key),
    cliTexts.keys.keepCopyFolderAway(),
    ...(lost.length === 0 ? [] : [cliTexts.keys.givenUpLinksMail(files)]),
    ...(lost.includes('hash') ? [cliTexts.keys.whoErasedOrLeft()] : []),
    ...mailings.map((id) => cliTexts.keys.mailingPausedBelfryMailings(id)),
    cliTexts.keys.startServeWorkerAgain(),
  ]
}

async function makeKey(context: ReadContext, terminal: Terminal, flags: DkimFlags): Promise<void> {
  const { config, clock } = context
  const domain = signingDomain(config.mail.from.address)
  if (domain === undefined)
    throw new BelfryError('DKIM_KEY', cliTexts.keys.mailFromAtNo(), {
      fix: cliTexts.keys.setMailFromAddress(),
    })
  const isEd25519 = flags.ed25519 === true
  const month = isoInstant(clock.now()).slice(0, 7).replace('-', '')
  const selector = flags.selector ?? `belfry-${isEd25519 ? 'ed25519-' : ''}${month}`
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(selector))
    throw new BelfryError('USAGE', cliTexts.keys.noSelectorLettersDigits(selector), {
      exitCode: 2,
    })
  const { file, key } = await writeDkimKey({
    folder: flags.out === undefined ? config.secrets : resolve(flags.out),
    algorithm: isEd25519 ? 'ed25519-sha256' : 'rsa-sha256',
    domain,
    selector,
  })
  const settings = { selector, key: pathFor(config.file, file) }
  const result = { ...recordOf(key), file, config: { mail: { dkim: isEd25519 ? { ed25519: settings } : settings } } }
  terminal.print(result, () => [
    cliTexts.keys.wroteKeepKeepFrom(file),
    '',
    'Publish this TXT record; who reads it joins its strings:',
    '',
    zoneLine(dkimRecord(key)),
    '',
    'Where DNS shows it (belfry keys dkim --check), write into the configuration:',
    '',
    'mail:',
    '  dkim:',
    ...(isEd25519 ? ['    ed25519:'] : []),
    ...Object.entries(settings).map(([name, value]) => `${isEd25519 ? '      ' : '    '}${name}: ${value}`),
  ])
}

/** As the configuration wants it: relative to its own folder. */
function pathFor(configFile: string, file: string): string {
  const path = relative(dirname(configFile), file)
  return path.startsWith('..') || path.startsWith('/') ? path : `./${path}`
}

function recordOf(key: DkimKey) {
  const { algorithm, domain, selector } = key
  const record = dkimRecord(key)
  return {
    algorithm,
    domain,
    selector,
    record: { ...record, type: 'TXT', strings: recordStrings(record), zone: zoneLine(record) },
  }
}

/** @throws BelfryError DKIM_RECORD where one is not in DNS as it should be */
async function checkKeys({ config }: ReadContext, terminal: Terminal, flags: DkimFlags): Promise<void> {
  if (flags.selector !== undefined || flags.out !== undefined || flags.ed25519 !== undefined)
    throw new BelfryError('USAGE', cliTexts.keys.checkLooksAtConfigured(), { exitCode: 2 })
  const keys = loadDkimKeys(config)
  if (keys.length === 0)
    throw new BelfryError('DKIM_KEY', cliTexts.keys.mailDkimNamesNo(), {
      fix: cliTexts.keys.makeKeyBelfryKeys(),
    })
  const resolver = systemResolver()
  const checked = await Promise.all(
    keys.map(async (key) => ({ ...recordOf(key), fault: (await readDkimRecord(key, resolver)) ?? null })),
  )
  terminal.print(checked, () =>
    checked.flatMap(({ record, fault }) =>
      fault === null ? [`${record.name}: right`] : [`${record.name} ${fault}; it should be`, record.zone],
    ),
  )
  const wrong = checked.filter(({ fault }) => fault !== null).map(({ record }) => record.name)
  if (wrong.length > 0) throw new BelfryError('DKIM_RECORD', cliTexts.keys.dnsDoesNotHold(wrong.join(', ')))
}
