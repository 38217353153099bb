/**
 * Makes a key pair for DKIM. Door: disk. In: folder, selector, domain, algorithm. Out: the key, its private part in a
 * new file that only its owner can read. A file that is there is never replaced: mail that is under way may need it.
 */

import { generateKeyPair } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { BelfryError, messageOf, systemCode } from '../../base/errors.js'
import { makeFolders } from '../../files/write-file.js'
import { mailTexts } from '../texts.js'
import type { Algorithm } from './dkim.js'
import { type DkimKey, RSA_BITS } from './dkim-key.js'

export interface NewKey {
  readonly folder: string
  readonly algorithm: Algorithm
  readonly domain: string
  readonly selector: string
}

const generate = promisify(generateKeyPair)

/** @throws BelfryError DKIM_KEY where the file is there already or cannot be written */
export async function writeDkimKey({ folder, ...terms }: NewKey): Promise<{ file: string; key: DkimKey }> {
  const file = join(folder, `dkim-${terms.selector}.pem`)
  const { privateKey } =
    terms.algorithm === 'rsa-sha256'
      ? await generate('rsa', { modulusLength: RSA_BITS })
      : await generate('ed25519', undefined)
  try {
    makeFolders(folder, { private: true })
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' })
  } catch (cause) {
    if (systemCode(cause) === 'EEXIST')
      throw new BelfryError('DKIM_KEY', mailTexts.writeDkimKey.alreadyKeyNeverOverwritten(file), {
        cause,
        fix: mailTexts.writeDkimKey.nameNewSelectorSelector(),
      })
    throw new BelfryError('DKIM_KEY', mailTexts.writeDkimKey.keyCannotWritten(file, messageOf(cause)), {
      cause,
      fix: mailTexts.writeDkimKey.nameFolderOutUser(),
    })
  }
  return { file, key: { ...terms, privateKey } }
}
