/**
 * What Belfry says while it works. In: a sentence and facts. Out: lines on stderr, never on stdout, which is for data.
 * For people they are sentences; when nobody watches (no terminal) a service writes JSON lines through pino.
 */
import { pino } from 'pino'

export interface Log {
  info(sentence: string, facts?: Readonly<Record<string, unknown>>): void
  warn(sentence: string, facts?: Readonly<Record<string, unknown>>): void
  error(sentence: string, facts?: Readonly<Record<string, unknown>>): void
}

/** Sentences alone: facts are for machines. */
export function sentenceLog(write: (line: string) => void = (line) => process.stderr.write(line)): Log {
  return {
    info: (sentence) => write(`${sentence}\n`),
    warn: (sentence) => write(`warning: ${sentence}\n`),
    error: (sentence) => write(`error: ${sentence}\n`),
  }
}

/** JSON lines with level and time, for a service under systemd or in a container. */
export function jsonLog(): Log {
  const logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ fd: 2, sync: true }))
  return {
    info: (sentence, facts) => logger.info(facts ?? {}, sentence),
    warn: (sentence, facts) => logger.warn(facts ?? {}, sentence),
    error: (sentence, facts) => logger.error(facts ?? {}, sentence),
  }
}

/** Of a service: sentences while a person watches. */
export function serviceLog(): Log {
  return process.stderr.isTTY ? sentenceLog() : jsonLog()
}

export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }
