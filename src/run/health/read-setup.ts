/**
 * What the next command would refuse though every key has the right form: keys that cannot be read, folders that cannot
 * be written, a way out that mail may not take. Makes and changes nothing. What knows how to look is loaded where there
 * is something to look at: it takes longer than looking. In: a configuration. Out: problems at the keys that name it.
 * Door.
 */

import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { BelfryError, type Problem, problem } from '../../base/errors.js'
import type { PlaceOfKey } from '../../config/load.js'
import type { Config } from '../../config/schema.js'
import { refuseNoWayOut } from '../../delivery/way-out.js'
import { folderFault } from '../../files/read-folder-rights.js'
import { refuseNoDatabase } from '../../store/postgres-address.js'
import { checkKeys } from '../../subscribers/load-keys.js'
import type { SameRuns } from '../../subscribers/unknown-runs.js'
import type { ProjectContent } from '../read-content.js'
import type { ReadContext } from '../read-context.js'
import { runTexts } from '../texts.js'

type Key = readonly string[]
/** Throws a BelfryError where the next command would. */
type Look = () => unknown

export interface SetupLooks {
  /** May servers be asked? */
  readonly connect: boolean
  /** What others know how to look at, by the key that names it. */
  readonly more: readonly (readonly [Key, Look])[]
}

/** Each part is looked at, whatever is wrong with the others. */
export async function setupProblems(
  config: Config,
  place: PlaceOfKey,
  { connect, more }: SetupLooks,
): Promise<Problem[]> {
  const looks: readonly (readonly [Key, Look])[] = [
    [['mail', 'transport'], async () => await lookAtTransport(config, connect)],
    [['database'], () => refuseNoDatabase(config.database)],
    [['mail', 'dkim'], async () => await lookAtDkim(config)],
    [['mail', 'openpgp', 'key'], async () => await lookAtOpenpgp(config.mail.openpgp.key)],
    [['secrets'], () => checkKeys(config.secrets)],
    ...inboundLooks(config, connect),
    ...more,
  ]
  const found = await Promise.all(looks.map(async ([key, look]) => await thrownBy(look, place(key))))
  const isDatabase = !found.flat().some(({ code }) => code === 'DATABASE')
  const ofLedger = isDatabase ? await ledgerProblems(config, place, connect) : []
  return [...found.flat(), ...ofLedger, ...folderProblems(config, place)]
}

/** Where mail comes back to. */
function inboundLooks(config: Config, connect: boolean): (readonly [Key, Look])[] {
  const { inbound } = config
  const { maildir, mbox, imap, cert, key, webhooks } = inbound
  const at = (name: string | Key, look: Look) =>
    [['inbound', ...(typeof name === 'string' ? [name] : name)], look] as const
  const openInbound = async () => await import('../inbound/open-listener.js')
  return [
    ...(maildir === ''
      ? []
      : [at('maildir', async () => await (await import('../../inbound/open-maildir.js')).lookAtMaildir(maildir))]),
    ...(mbox === ''
      ? []
      : [at('mbox', async () => await (await import('../../inbound/open-mbox.js')).lookAtMbox(mbox))]),
    ...(imap === undefined || !connect
      ? []
      : [at('imap', async () => await (await import('../../inbound/open-imap.js')).lookAtImap(imap))]),
    ...(cert === '' ? [] : [at('cert', async () => (await openInbound()).readInboundPem('cert', cert))]),
    ...(webhooks.sendgrid === ''
      ? []
      : [at(['webhooks', 'sendgrid'], async () => (await openInbound()).refuseNoSendgridKey(config))]),
    ...(key === '' ? [] : [at('key', async () => (await openInbound()).readInboundPem('key', key))]),
  ]
}

/** @throws BelfryError TRANSPORT, CONFIG_INSECURE, SMTP_UNREACHABLE */
async function lookAtTransport(config: Config, connect: boolean): Promise<void> {
  refuseNoWayOut(config)
  if (!connect) return
  const { openTransport } = await import('../../delivery/open-transport.js')
  const session = (await openTransport(config)).open()
  try {
    await session.ready()
  } finally {
    await session.close()
  }
}

async function lookAtDkim(config: Config): Promise<void> {
  const { key, ed25519 } = config.mail.dkim
  if (key !== '' || ed25519.key !== '') (await import('../../mail/signing/open-signer.js')).loadDkimKeys(config)
}

async function lookAtOpenpgp(key: string): Promise<void> {
  if (key !== '') await (await import('../../mail/signing/open-openpgp.js')).openContentSigner(key)
}

/** Lists that people are on and the configuration lacks, where a ledger is there or may be asked. */
async function ledgerProblems(config: Config, place: PlaceOfKey, connect: boolean): Promise<Problem[]> {
  if (!mayLook(config, connect)) return []
  const [{ lookAtLedger }, { listsWithPeople }, { goneLists }] = await Promise.all([
    import('../../store/open.js'),
    import('../../subscribers/moved-list-store.js'),
    import('../stops.js'),
  ])
  let lists: { list: string; people: number }[] | undefined
  const found = await thrownBy(
    async () => {
      lists = await lookAtLedger(config.database, { connections: 2, toWrite: true }, listsWithPeople)
    },
    place(['database']),
  )
  const at = place(['lists'])
  return [...found, ...goneLists(config, lists ?? []).map((gone) => ({ ...gone, ...at }))]
}

/**
 * Cycles that people run and the releases table lacks, and moves of its dates that are in doubt, where a ledger is
 * there or may be asked.
 */
export async function runProblems(
  context: ReadContext,
  content: Pick<ProjectContent, 'announcements' | 'releases'>,
  connect: boolean,
): Promise<Problem[]> {
  const { config } = context
  if (!mayLook(config, connect)) return []
  const [{ lookAtLedger }, { runsOnLists }, { movedDatesNow }, { unknownRuns }, { unknownRunProblems }] =
    await Promise.all([
      import('../../store/open.js'),
      import('../../delivery/audience/audience-store.js'),
      import('../moved-dates.js'),
      import('../../subscribers/unknown-runs.js'),
      import('./runs-in-table.js'),
    ])
  const lists = config.lists.map((list) => list.id)
  let all: SameRuns[] | undefined
  let moved: Problem[] = []
  const found = await thrownBy(
    async () => {
      await lookAtLedger(config.database, { connections: 2 }, async (db) => {
        all = await runsOnLists(db, lists)
        moved = await movedDatesNow(context, content, db)
      })
    },
    { file: config.file },
  )
  return [...found, ...unknownRunProblems(unknownRuns(all ?? [], content.releases), config.content.releases), ...moved]
}

function mayLook({ database }: Config, connect: boolean): boolean {
  const file = database.startsWith('sqlite:') ? database.slice('sqlite:'.length) : undefined
  return file === undefined ? connect : existsSync(file)
}

async function thrownBy(look: Look, place: ReturnType<PlaceOfKey>): Promise<Problem[]> {
  try {
    await look()
    return []
  } catch (thrown) {
    if (!(thrown instanceof BelfryError)) throw thrown
    return [problem(thrown.code, thrown.message, place, { fix: thrown.fix })]
  }
}

function folderProblems(config: Config, place: PlaceOfKey): Problem[] {
  return foldersOf(config).flatMap(([key, folder]) => {
    const fault = folderFault(folder)
    if (fault === undefined) return []
    const more = key[0] === 'cache' || key[0] === 'kept' ? { severity: 'warning' as const } : {}
    return [problem('OUTPUT_FOLDER', runTexts.readSetup.theFolder(key.join('.'), folder, fault), place(key), more)]
  })
}

/** What is written by `run`, `serve` and `build`, by the key that names it. */
function foldersOf({ content, feeds, mail, database, secrets, cache, kept }: Config): [Key, string][] {
  const behind = (prefix: string, text: string) => (text.startsWith(prefix) ? text.slice(prefix.length) : undefined)
  const outbox = behind('file:', mail.transport)
  const ledger = behind('sqlite:', database)
  const isFile = ledger !== undefined && ledger !== ':memory:'
  return [
    [['feeds', 'folder'], feeds.folder],
    [['content', 'register'], dirname(content.register)],
    [['secrets'], secrets],
    [['cache'], cache],
    [['kept'], kept],
    ...(outbox === undefined ? [] : [[['mail', 'transport'], outbox] as [Key, string]]),
    ...(isFile ? [[['database'], dirname(ledger)] as [Key, string]] : []),
  ]
}
