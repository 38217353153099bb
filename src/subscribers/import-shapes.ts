/**
 * What other programs' exports look like. Pure. In: a header line. Out: which program wrote it, which of its columns
 * Belfry reads, and what each record says of the person's will. Each row of the table is one program.
 */

/** What the other program knew of a person. */
export type Standing = 'subscribed' | 'pending' | 'ended' | 'suppressed'

/** A record by its column names, in lower case. */
export type FileRecord = Readonly<Partial<Record<string, string>>>

export interface Shape {
  /** As it is called in the result; undefined for a file of nobody's shape. */
  readonly from: string | undefined
  /** Our column → theirs, in lower case. */
  readonly columns: Readonly<Partial<Record<Column, string>>>
  /** Columns that say it, in lower case. */
  readonly standingBy: readonly string[]
  standing(fields: FileRecord): Standing
}

export type Column = 'address' | 'lists' | 'pending' | 'ended' | 'suppressed' | 'format' | 'runs' | 'language' | 'since'

const OURS: readonly Column[] = ['address', 'lists', 'pending', 'ended', 'suppressed', 'format', 'runs', 'language']
/** What a column of addresses is called, the likeliest first. */
const ADDRESS = ['address', 'email', 'e-mail', 'email address', 'e-mail address', 'email_address', 'mail']

interface Program {
  readonly name: string
  /** Columns that only its files have together. */
  readonly has: readonly string[]
  readonly columns: Shape['columns']
  readonly standingBy: readonly string[]
  standing(fields: FileRecord): Standing
}

const PROGRAMS: readonly Program[] = [
  {
    name: 'listmonk',
    has: ['uuid', 'email', 'attributes', 'status'],
    columns: { address: 'email', lists: 'lists' },
    standingBy: ['status'],
    standing: ({ status }) => wordIn(status, { blocklisted: 'suppressed', disabled: 'ended' }),
  },
  {
    name: 'Mailchimp (unsubscribed)',
    has: ['email address', 'unsub_time'],
    columns: { address: 'email address' },
    standingBy: ['unsub_time'],
    standing: () => 'ended',
  },
  {
    name: 'Mailchimp (cleaned)',
    has: ['email address', 'clean_time'],
    columns: { address: 'email address' },
    standingBy: ['clean_time'],
    standing: () => 'suppressed',
  },
  {
    name: 'Mailchimp',
    has: ['email address', 'member_rating'],
    columns: { address: 'email address' },
    standingBy: ['confirm_time'],
    standing: ({ confirm_time: at }) => (at === '' ? 'pending' : 'subscribed'),
  },
  {
    name: 'Ghost',
    has: ['email', 'subscribed_to_emails'],
    columns: { address: 'email' },
    standingBy: ['subscribed_to_emails', 'deleted_at'],
    standing: ({ subscribed_to_emails: gets = '', deleted_at: gone = '' }) =>
      /^(true|yes|1)$/i.test(gets) && gone === '' ? 'subscribed' : 'ended',
  },
  {
    name: 'Buttondown',
    has: ['email', 'subscriber_type'],
    columns: { address: 'email' },
    standingBy: ['subscriber_type'],
    standing: ({ subscriber_type: type }) => wordIn(type, BUTTONDOWN),
  },
  {
    name: 'Buttondown',
    has: ['email_address', 'type', 'creation_date'],
    columns: { address: 'email_address' },
    standingBy: ['type'],
    standing: ({ type }) => wordIn(type, BUTTONDOWN),
  },
  {
    name: 'Mailman 3',
    has: ['email', 'member_id', 'list_id'],
    columns: { address: 'email' },
    standingBy: ['delivery_status'],
    standing: ({ delivery_status: status }) => wordIn(status, { by_bounces: 'suppressed', by_user: 'ended' }),
  },
  {
    name: 'Mailman 3',
    has: ['email', 'delivery_status'],
    columns: { address: 'email' },
    standingBy: ['delivery_status'],
    standing: ({ delivery_status: status }) => wordIn(status, { by_bounces: 'suppressed', by_user: 'ended' }),
  },
]

const BUTTONDOWN = {
  unactivated: 'pending',
  unsubscribed: 'ended',
  removed: 'ended',
  spammy: 'ended',
  undeliverable: 'suppressed',
  complained: 'suppressed',
} as const

function wordIn(word: string | undefined, others: Readonly<Record<string, Standing>>): Standing {
  const key = (word ?? '').trim().toLowerCase()
  return Object.hasOwn(others, key) ? (others[key] ?? 'subscribed') : 'subscribed'
}

const ANY_COLUMN = ['status', 'state']
/** Any file may say it in a column of its own. */
const ANY_STANDING: Readonly<Record<string, Standing>> = {
  pending: 'pending',
  unconfirmed: 'pending',
  unsubscribed: 'ended',
  ended: 'ended',
  inactive: 'ended',
  disabled: 'ended',
  cleaned: 'suppressed',
  bounced: 'suppressed',
  complained: 'suppressed',
  suppressed: 'suppressed',
  blocklisted: 'suppressed',
}

/**
 * @param names of the header line, in lower case
 * @param map our column → theirs, as an operator says it
 * @returns undefined where no column holds addresses
 */
export function shapeOf(names: readonly string[], map: Shape['columns'] = {}): Shape | undefined {
  const program = PROGRAMS.find(({ has }) => has.every((name) => names.includes(name)))
  const usual: Shape['columns'] = program?.columns ?? {
    ...Object.fromEntries(OURS.filter((name) => names.includes(name)).map((name) => [name, name])),
    address: ADDRESS.find((name) => names.includes(name)) ?? '',
  }
  const columns = { ...usual, ...map }
  if (columns.address === undefined || !names.includes(columns.address)) return undefined
  const there = Object.fromEntries(Object.entries(columns).filter(([, name]) => names.includes(name ?? '')))
  return {
    from: program?.name,
    columns: there,
    standingBy: program?.standingBy ?? ANY_COLUMN,
    standing: program?.standing ?? (({ status, state }) => wordIn(status ?? state, ANY_STANDING)),
  }
}
