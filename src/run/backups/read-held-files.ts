/**
 * The files of a project that belong to its ledger: what a backup holds beside the tables, under names that lead
 * nowhere by themselves. In: the configuration. Out: register, configuration and, where asked for, secrets. Door.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HeldFile } from '../../backups/write-backup.js'
import { isKeyText, withoutSecrets } from '../../base/secrets.js'
import { isFingerprint } from '../../config/openpgp-key.js'
import type { Config } from '../../config/schema.js'
import { SECRET_FILES } from '../../subscribers/load-keys.js'

/** Without secrets the configuration stands there without the keys and passwords that may stand in it. */
export function readHeldFiles(config: Config, withSecrets: boolean): HeldFile[] {
  const configuration = readFileSync(config.file)
  return [
    ...readThere([{ name: 'register', file: config.content.register }]),
    {
      name: 'configuration',
      bytes: withSecrets ? configuration : Buffer.from(withoutSecrets(configuration.toString('utf8'))),
    },
    ...(withSecrets ? readThere(secretFiles(config)) : []),
  ]
}

export interface NamedFile {
  readonly name: string
  /** Absolute. */
  readonly file: string
}

function secretFiles(config: Config): NamedFile[] {
  const names = existsSync(config.secrets) ? readdirSync(config.secrets).filter((name) => SECRET_FILES.test(name)) : []
  return [...names.map((name) => ({ name: `secrets/${name}`, file: join(config.secrets, name) })), ...keyFiles(config)]
}

/** Keys that the configuration names by their files; those that stand in it as text go with it. */
function keyFiles({ mail }: Config): NamedFile[] {
  const named = [
    { name: 'mail.dkim.key', file: mail.dkim.key },
    { name: 'mail.dkim.ed25519.key', file: mail.dkim.ed25519.key },
    { name: 'mail.openpgp.key', file: mail.openpgp.key },
  ]
  return named.filter(({ file }) => file !== '' && !isKeyText(file) && !isFingerprint(file))
}

/** Where a file of a backup belongs in this project; undefined where nowhere, or where nobody should put it. */
export function placeOfHeld(config: Config, name: string): string | undefined {
  if (name === 'register') return config.content.register
  const secret = /^secrets\/([a-z0-9-]+\.key)$/.exec(name)?.[1]
  if (secret !== undefined) return SECRET_FILES.test(secret) ? join(config.secrets, secret) : undefined
  return keyFiles(config).find((one) => one.name === name)?.file
}

function readThere(files: readonly NamedFile[]): HeldFile[] {
  return files.filter(({ file }) => existsSync(file)).map(({ name, file }) => ({ name, bytes: readFileSync(file) }))
}
