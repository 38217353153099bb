/**
 * What a service says while it works: sentences while a person watches, and else JSON lines through pino. Door: stderr.
 * In: a sentence and facts. No mail address stands in the lines: logs are kept for long, and read by many. Commands
 * that end soon write sentences (base/log.ts), and load no pino.
 */
import { pino } from 'pino'
import { type Log, sentenceLog, withoutAddresses } from '../../base/log.js'
import { withoutControls } from '../../base/plain-line.js'

/** Where the lines go; a file descriptor's where nothing else is said. */
type Destination = Parameters<typeof pino>[1]

/** JSON lines with level and time, for a service under systemd or in a container. */
export function jsonLog(destination: Destination = pino.destination({ fd: 2, sync: true })): Log {
  const logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination)
  const level =
    (name: keyof Log): Log['info'] =>
    (sentence, facts = {}) =>
      logger[name](clean(facts), loggedText(sentence))
  return { info: level('info'), warn: level('warn'), error: level('error') }
}

/** Of a service: sentences while a person watches. */
export function serviceLog(): Log {
  return process.stderr.isTTY ? sentenceLog() : jsonLog()
}

function clean(facts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, typeof value === 'string' ? loggedText(value) : value]),
  )
}

/** Posts and servers wrote a part of it, and people read logs on terminals. */
function loggedText(text: string): string {
  return withoutControls(withoutAddresses(text))
}
