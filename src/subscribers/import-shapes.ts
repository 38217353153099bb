/**
 * What other programs' exports look like. Pure. In: a header line. Out: which program wrote it, which of its columns
 * Belfry reads, and what each record says of the person's will. Each row of the table is one program.
 */

import { addressColumn } from './address-columns.js'

/** What the other program knew of a person. */
export type Standing = 'subscribed' | 'pending' | 'ended' | 'suppressed'

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
}

const PROGRAMS: readonly Program[] = [
  {
    name: 'listmonk',
    has: ['uuid', 'email', 'attributes', 'status'],
    columns: { lists: 'lists', since: 'created_at' },
    standingBy: ['status', 'subscription_status'],
    standing: ({ status, subscription_status: of }) =>
      sternest(
        wordIn(status, { blocklisted: 'suppressed', disabled: 'ended' }),
        wordIn(of, { unsubscribed: 'ended', unconfirmed: 'pending' }),
      ),
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
  { name: 'Mailman 3', has: ['email', 'member_id', 'list_id'], standingBy: ['delivery_status'], standing: mailman },
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
    standingBy: ['reason', 'status'],
    standing: () => 'suppressed',
  },
]

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
  paused: 'ended',
  disabled: 'ended',
  undeliverable: 'suppressed',
  complained: 'suppressed',
  blocked: 'suppressed',
} as const

/** @param others in small letters, with blanks for hyphens and underscores */
function wordIn(word: string | undefined, others: Readonly<Record<string, Standing>>): Standing {
  const key = (word ?? '').trim().toLowerCase().replace(/[_-]+/g, ' ')
  return Object.hasOwn(others, key) ? (others[key] ?? 'subscribed') : 'subscribed'
}

const STERNNESS: readonly Standing[] = ['subscribed', 'pending', 'ended', 'suppressed']

/** What one word of a file forbids no other allows. */
function sternest(...all: readonly Standing[]): Standing {
  return STERNNESS[Math.max(...all.map((one) => STERNNESS.indexOf(one)))] ?? 'subscribed'
}

/** Does a cell say yes? A date does, and a text. */
export function isSaid(text: string): boolean {
  return !/^\s*(?:|no|n|false|f|0|null|none|never|-)\s*$/i.test(text)
}

/** Any file may say it in a column of its own, in one of these words. */
const ANY_STANDING: Readonly<Record<string, Standing>> = {
  pending: 'pending',
  unconfirmed: 'pending',
  'not confirmed': 'pending',
  unactivated: 'pending',
  unverified: 'pending',
  unsubscribed: 'ended',
  unsubscribe: 'ended',
  ended: 'ended',
  inactive: 'ended',
  disabled: 'ended',
  cancelled: 'ended',
  canceled: 'ended',
  removed: 'ended',
  deleted: 'ended',
  archived: 'ended',
  'opted out': 'ended',
  'opt out': 'ended',
  optout: 'ended',
  'non subscribed': 'ended',
  nonsubscribed: 'ended',
  'not subscribed': 'ended',
  cleaned: 'suppressed',
  bounced: 'suppressed',
  bouncing: 'suppressed',
  bounce: 'suppressed',
  'hard bounced': 'suppressed',
  'hard bounce': 'suppressed',
  complained: 'suppressed',
  complaint: 'suppressed',
  spam: 'suppressed',
  'marked as spam': 'suppressed',
  invalid: 'suppressed',
  undeliverable: 'suppressed',
  suppressed: 'suppressed',
  blocked: 'suppressed',
  blocklisted: 'suppressed',
  blacklisted: 'suppressed',
}

type Saying = (cell: string) => Standing

const words: Saying = (cell) => wordIn(cell, ANY_STANDING)
const whereSaid =
  (standing: Standing): Saying =>
  (cell) =>
    isSaid(cell) ? standing : 'subscribed'
/** An empty cell says nothing. */
const whereDenied =
  (standing: Standing): Saying =>
  (cell) =>
    cell === '' || isSaid(cell) ? 'subscribed' : standing

const DAY = '(?: ?(?:at|on|date|time|\\(date\\)))?'

/** What columns of that name say in a file of nobody's shape; each may be a date of its own. */
const ANY_WILL: readonly (readonly [RegExp, Saying])[] = [
  [/^(?:(?:subscription|subscriber|global|email|member) )?(?:status|state)$/, words],
  [new RegExp(`^(?:unsubscribed?|opt(?:ed)? ?out|email disabled)${DAY}$`), whereSaid('ended')],
  [/^(?:is )?(?:subscribed|opt(?:ed)? ?in)$/, whereDenied('ended')],
  [/^(?:is )?(?:confirmed|verified)$/, whereDenied('pending')],
  [
    new RegExp(`^(?:(?:hard )?bounced?|complained|cleaned|(?:email )?(?:black|block) ?list(?:ed)?)${DAY}$`),
    whereSaid('suppressed'),
  ],
]

/** What the columns of a file of nobody's shape say together. */
function anyWill(names: readonly string[]): Pick<Shape, 'standingBy' | 'standing'> {
  const found = names.flatMap((name) => {
    const plain = plainName(name)
    return ANY_WILL.flatMap(([called, saying]) => (called.test(plain) ? [{ name, saying }] : []))
  })
  return {
    standingBy: found.map(({ name }) => name),
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
  const { standingBy, standing } = program ?? anyWill(names)
  return { from: program?.name, columns: there, standingBy, standing }
}
