/**
 * The folder that the `file:` transport writes to. In: the folder, a file's name. Out: names, newest first, and bytes.
 * Door.
 */
import { open, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemCode } from '../base/errors.js'

/** As write-outbox.ts makes them: the date stands first, so names sort by time. */
const NAME = /^[\w-][\w.-]*\.eml$/

/** Header fields of any mail of ours fit in here. */
const HEAD_BYTES = 16 * 1024

export async function outboxNames(folder: string): Promise<string[]> {
  const names = await unlessMissing(async () => await readdir(folder))
  return (names ?? []).filter((name) => NAME.test(name)).sort((a, b) => (a < b ? 1 : -1))
}

/** @returns undefined where there is no such mail */
export async function readMail(folder: string, name: string): Promise<Buffer | undefined> {
  return NAME.test(name) ? await unlessMissing(async () => await readFile(join(folder, name))) : undefined
}

/** The header fields alone, so that a list of many mails need not read them whole. */
export async function readMailHead(folder: string, name: string): Promise<Buffer | undefined> {
  return await unlessMissing(async () => {
    const handle = await open(join(folder, name))
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
      const end = buffer.subarray(0, bytesRead).indexOf('\r\n\r\n')
      return buffer.subarray(0, end < 0 ? bytesRead : end + 4)
    } finally {
      await handle.close()
    }
  })
}

async function unlessMissing<T>(action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action()
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT' || systemCode(thrown) === 'ENOTDIR') return undefined
    throw thrown
  }
}
