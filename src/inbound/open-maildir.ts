/**
 * A Maildir that a mail server delivers into: <https://cr.yp.to/proto/maildir.html>. In: its folder. Out: the messages
 * that are new, the oldest first; each is moved to `cur` once it was taken. Door.
 */
import { mkdirSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { BelfryError, messageOf, systemCode } from '../base/errors.js'
import { readMessage } from './read-message.js'

export interface NewMessage {
  readonly file: string
  bytes(): Promise<Uint8Array>
  /** It is not found again. */
  taken(): void
}

/** @throws BelfryError INBOUND where it is no Maildir that can be read */
export function newMessages(folder: string): NewMessage[] {
  const names = within(folder, () => readdirSync(join(folder, 'new')))
  return names
    .filter((name) => !name.startsWith('.'))
    .sort()
    .map((name) => {
      const file = join(folder, 'new', name)
      return {
        file,
        bytes: async () => await readMessage(file),
        taken: () =>
          within(folder, () => {
            mkdirSync(join(folder, 'cur'), { recursive: true })
            renameSync(file, join(folder, 'cur', `${name}:2,S`))
          }),
      }
    })
}

function within<Made>(folder: string, work: () => Made): Made {
  try {
    return work()
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown
    throw new BelfryError('INBOUND', `The Maildir ${folder} cannot be read: ${messageOf(thrown)}.`, { exitCode: 3 })
  }
}
