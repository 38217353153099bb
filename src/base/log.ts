/**
 * What Belfry says while it works. In: a sentence and facts. Out: lines on stderr, never on stdout, which is for data.
 * For people they are sentences; when nobody watches (no terminal) a service writes JSON lines through pino. No mail
 * address stands in those: logs are kept for long, and read by many.
 */
import { pino } from 'pino'
import { withoutControls } from './plain-line.js'

export interface Log {
  info(sentence: string, facts?: Readonly<Record<string, unknown>>): void
  warn(sentence: string, facts?: Readonly<Record<string, unknown>>): void
  error(sentence: string, facts?: Readonly<Record<string, unknown>>): void
}

/** Sentences alone: facts are for machines. */
export function sentenceLog(write: (line: string) => void = (line) => process.stderr.write(line)): Log {
  return {
    info: (sentence) => write(`${withoutControls(sentence)}\n`),
    warn: (sentence) => write(`warning: ${withoutControls(sentence)}\n`),
    error: (sentence) => write(`error: ${withoutControls(sentence)}\n`),
  }
}

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

/** The same log, whose lines carry these facts too: which run, which request. */
export function withFacts(log: Log, facts: Readonly<Record<string, unknown>>): Log {
  const level =
    (name: keyof Log): Log['info'] =>
    (sentence, more) =>
      log[name](sentence, { ...facts, ...more })
  return { info: level('info'), warn: level('warn'), error: level('error') }
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

/** What stands before the @ of mail addresses, of quoted ones too, goes; the domain says which server is meant. */
export function withoutAddresses(text: string): string {
  return text.replace(/(?:"[^"\n]{1,64}"|[^\s<>()[\]\\,;:@"]{1,64})@(?=[\p{L}\p{N}[-])/gu, '…@')
}

/** Of a service: sentences while a person watches. */
export function serviceLog(): Log {
  return process.stderr.isTTY ? sentenceLog() : jsonLog()
}

export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }
