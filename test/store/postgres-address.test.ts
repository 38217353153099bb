/** Addresses of PostgreSQL: what they may say, that it is done, and that no password is ever shown. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { sql } from 'kysely'
import pg from 'pg'
import { describe, expect, inject, test } from 'vitest'
import { BelfryError } from '../../src/base/errors.js'
import { loadConfig } from '../../src/config/load.js'
import { openStore } from '../../src/store/open.js'
import { postgresAddress, SSL_MODES } from '../../src/store/postgres-address.js'
import { belfry } from '../support/cli.js'
import { closing } from '../support/closing.js'
import { freshDatabase } from '../support/databases.js'
import { makeProject } from '../support/project.js'

const SECRET = 'Tr0ub4dor'

describe('an address of PostgreSQL', () => {
  test('names hosts, ports, sockets and names with any character', () => {
    const { hosts, user, password, database, mustWrite } = postgresAddress(
      'postgresql://ada%20l:p%40ss%2F100%@one:5433,two,[::1]:5434/my%2Fname%20x?application_name=tower',
    )
    expect(hosts).toEqual([{ host: 'one', port: 5433 }, { host: 'two' }, { host: '::1', port: 5434 }])
    expect([user, password, database, mustWrite]).toEqual(['ada l', 'p@ss/100%', 'my/name x', true])
    for (const text of ['postgres://%2Fvar%2Frun%20x/name', 'postgres:///name?host=/var/run%20x'])
      expect(postgresAddress(text)).toMatchObject({ hosts: [{ host: '/var/run x' }], database: 'name' })
    expect(postgresAddress('postgres://h/n?port=6000&user=bob')).toMatchObject({
      hosts: [{ host: 'h', port: 6000 }],
      user: 'bob',
      mustWrite: false,
    })
    expect(postgresAddress('postgres://').hosts).toEqual([{}])
  })

  test.each([
    ['postgres://h:99999/n', 'port'],
    ['postgres://[::1/n', 'host'],
    ['postgres://h/n?sslmode=maybe', 'sslmode'],
    ['postgres://h/n?sslmode=verify-ca', 'certificate'],
    ['postgres://h/n?target_session_attrs=standby', 'written'],
    ['postgres://h/n?SSLMODE=require', 'parameter SSLMODE'],
    ['postgres://h/n?ssl_mode=require', 'parameter ssl_mode'],
    ['postgres://h/n?ssl=maybe', 'sslmode'],
    ['postgres://h/n?schema=belfry', 'parameter schema'],
    [`postgres://ada:${SECRET}/x@h/n`, 'character'],
  ])('%s is refused with its cure', (text, word) => {
    expect(() => postgresAddress(text)).toThrow(word)
  })

  test('asks for TLS in the words of other clients, too', () => {
    const modeOf = (query: string) => postgresAddress(`postgres://h/n?${query}`).sslMode
    expect(
      ['ssl=true', 'ssl=0', 'ssl=no-verify', 'ssl=true&sslmode=require', 'channel_binding=require'].map(modeOf),
    ).toEqual(['verify-full', 'disable', 'no-verify', 'require', undefined])
  })

  test('shows no password, whatever characters it has', () => {
    const odd = fc.string({ unit: fc.constantFrom('@', '/', '?', '#', ':', '%', ' ', '&', '=', ',', '[', 'a') })
    fc.assert(
      fc.property(odd, odd, fc.constantFrom('postgres', 'Postgres', 'postgresql'), (before, after, scheme) => {
        const text = `${scheme}://ada:${before}${SECRET}${after}@host/name`
        try {
          expect(postgresAddress(text).name).not.toContain(SECRET)
        } catch (thrown) {
          if (!(thrown instanceof BelfryError)) throw thrown
          expect(`${thrown.message} ${thrown.fix}`).not.toContain(SECRET)
        }
      }),
    )
  })

  test.each([
    `postgres://ada:${SECRET}@127.0.0.1:1/n`,
    `postgres://ada:/${SECRET}@127.0.0.1:1/n`,
    `postgres://127.0.0.1:1/n?user=ada&password=${SECRET}`,
    `mysql://ada:${SECRET}@h/n`,
    `host=127.0.0.1 password=${SECRET}`,
    `postgres:ada:${SECRET}@h/n`,
  ])('%s shows no password when it cannot be opened', async (database) => {
    const { configFile } = await makeProject('sqlite', { database })
    const { code, stderr, stdout } = await belfry(['mailings', 'list'], { config: configFile })
    expect([code === 0, stderr.includes('[DATABASE]')]).toEqual([false, true])
    expect(stderr + stdout).not.toContain(SECRET)
  })

  const answers = async (database: string) => {
    const store = closing(await openStore(database, { limits: { connectMs: 5_000 } }))
    return (await sql<{ one: number }>`select 1 as one`.execute(store.db)).rows
  }
  const where = (database: string) => database.slice('postgres://belfry@'.length)

  test('goes on to the next host where one does not answer, or takes no writes', async () => {
    const [hostAndPort, name] = where(await freshDatabase('postgres')).split('/')
    expect(await answers(`postgres://belfry@127.0.0.1:1,${hostAndPort}/${name}`)).toEqual([{ one: 1 }])
    const client = new pg.Client({ connectionString: `${inject('postgresUrl')}/${name}` })
    await client.connect()
    await client.query(`alter database ${name} set default_transaction_read_only = on`)
    await client.end()
    await expect(
      answers(`postgres://belfry@${hostAndPort}/${name}?target_session_attrs=read-write`),
    ).rejects.toMatchObject({
      message: expect.stringMatching(/: the server takes no writes\.$/),
      fix: expect.stringContaining('RESET default_transaction_read_only'),
    })
    const all = `postgres://belfry@127.0.0.1:1,${hostAndPort}/${name}?target_session_attrs=read-write`
    await expect(answers(all)).rejects.toThrow(/127\.0\.0\.1:1: .*; .*: the server takes no writes/)
  })

  test.each(SSL_MODES.filter((mode) => mode !== 'verify-ca'))(
    'with sslmode=%s does as libpq does, without a warning',
    async (mode) => {
      const warnings: string[] = []
      const note = ({ message }: Error) => warnings.push(message)
      process.on('warning', note)
      // The server of the tests has no TLS.
      const opening = answers(`${await freshDatabase('postgres')}?sslmode=${mode}`)
      if (['disable', 'allow', 'prefer'].includes(mode)) expect(await opening).toEqual([{ one: 1 }])
      else await expect(opening).rejects.toThrow('does not support SSL')
      process.off('warning', note)
      expect(warnings).toEqual([])
    },
  )

  test('finds names with a slash and a space', async () => {
    const client = new pg.Client({ connectionString: `${inject('postgresUrl')}/postgres` })
    await client.connect()
    await client.query('create database "a/b c%"')
    await client.end()
    expect(await answers(`${inject('postgresUrl')}/a%2Fb%20c%25`)).toEqual([{ one: 1 }])
  })

  test('is read from the file that BELFRY_DATABASE_FILE names', async () => {
    const { configFile, folder } = await makeProject('sqlite')
    const file = join(folder, 'address')
    writeFileSync(file, 'postgres://ada@h/n\n')
    expect(loadConfig(configFile, { BELFRY_DATABASE_FILE: file }).database).toBe('postgres://ada@h/n')
  })

  test('takes as many connections as databaseConnections says, the one that listens included', async () => {
    const database = await freshDatabase('postgres')
    const store = closing(await openStore(database, { connections: 3 }))
    await new Promise<void>((resolve) => closing(store.listen(resolve)))
    let letGo: () => void = () => undefined
    const gate = new Promise<void>((resolve) => {
      letGo = resolve
    })
    /** Holds a connection until the gate opens, and counts before. */
    const holding = async (begun: () => void) =>
      await store.transaction(async (transaction) => {
        const { rows } = await sql<{ count: number }>`
          select count(*) as count from pg_stat_activity where datname = current_database()`.execute(transaction)
        begun()
        await gate
        return rows[0]?.count
      })
    const counts: Promise<number | undefined>[] = []
    for (let held = 0; held < 2; held += 1)
      await new Promise<void>((begun) => {
        counts.push(holding(begun))
      })
    const waiting = sql`select 1`.execute(store.db)
    letGo()
    await waiting
    expect(await Promise.all(counts)).toEqual([2, 3])
  })
})
