/**
 * Octets through the system's gpg, as they come. In: a recipient, or nothing where they are to be read. Out: the
 * octets encrypted or in clear; whoever takes them must take them to the end, because only there gpg says whether they
 * are whole. Door.
 */

import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { BelfryError, systemCode } from '../base/errors.js'
import { startProgram } from '../base/open-process.js'
import { backupsTexts } from './texts.js'

export type Through = (source: AsyncIterable<Buffer>) => AsyncGenerator<Buffer>

/** The keyring is the user's own; their settings have no say. What is encrypted is compressed already. */
const QUIET = ['--batch', '--no-tty', '--no-options', '--no-auto-check-trustdb', '--trust-model', 'always']
const STDERR_LIMIT = 64 * 1024

/** @param key a fingerprint, a key id, an address, or a file that holds the public key */
export function encryptedTo(key: string): Through {
  const recipient = existsSync(key) ? ['--recipient-file', key] : ['--recipient', key]
  const args = ['--compress-algo', 'none', ...recipient, '--encrypt']
  return (source) => throughGpg(args, source, `The backup cannot be encrypted to ${key}`)
}

export const decrypted: Through = (source) => throughGpg(['--decrypt'], source, 'The backup cannot be decrypted')

/** @throws BelfryError GPG_MISSING, BACKUP_KEY; whatever `source` throws */
async function* throughGpg(
  args: readonly string[],
  source: AsyncIterable<Buffer>,
  failure: string,
): AsyncGenerator<Buffer> {
  const child = startProgram('gpg', [...QUIET, ...args], { LC_ALL: 'C', LANGUAGE: 'C' })
  const ended = once(child, 'close')
  ended.catch(() => undefined)
  await orMissing(once(child, 'spawn'))
  const said = lastWords(child)
  const { stdin, stdout } = child
  if (stdin === null || stdout === null) throw new Error('gpg has no pipes')
  let fault: { readonly thrown: unknown } | undefined
  // Where gpg ends first it says why itself: a pipe that breaks then is no news.
  const fed = pipeline(Readable.from(source), stdin).catch((thrown: unknown) => {
    if (systemCode(thrown) !== 'EPIPE' && systemCode(thrown) !== 'ERR_STREAM_PREMATURE_CLOSE') fault = { thrown }
  })
  try {
    for await (const chunk of stdout) yield Buffer.from(chunk)
    await ended
    await fed
    if (fault !== undefined) throw fault.thrown
    if (child.exitCode !== 0) throw new BelfryError('BACKUP_KEY', `${failure}: ${said()}.`)
  } finally {
    child.kill()
  }
}

async function orMissing(spawned: Promise<unknown>): Promise<void> {
  try {
    await spawned
  } catch (cause) {
    if (systemCode(cause) !== 'ENOENT') throw cause
    const fix = backupsTexts.openGpg.installGnupgOrNewer()
    throw new BelfryError('GPG_MISSING', backupsTexts.openGpg.backupEncryptedGpgNot(), {
      cause,
      fix,
      exitCode: 3,
    })
  }
}

/** The line that explains a failure. */
function lastWords({ stderr, pid }: ChildProcess): () => string {
  let text = ''
  stderr?.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString('utf8')).slice(-STDERR_LIMIT)
  })
  return () => {
    const lines = text.split('\n').filter((line) => line.startsWith('gpg: '))
    return (lines.at(-1) ?? `gpg (process ${pid}) did not say why`).replace(/^gpg: /, '').replace(/\.$/, '')
  }
}
