/**
 * What Belfry says while it works. In: a sentence and facts. Out: lines on stderr, never on stdout, which is for data.
 * For people they are sentences; a service's lines are made in cli/serving/open-service-log.ts.
 */
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

/** The same log, whose lines carry these facts too: which run, which request. */
export function withFacts(log: Log, facts: Readonly<Record<string, unknown>>): Log {
  const level =
    (name: keyof Log): Log['info'] =>
    (sentence, more) =>
      log[name](sentence, { ...facts, ...more })
  return { info: level('info'), warn: level('warn'), error: level('error') }
}

/** What stands before the @ of mail addresses, of quoted ones too, goes; the domain says which server is meant. */
export function withoutAddresses(text: string): string {
  return text.replace(/(?:"[^"\n]{1,64}"|[^\s<>()[\]\\,;:@"]{1,64})@(?=[\p{L}\p{N}[-])/gu, '…@')
}

export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }
