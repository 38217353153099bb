/**
 * A Maildir that a mail server delivers into: <https://cr.yp.to/proto/maildir.html>. In: its folder. Out: the messages
 * that are new, the oldest first; each is moved to `cur` once it was taken. Door.
 */

import { constants, existsSync } from 'node:fs'
import { access, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { BelfryError, messageOf, systemCode } from '../base/errors.js'
import { makeFolders } from '../files/write-file.js'
import { readMessage } from './read-message.js'
import { inboundTexts } from './texts.js'

const NO_NEW = 'there is no folder new in it'

export interface NewMessage {
  /** Undefined where somebody else has taken it. */
  bytes(): Promise<Uint8Array | undefined>
  /** It is not found again. */
  taken(): Promise<void>
}

/** What keeps it from being taken, before there is anything to take. @throws BelfryError INBOUND */
export async function lookAtMaildir(folder: string): Promise<void> {
  const there = await within(folder, async () => {
    const rights = constants.R_OK | constants.W_OK | constants.X_OK
    await access(join(folder, 'new'), rights)
    // Without cur it is made.
    await access(existsSync(join(folder, 'cur')) ? join(folder, 'cur') : folder, rights)
    return true
  })
  if (there === undefined) throw unusable(folder, NO_NEW)
}

/** @throws BelfryError INBOUND where it is no Maildir that can be read and written; so do the messages */
export async function newMessages(folder: string): Promise<NewMessage[]> {
  const entries = await within(folder, async () => await readdir(join(folder, 'new'), { withFileTypes: true }))
  if (entries === undefined) throw unusable(folder, NO_NEW)
  // What is no file, such as a pipe, would be waited for for ever.
  const names = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.')).map(({ name }) => name)
  return names.sort().map((name) => {
    const file = join(folder, 'new', name)
    return {
      bytes: async () => await within(folder, async () => await readMessage(file)),
      taken: async () => {
        await within(folder, async () => makeFolders(join(folder, 'cur')))
        await within(folder, async () => await rename(file, join(folder, 'cur', `${name}:2,S`)))
      },
    }
  })
}

/** @returns undefined where what it is about is not there */
async function within<Made>(folder: string, work: () => Promise<Made>): Promise<Made | undefined> {
  try {
    return await work()
  } catch (thrown) {
    const code = systemCode(thrown)
    if (code === 'ENOENT') return undefined
    if (code === undefined) throw thrown
    throw unusable(folder, messageOf(thrown))
  }
}

function unusable(folder: string, why: string): BelfryError {
  return new BelfryError('INBOUND', inboundTexts.openMaildir.maildirCannotReadWritten(folder, why), { exitCode: 3 })
}
