/**
 * The password of a role in PostgreSQL, as libpq finds it: in the file that PGPASSFILE names, or in ~/.pgpass, whose
 * lines are `host:port:database:user:password`. In: who connects where. Out: the password of the first line that fits.
 * Door.
 */
import { readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

export interface Connecting {
  /** A folder where it is a socket. */
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
}

/** May others than its owner read or change it? Then libpq does not look at it. */
const OTHERS = 0o077
/** Four fields and the rest; a backslash stands before a colon, or before a backslash. */
const LINE = /^((?:\\.|[^:\\])*):((?:\\.|[^:\\])*):((?:\\.|[^:\\])*):((?:\\.|[^:\\])*):(.*)$/

/** @returns undefined where there is no such file, it is open to others, or no line fits */
export function readPgpass(
  { host, port, database, user }: Connecting,
  file = process.env.PGPASSFILE ?? join(homedir(), '.pgpass'),
): string | undefined {
  const text = readIfSafe(file)
  const wanted = [host.startsWith('/') ? 'localhost' : host, String(port), database, user]
  for (const line of text?.split(/\r?\n/) ?? []) {
    const [, ...fields] = line.startsWith('#') ? [] : (LINE.exec(line) ?? [])
    const password = fields.pop()
    const isIt = (field: string, index: number) =>
      field === '*' || plain(field) === wanted[index] || (index === 0 && plain(field) === host)
    if (password !== undefined && fields.every(isIt)) return plain(password)
  }
  return undefined
}

function readIfSafe(file: string): string | undefined {
  const about = statSync(file, { throwIfNoEntry: false })
  if (about?.isFile() !== true) return undefined
  if (process.platform !== 'win32' && (about.mode & OTHERS) !== 0) return undefined
  return readFileSync(file, 'utf8')
}

function plain(field: string): string {
  return field.replace(/\\(.)/g, '$1')
}
