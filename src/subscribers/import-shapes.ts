/**
 * What other programs' exports look like. Pure. In: a header line. Out: which program wrote it, which of its columns
 * Belfry reads, and what each record says of the person's will. Each row of the table is one program.
 */

import {
  ANY_STATE_COLUMN,
  addressColumn,
  isSaid,
  isStatusWord,
  LEFT_COLUMN,
  NEVER_COLUMN,
  STATUS_COLUMN,
  STATUS_WORDS,
  type Standing,
  sternest,
  WISH_COLUMN,
  wordIn,
} from './import-words.js'

/** A record by its column names, in lower case. */
export type FileRecord = Readonly<Partial<Record<string, string>>>

export interface Shape {
  /** As it is called in the result; undefined for a file of nobody's shape. */
  readonly from: string | undefined
  /** Our column → theirs, in lower case. */
  readonly columns: Readonly<Partial<Record<Column, string>>>
  /** Columns that say what they want or what became of their mail, in lower case. */
  readonly standingBy: readonly string[]
  standing(fields: FileRecord): Standing
  /** A status that nobody here knows, and its column; absent where none can be. */
  unknownStatus?(fields: FileRecord): { readonly column: string; readonly word: string } | undefined
  /** What somebody is in place of a subscriber; absent where all are subscribers. */
  otherRole?(fields: FileRecord): string | undefined
}

export type Column = 'address' | 'lists' | 'pending' | 'ended' | 'suppressed' | 'format' | 'runs' | 'language' | 'since'

const OURS: readonly Column[] = ['lists', 'pending', 'ended', 'suppressed', 'format', 'runs', 'language', 'since']
/** What a map may name. */
export const IMPORT_COLUMNS: readonly Column[] = ['address', ...OURS]
/** What others call the day that somebody subscribed, the likeliest first. */
const SINCE = new RegExp(
  [
    '^(?:(?:confirm(?:ed)?|subscri(?:bed|ption)|opt ?in|join(?:ed)?|sign(?:ed)? ?up|added|creat(?:ed|ion))',
    ' (?:at|on|date|time)|date (?:added|subscribed|joined|created))$',
  ].join(''),
)

interface Program {
  readonly name: string
  /** Columns that only its files have together, beside the one of addresses. */
  readonly has: readonly string[]
  readonly columns?: Shape['columns']
  /** Columns that `standing` reads. */
  readonly standingBy: readonly string[]
  standing(fields: FileRecord): Standing
  otherRole?(fields: FileRecord): string | undefined
}

const PROGRAMS: readonly Program[] = [
  {
    name: 'listmonk',
    has: ['uuid', 'email', 'attributes', 'status'],
    columns: { lists: 'lists', since: 'created_at' },
    standingBy: ['status', 'subscription_status'],
    standing: listmonk,
  },
  // Its REST API, where attributes are no text.
  {
    name: 'listmonk',
    has: ['uuid', 'email', 'status', 'subscription_status'],
    columns: { since: 'created_at' },
    standingBy: ['status', 'subscription_status'],
    standing: listmonk,
  },
  // The header of the column of addresses is what the audience's owner called it.
  {
    name: 'Mailchimp (unsubscribed)',
    has: ['unsub_time'],
    columns: { since: 'unsub_time' },
    standingBy: [],
    standing: () => 'ended',
  },
  { name: 'Mailchimp (cleaned)', has: ['clean_time'], standingBy: ['clean_time'], standing: () => 'suppressed' },
  {
    name: 'Mailchimp',
    has: ['member_rating'],
    columns: { since: 'confirm_time' },
    standingBy: ['confirm_time'],
    standing: ({ confirm_time: at }) => (at === '' ? 'pending' : 'subscribed'),
  },
  {
    name: 'Ghost',
    has: ['email', 'subscribed_to_emails'],
    columns: { since: 'created_at' },
    standingBy: ['subscribed_to_emails', 'deleted_at'],
    standing: ({ subscribed_to_emails: gets = '', deleted_at: gone = '' }) =>
      isSaid(gets) && gone === '' ? 'subscribed' : 'ended',
  },
  {
    name: 'Substack',
    has: ['email', 'active_subscription', 'email_disabled'],
    columns: { since: 'created_at' },
    standingBy: ['email_disabled'],
    standing: ({ email_disabled: off = '' }) => (isSaid(off) ? 'ended' : 'subscribed'),
  },
  {
    name: 'Buttondown',
    has: ['email', 'subscriber_type'],
    columns: { since: 'creation_date' },
    standingBy: ['subscriber_type'],
    standing: ({ subscriber_type: type }) => wordIn(type, BUTTONDOWN),
  },
  {
    name: 'Buttondown',
    has: ['email_address', 'type', 'creation_date'],
    columns: { since: 'creation_date' },
    standingBy: ['type'],
    standing: ({ type }) => wordIn(type, BUTTONDOWN),
  },
  {
    name: 'Mailman 3',
    has: ['email', 'member_id', 'list_id'],
    standingBy: ['delivery_status', 'role'],
    standing: mailman,
    // Of all that its REST API names, members are one of four kinds; who wrote to a list once is another.
    otherRole: ({ role = '' }) => {
      const kind = role.replace(/^.*\./, '').toLowerCase()
      return kind === '' || kind === 'member' ? undefined : kind
    },
  },
  { name: 'Mailman 3', has: ['email', 'delivery_status'], standingBy: ['delivery_status'], standing: mailman },
  {
    name: 'Google Groups',
    has: ['group status', 'email status'],
    standingBy: ['group status', 'email status', 'email preference'],
    standing: ({ 'group status': status, 'email status': mail, 'email preference': wants }) =>
      sternest(
        wordIn(status, { pending: 'pending', invited: 'pending', banned: 'ended' }),
        wordIn(mail, { bouncing: 'suppressed' }),
        wordIn(wants, { 'no email': 'ended', none: 'ended' }),
      ),
  },
  {
    name: 'phpList',
    has: ['email', 'confirmed', 'blacklisted'],
    standingBy: ['confirmed', 'blacklisted'],
    standing: ({ confirmed = '', blacklisted = '' }) =>
      isSaid(blacklisted) ? 'suppressed' : isSaid(confirmed) ? 'subscribed' : 'pending',
  },
  // Lists of those who are never to be written to; what they call status is the server's reply.
  {
    name: 'SendGrid (suppressions)',
    has: ['email', 'created', 'reason', 'status'],
    columns: { since: 'created' },
    standingBy: ['reason', 'status'],
    standing: () => 'suppressed',
  },
]

function listmonk({ status, subscription_status: of }: FileRecord): Standing {
  return sternest(
    wordIn(status, { blocklisted: 'suppressed', disabled: 'ended' }),
    wordIn(of, { unsubscribed: 'ended', unconfirmed: 'pending' }),
  )
}

function mailman({ delivery_status: status }: FileRecord): Standing {
  // A dump of Mailman's own says `DeliveryStatus.by_user`.
  return wordIn(status?.replace(/^.*\./, ''), {
    'by bounces': 'suppressed',
    'by user': 'ended',
    'by moderator': 'ended',
  })
}

const BUTTONDOWN = {
  unactivated: 'pending',
  unsubscribed: 'ended',
  removed: 'ended',
  spammy: 'ended',
  malicious: 'ended',
  paused: 'ended',
  disabled: 'ended',
  undeliverable: 'suppressed',
  complained: 'suppressed',
  blocked: 'suppressed',
} as const

type Saying = (cell: string) => Standing

/** Many say who did it: unsubscribed by admin. */
const UNSUBSCRIBED = /^\s*unsub/i
const words: Saying = (cell) => (UNSUBSCRIBED.test(cell) ? 'ended' : wordIn(cell, STATUS_WORDS))
const whereSaid =
  (standing: Standing): Saying =>
  (cell) =>
    isSaid(cell) ? standing : 'subscribed'
/** An empty cell says nothing. */
const whereDenied =
  (standing: Standing): Saying =>
  (cell) =>
    cell === '' || isSaid(cell) ? 'subscribed' : standing

/** What columns of that name say in a file of nobody's shape; each may be a date of its own. */
const ANY_WILL: readonly (readonly [RegExp, Saying])[] = [
  [STATUS_COLUMN, words],
  [LEFT_COLUMN, whereSaid('ended')],
  [WISH_COLUMN, whereDenied('ended')],
  [/^(?:is )?(?:confirmed|verified)$/, whereDenied('pending')],
  [NEVER_COLUMN, whereSaid('suppressed')],
]

/** What the columns of a file of nobody's shape say together. */
function anyWill(names: readonly string[]): Pick<Shape, 'standingBy' | 'standing' | 'unknownStatus'> {
  const found = names.flatMap((name) => {
    const plain = plainName(name)
    return ANY_WILL.flatMap(([called, saying]) => (called.test(plain) ? [{ name, saying }] : []))
  })
  const strict = found.filter(({ name, saying }) => saying === words && !ANY_STATE_COLUMN.test(plainName(name)))
  return {
    standingBy: found.map(({ name }) => name),
    unknownStatus: (fields) =>
      strict
        .map(({ name }) => ({ column: name, word: fields[name] ?? '' }))
        .find(({ word }) => !UNSUBSCRIBED.test(word) && !isStatusWord(word)),
    standing: (fields) => sternest('subscribed', ...found.map(({ name, saying }) => saying(fields[name] ?? ''))),
  }
}

/** As Belfry calls them; the day may have a name of its own. */
function ownColumns(names: readonly string[]): Shape['columns'] {
  const day = names.find((name) => SINCE.test(plainName(name)))
  const ours: Shape['columns'] = Object.fromEntries(OURS.map((name) => [name, name]))
  return names.includes('since') || day === undefined ? ours : { ...ours, since: day }
}

function plainName(name: string): string {
  return name.replace(/[_.\s-]+/g, ' ').trim()
}

/**
 * @param names of the header line, in lower case
 * @param map our column → theirs, as an operator says it; empty where ours is not to be read
 * @returns undefined where no column holds addresses
 */
export function shapeOf(names: readonly string[], map: Shape['columns'] = {}): Shape | undefined {
  const program = PROGRAMS.find(({ has }) => has.every((name) => names.includes(name)))
  const usual = program === undefined ? ownColumns(names) : (program.columns ?? {})
  const columns: Shape['columns'] = { ...usual, address: addressColumn(names) ?? '', ...map }
  const there = Object.fromEntries(
    IMPORT_COLUMNS.flatMap((column) => {
      const name = columns[column] ?? ''
      return name !== '' && names.includes(name) ? [[column, name]] : []
    }),
  )
  if (there.address === undefined) return undefined
  const will = program === undefined ? anyWill(names) : { standingBy: program.standingBy, standing: program.standing }
  const roles = program?.otherRole && { otherRole: program.otherRole }
  return { from: program?.name, columns: there, ...will, ...roles }
}
