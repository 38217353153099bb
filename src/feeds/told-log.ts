/**
 * What was told and when, as a file that anybody can keep and compare. Pure. In: the log of the register. Out:
 * `told.json`: an entry a line, each with the SHA-256 of the line before. It names nobody, and counts nobody.
 */
import { createHash } from 'node:crypto'
import { isoInstant } from '../base/clock.js'
import { factsDigest } from '../base/facts.js'
import type { OutputFile } from '../files/write-folder.js'
import type { LoggedNotice, Register } from '../register/register.js'
import { TOLD_FILE } from './names.js'

/** An entry of `told.json`. */
export interface ToldEntry {
  readonly key: string
  readonly kind: string
  readonly severity: string
  readonly at: string
  readonly digest: string
  /** Of the mail in other languages, by their tags. */
  readonly digests?: Readonly<Record<string, string>>
  readonly messageId: string
  readonly commit?: string
  readonly signer?: string
  readonly audit: string
  /** SHA-256 of the line before, without its comma; empty in the first. */
  readonly previous: string
}

/** None before something was told. */
export function toldFiles({ log = [] }: Pick<Register, 'log'>): OutputFile[] {
  if (log.length === 0) return []
  // What is shown, in one order: a register that was read again may have its keys in another.
  const inputs = factsDigest(log.map((logged) => lineOf(logged, '')))
  return [{ path: TOLD_FILE, inputs, bytes: () => toldLog(log) }]
}

export function toldLog(log: readonly LoggedNotice[]): string {
  let previous = ''
  const lines = log.map((logged) => {
    const line = lineOf(logged, previous)
    previous = sha256(line)
    return line
  })
  return `[\n${lines.join(',\n')}\n]\n`
}

function lineOf(logged: LoggedNotice, previous: string) {
  const { key, kind, severity, at, digest, digests, messageId, commit, signer, audit } = logged
  const also = digests !== undefined && { digests }
  const from = { ...(commit !== undefined && { commit }), ...(signer !== undefined && { signer }) }
  const entry: ToldEntry = {
    key,
    kind,
    severity,
    at: isoInstant(at),
    digest,
    ...also,
    messageId,
    ...from,
    audit,
    previous,
  }
  return JSON.stringify(entry)
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
