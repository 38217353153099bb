/**
 * Are the private fields of nodemailer that src/delivery/smtp/open-connections.ts uses still there? In: a connection
 * that was not opened. Out: a sentence that says what to look at, or undefined.
 */
import SMTPConnection from 'nodemailer/lib/smtp-connection'

/** What a connection has from its beginning, and what it is. */
const FIELDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  _socket: (value) => value === false,
  _responseQueue: Array.isArray,
  _remainder: (value) => value === '',
  _onSocketData: isFunction,
  _onSocketTimeout: isFunction,
  _onSocketClose: isFunction,
  _onSocketEnd: isFunction,
  _onSocketError: isFunction,
}

export function nodemailerFault(connection: object = new SMTPConnection({})): string | undefined {
  const gone = Object.entries(FIELDS)
    .filter(([name, isRight]) => !isRight(Reflect.get(connection, name)))
    .map(([name]) => name)
  if (gone.length === 0) return undefined
  const version: unknown = Reflect.get(connection, 'version')
  return (
    `nodemailer${typeof version === 'string' ? ` ${version}` : ''} has no ${gone.join(', ')} as Belfry knows it. ` +
    'See how lib/smtp-connection holds its socket and what it has read, and mend takenOver in ' +
    'src/delivery/smtp/open-connections.ts before you raise the version in package.json.'
  )
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function'
}
