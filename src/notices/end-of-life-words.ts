/** How the three ends of a cycle are called. Pure words. In: what the cycle is called. Out: the beginning of a sentence or a title. */
import type { EndField } from '../content/release.js'

export interface EndOfLifeWords {
  readonly ends: (name: string) => string
  readonly ended: (name: string) => string
  readonly hasEnded: (name: string) => string
  readonly hadEnded: (name: string) => string
  /** It had ended and has not any more. */
  readonly again: (name: string) => string
  /** It had a date. */
  readonly dateless: (name: string) => string
  readonly itEnds: string
  /** A sentence after `hadEnded`, without its end. */
  readonly goesOn: string
}

export const endOfLifeWords: Readonly<Record<EndField, EndOfLifeWords>> = {
  eoas: { ...supportWords('active support'), again: (name) => `${name} is actively supported again` },
  eol: {
    ends: (name) => `${name} reaches its end of life`,
    ended: (name) => `${name} reached its end of life`,
    hasEnded: (name) => `${name} has reached its end of life`,
    hadEnded: (name) => `${name} had reached its end of life`,
    again: (name) => `${name} is supported again`,
    dateless: (name) => `${name} no longer has a date for its end of life`,
    itEnds: 'It reaches its end of life',
    goesOn: 'It is supported again',
  },
  eoes: { ...supportWords('extended support'), again: (name) => `${name} has extended support again` },
}

function supportWords(kind: string): Omit<EndOfLifeWords, 'again'> {
  const support = kind.charAt(0).toUpperCase() + kind.slice(1)
  return {
    ends: (name) => `${support} of ${name} ends`,
    ended: (name) => `${support} of ${name} ended`,
    hasEnded: (name) => `${support} of ${name} has ended`,
    hadEnded: (name) => `${support} of ${name} had ended`,
    dateless: (name) => `${support} of ${name} no longer has an end date`,
    itEnds: `Its ${kind} ends`,
    goesOn: 'It goes on',
  }
}
