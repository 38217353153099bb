/** What a PostgreSQL that cannot, or may not, makes of a command: a sentence, a cure and exit code 3, never a bug. */
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import pg from 'pg'
import { describe, expect, inject, test } from 'vitest'
import { BelfryError } from '../../src/base/errors.js'
import { openStore } from '../../src/store/open.js'
import { type HostFault, postgresFault, postgresFaultOf } from '../../src/store/postgres-faults.js'
import { belfry } from '../support/cli.js'
import { closing } from '../support/closing.js'
import { freshDatabase, freshLedger } from '../support/databases.js'
import { makeProject } from '../support/project.js'

/** A session that stays open until the test ends. */
async function sessionOn(url: string) {
  const client = new pg.Client({ connectionString: url })
  closing({ close: async () => await client.end() })
  await client.connect()
  return async (statement: string) => await client.query(statement)
}

const CASES = [
  ['lacks a right to one table', 'revoke all on people from ROLE', /lacks a right .*permission denied/, /OWNER TO/],
  ['may not write', 'alter role ROLE set default_transaction_read_only = on', /takes no writes/, /several hosts/],
  ['may not connect any more', 'alter role ROLE connection limit 0', /no connection left/, /max_connections/],
  ['may not log in', 'alter role ROLE nologin', /does not let this role in/, /pg_hba/],
  ['finds its database renamed', 'alter database NAME rename to NAME_old', /no database of that name/, /rename/],
  ['finds a table gone', 'alter table suppressions rename to gone', /a table is missing .*suppressions/, /search_path/],
  [
    'waits for a lock in vain',
    "alter role ROLE set lock_timeout = '100ms'; begin; lock table people",
    /holds a lock/,
    /pg_stat/,
  ],
] as const

test.each(CASES)('a role that %s is told so, with the cure', async (_what, statement, message, fix) => {
  const database = await freshLedger('postgres')
  const [name, role] = [new URL(database).pathname.slice(1), `role_${randomUUID().slice(0, 8)}`]
  const filled = (text: string) => text.replaceAll('ROLE', role).replaceAll('NAME', name)
  const elsewhere = await sessionOn(`${inject('postgresUrl')}/postgres`)
  await elsewhere(`create role ${role} login`)
  const inside = statement.includes('database') ? elsewhere : await sessionOn(database)
  if (inside !== elsewhere)
    await inside(`grant all on all tables in schema public to ${role};
      grant all on all sequences in schema public to ${role}`)
  const { configFile } = await makeProject('postgres', { database: database.replace('belfry@', `${role}@`) })
  for (const each of filled(statement).split('; ')) await inside(each)
  const args = ['subscribers', 'add', 'ada@example.org', '--confirmed', '--reason', 'asked', '--by', 'bob']
  const { code, stderr } = await belfry(args, { config: configFile })
  expect(stderr).toMatch(message)
  expect(stderr).toMatch(fix)
  expect([code, stderr.includes('please report')]).toEqual([3, false])
})

test.each([
  ['its role only reads', 'alter role ROLE set default_transaction_read_only = on', /takes no writes/],
  ['its role lacks the right', 'revoke insert on deliveries from ROLE', /may not write the table deliveries/],
])('check --connect says before that nothing can be written where %s', async (_what, statement, message) => {
  const database = await freshLedger('postgres')
  const role = `role_${randomUUID().slice(0, 8)}`
  const ask = await sessionOn(database)
  await ask(`create role ${role} login; grant all on all tables in schema public to ${role}`)
  await ask(statement.replace('ROLE', role))
  const { configFile } = await makeProject('postgres', { database: database.replace('belfry@', `${role}@`) })
  const { code, stdout } = await belfry(['check', '--connect'], { config: configFile })
  expect(stdout).toMatch(message)
  expect([code, stdout.match(/DATABASE/g)]).toEqual([1, ['DATABASE']])
})

test('a role that may make no tables hears so, as since PostgreSQL 15 most may not', async () => {
  const database = await freshDatabase('postgres')
  const role = `role_${randomUUID().slice(0, 8)}`
  await (await sessionOn(database))(`create role ${role} login; revoke create on schema public from public`)
  await expect(openStore(database.replace('belfry@', `${role}@`))).rejects.toMatchObject({
    code: 'DATABASE_SETTINGS',
    message: expect.stringContaining('may make no tables in the schema public'),
    fix: expect.stringContaining('GRANT CREATE ON SCHEMA "public"'),
  })
})

test('what ended a transaction is told, not that it is over', async () => {
  const store = closing(await openStore(await freshLedger('postgres')))
  const work = store.transaction(async (transaction) => {
    await sql`select 1 / 0`.execute(transaction).catch(() => undefined)
    await sql`select 1`.execute(transaction)
  })
  await expect(work).rejects.toThrow('division by zero')
})

describe('of several hosts', () => {
  const fault = (host: string, message: string, code?: string, way = ''): HostFault => {
    return { host, way, thrown: Object.assign(new Error(message), code !== undefined && { code }) }
  }
  const away = fault('a:1', 'connect ECONNREFUSED 192.0.2.1:1', 'ECONNREFUSED')
  const standby = fault('b:5432', 'the server takes no writes')
  const messageFor = (...faults: HostFault[]) => {
    const told = postgresFaultOf('postgres://a,b/n', faults)
    return told instanceof Error ? told.message : ''
  }

  test('each is told what it said, whichever was tried last', () => {
    const both = /a:1: .*refused.*; b:5432: the server takes no writes|b:5432: the server .*; a:1: .*refused/i
    expect(messageFor(away, standby)).toMatch(both)
    expect(messageFor(standby, away)).toMatch(both)
  })

  test('the cure is for the one that answered', () => {
    const refused = fault('b:5432', 'password authentication failed for user "ada"', '28P01')
    for (const faults of [
      [away, refused],
      [refused, away],
    ])
      expect(postgresFaultOf('n', faults)).toMatchObject({
        code: 'DATABASE',
        exitCode: 3,
        fix: expect.stringContaining('password'),
        message: expect.stringMatching(/let this role in \(.*a:1.*\)/),
      })
  })

  test('what all say is said once, as is what one says both ways', () => {
    const said = messageFor(away, { ...away, host: 'c:1' })
    expect(said).toMatch(/cannot be reached/)
    expect(said).not.toContain('c:1')
    const ways = ['with TLS', 'without TLS'].map((way) => fault('b:5432', 'no pg_hba.conf entry', '28000', way))
    expect(messageFor(away, ...ways).match(/pg_hba\.conf entry/g)).toHaveLength(1)
    expect(messageFor(fault('b:5432', 'does not support SSL', undefined, 'with TLS'), ...ways.slice(1))).toContain(
      'b:5432 with TLS: does not support SSL; b:5432 without TLS: no pg_hba.conf entry',
    )
  })
})

describe('what a server says', () => {
  const said = (code: string, message: string) =>
    postgresFault('postgres://h/n', Object.assign(new Error(message), { code }))

  test.each([
    ['53100', 'could not extend file "base/5/16384": No space left on device', /disk of the server is full/],
    ['53300', 'sorry, too many clients already', /no connection left/],
    ['57P01', 'terminating connection due to administrator command', /being stopped or started, or somebody ended/],
    ['42703', 'column "title" does not exist', /a column is missing/],
    ['57P05', 'terminating connection due to idle-session timeout', /ended a session that waited/],
    ['57014', 'canceling statement due to statement timeout', /ended a statement that took long/],
    ['25P03', 'terminating connection due to idle-in-transaction timeout', /ended a transaction that waited/],
    ['P0001', 'no', /a trigger or function refuses it/],
    ['53200', 'out of memory', /lacks memory/],
    ['58030', 'could not read file', /cannot read or write its files/],
    ['XX001', 'invalid page in block 7', /damaged/],
    ['57P03', 'the database system is starting up', /being stopped or started/],
    ['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:5432', /cannot be reached/],
    ['08P01', 'server conn crashed?', /ended by the server, or by the pooler/],
    ['55000', 'database "news" is not currently accepting connections', /takes no connections/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', "Hostname/IP does not match certificate's altnames", /certificate is not the one/],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in certificate chain', /certificate is not the one/],
    ['ERR_OSSL_X509_KEY_VALUES_MISMATCH', 'key values mismatch', /no TLS comes about/],
    ['42704', 'unrecognized configuration parameter "nonsense"', /behind the \? of the address is refused/],
    ['', 'The server does not support SSL connections', /has no TLS/],
    ['', 'Connection terminated unexpectedly', /cannot be reached/],
    ['', 'Client has encountered a connection error and is not queryable', /cannot be reached/],
    ['', 'Client was closed and is not queryable', /cannot be reached/],
  ])('%s is no bug of Belfry', (code, message, words) => {
    expect(said(code, message)).toMatchObject({ exitCode: 3, message: expect.stringMatching(words) })
  })

  test.each(['42601', '23505', '40P01', '55000'])('%s is none of these, and stays what it is', (code) => {
    expect(said(code, 'whatever')).not.toBeInstanceOf(BelfryError)
  })
})
