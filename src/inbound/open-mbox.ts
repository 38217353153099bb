/**
 * An mbox that a mail server appends to (RFC 4155, with `>From ` quoted), or a folder of them. In: its path. Out: the
 * messages in it. What is there is set aside under another name, with the lock that mail servers honour
 * (`FILE.lock`), so that the server goes on with a file of its own and nothing is read while it is written. How far
 * that was taken stands in its name, and it is looked at again as long as a server may still have had it open: a
 * message may be offered twice, and none is lost. At the end it stays as `FILE.…taken`. Door.
 */

import { constants } from 'node:fs'
import { access, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { BelfryError, messageOf, systemCode } from '../base/errors.js'
import { INBOUND_LIMIT_BYTES } from './parse-inbound.js'
import { inboundTexts } from './texts.js'

/** How long a mail server may be busy with a file that it has open. */
const BUSY_MS = 60_000
/** A lock that is older was left by a process that died. */
const STALE_LOCK_MS = 10 * 60_000
const ASIDE = /^(.+)\.(\d+)-(\d+)\.belfry$/

export interface MboxMessage {
  readonly bytes: Uint8Array
}

/**
 * A message counts as taken once the next one is asked for.
 * @param now real time, milliseconds since the epoch
 * @throws BelfryError INBOUND where it cannot be read, moved or locked
 */
export async function* mboxMessages(path: string, now: number): AsyncGenerator<MboxMessage> {
  try {
    for (const file of await mboxesAt(path)) {
      await setAside(file, now)
      for (const aside of await asideOf(file)) yield* messagesOf(aside, now)
    }
  } catch (thrown) {
    // Another run, of another machine, took it meanwhile.
    if (systemCode(thrown) === 'ENOENT') return
    if (systemCode(thrown) === undefined) throw thrown
    throw unusable(path, messageOf(thrown))
  }
}

/** What keeps it from being taken, before there is anything to take. @throws BelfryError INBOUND */
export async function lookAtMbox(path: string): Promise<void> {
  try {
    const isFolder = (await stat(path)).isDirectory()
    await access(isFolder ? path : dirname(path), constants.R_OK | constants.W_OK | constants.X_OK)
    if (!isFolder) await access(path, constants.R_OK)
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown
    throw unusable(path, messageOf(thrown))
  }
}

async function mboxesAt(path: string): Promise<string[]> {
  const found = await stat(path).catch((thrown: unknown) => {
    // A mail server makes it with the first message, and again once it was set aside.
    if (systemCode(thrown) === 'ENOENT') return undefined
    throw thrown
  })
  if (found?.isDirectory() !== true) return [path]
  const names = (await readdir(path, { withFileTypes: true })).filter((entry) => entry.isFile()).map(({ name }) => name)
  const mboxes = names.filter((name) => !name.startsWith('.') && !/\.(?:lock|belfry|taken)$/.test(name))
  const waiting = names.flatMap((name) => ASIDE.exec(name)?.[1] ?? [])
  return [...new Set([...mboxes, ...waiting])].sort().map((name) => join(path, name))
}

async function setAside(file: string, now: number): Promise<void> {
  if ((await sizeOf(file)) === 0) return
  await locked(file, now, async () => await rename(file, `${file}.${now}-0.belfry`))
}

async function locked(file: string, now: number, work: () => Promise<void>): Promise<void> {
  const lock = `${file}.lock`
  const held = await stat(lock).catch(() => undefined)
  if (held !== undefined && now - held.mtimeMs > STALE_LOCK_MS) await rm(lock, { force: true })
  try {
    await (await open(lock, 'wx', 0o600)).close()
  } catch (thrown) {
    // A mail server writes at this moment: the next run finds it.
    if (systemCode(thrown) === 'EEXIST') return
    throw thrown
  }
  try {
    await work()
  } finally {
    await rm(lock, { force: true })
  }
}

async function sizeOf(file: string): Promise<number> {
  const found = await stat(file).catch(() => undefined)
  return found?.isFile() === true ? found.size : 0
}

interface Aside {
  readonly mbox: string
  readonly path: string
  /** When it was set aside. */
  readonly at: number
  /** Octets that were taken. */
  readonly taken: number
}

async function asideOf(mbox: string): Promise<Aside[]> {
  const names = await readdir(dirname(mbox))
  const found = names.flatMap((name): Aside[] => {
    const [, of, at, taken] = ASIDE.exec(name) ?? []
    if (of !== basename(mbox)) return []
    return [{ mbox, path: join(dirname(mbox), name), at: Number(at), taken: Number(taken) }]
  })
  return found.sort((a, b) => a.at - b.at)
}

async function* messagesOf({ mbox, path, at, taken }: Aside, now: number): AsyncGenerator<MboxMessage> {
  let last = taken
  for await (const { from, bytes } of messagesFrom(path, taken)) {
    last = from
    yield { bytes }
  }
  if (now - at >= BUSY_MS) return await rename(path, `${mbox}.${at}.taken`)
  // The last one may not have been whole.
  if (last !== taken) await rename(path, `${mbox}.${at}-${last}.belfry`)
}

/** @param start where a message begins */
async function* messagesFrom(path: string, start: number): AsyncGenerator<{ from: number; bytes: Uint8Array }> {
  let message: { from: number; lines: Buffer[]; length: number } | undefined
  const whole = ({ from, lines }: { from: number; lines: Buffer[] }) => ({ from, bytes: Buffer.concat(lines) })
  let wasBlank = true
  for await (const { from, line } of linesOf(path, start)) {
    const text = line.subarray(0, 10).toString('latin1')
    if (wasBlank && text.startsWith('From ')) {
      if (message !== undefined) yield whole(message)
      message = { from, lines: [], length: 0 }
    } else if (message !== undefined && message.length < INBOUND_LIMIT_BYTES) {
      message.lines.push(/^>+From /.test(text) ? line.subarray(1) : line)
      message.length += line.length
    }
    wasBlank = /^\r?\n$/.test(text)
  }
  if (message !== undefined) yield whole(message)
}

/** With their ends. */
async function* linesOf(path: string, start: number): AsyncGenerator<{ from: number; line: Buffer }> {
  const file = await open(path)
  try {
    let rest = Buffer.alloc(0)
    let from = start
    for await (const chunk of file.createReadStream({ start, autoClose: false })) {
      rest = Buffer.concat([rest, chunk as Buffer])
      let at = 0
      for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10, at)) {
        const line = rest.subarray(at, end + 1)
        yield { from: from + at, line }
        at = end + 1
      }
      from += at
      rest = rest.subarray(at)
    }
    if (rest.length > 0) yield { from, line: rest }
  } finally {
    await file.close()
  }
}

function unusable(path: string, why: string): BelfryError {
  const fix = inboundTexts.openMbox.setInboundMboxFile()
  return new BelfryError('INBOUND', inboundTexts.openMbox.mboxCannotReadSet(path, why), { fix, exitCode: 3 })
}
