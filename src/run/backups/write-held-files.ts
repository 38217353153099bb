/**
 * The files of a backup, put where they belong or into a folder. In: files by the names of a backup. Out: those that
 * were not there before, written; nothing that is there is written over. Door.
 */

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HeldFile } from '../../backups/write-backup.js'
import { BelfryError, messageOf } from '../../base/errors.js'
import type { Config } from '../../config/schema.js'
import { makeFolders, replaceFile } from '../../files/write-file.js'
import { runTexts } from '../texts.js'
import { placeOfHeld } from './read-held-files.js'

/** `kept`: another one stood there, and stays. `left`: it has no place here. */
export type FileFate = 'written' | 'same' | 'kept' | 'left'

export function writeHeldFiles(config: Config, files: readonly HeldFile[]): { name: string; fate: FileFate }[] {
  return files.map(({ name, bytes }) => {
    const place = placeOfHeld(config, name)
    if (place === undefined) return { name, fate: 'left' }
    return { name, fate: writeWhereNone(place, bytes, name !== 'register') }
  })
}

/** As they are, for who sets up a machine: `configuration.yaml`, `register.yaml`, `secrets/link-1.key` … */
export function writeFilesInto(folder: string, files: readonly HeldFile[]): { name: string; file: string }[] {
  const named = files.map(({ name, bytes }) => ({ name, bytes, file: join(folder, withEnding(name)) }))
  const taken = named.find(({ file }) => existsSync(file))
  if (taken !== undefined)
    throw new BelfryError('BACKUP_FILE', runTexts.writeHeldFiles.alreadyLeft(taken.file), {
      fix: runTexts.writeHeldFiles.nameFolderEmptyOr(),
    })
  makeFolders(folder, { private: true })
  for (const { file, bytes } of named) writeNew(file, bytes, true)
  return named.map(({ name, file }) => ({ name, file }))
}

function withEnding(name: string): string {
  return name === 'register' || name === 'configuration' ? `${name}.yaml` : name
}

function writeWhereNone(file: string, bytes: Buffer, isSecret: boolean): FileFate {
  if (existsSync(file)) return readFileSync(file).equals(bytes) ? 'same' : 'kept'
  writeNew(file, bytes, isSecret)
  return 'written'
}

function writeNew(file: string, bytes: Buffer, isSecret: boolean): void {
  try {
    replaceFile(file, bytes, { durable: true, private: isSecret })
  } catch (cause) {
    throw new BelfryError('BACKUP_FILE', runTexts.writeHeldFiles.cannotWritten(file, messageOf(cause)), { cause })
  }
}
