/**
 * Ways to a PostgreSQL that asks who one is: over a socket and over TLS, with a password from a file. One server of its
 * own, which takes connections without TLS to one database alone.
 */
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStore, type Store } from '../../src/store/open.js'
import { CERTIFICATE, KEY } from '../support/loopback-certificate.js'
import { type PostgresServer, startPostgres } from '../support/postgres.js'

const PASSWORD = 'a:b\\c d'
/** Names that must be written otherwise in an address, and in PGPASSFILE. */
const ROLE = 'ada l/ovelace'
const NAME = 'my/ledger 100%'
const folder = mkdtempSync(join(tmpdir(), 'belfry socket '))
chmodSync(folder, 0o777)
const certificate = join(folder, 'ca.pem')
const other = join(folder, 'other.pem')

let server: PostgresServer
let port: string
beforeAll(async () => {
  writeFileSync(certificate, CERTIFICATE)
  writeFileSync(other, OTHER)
  server = await startPostgres({
    settings: { unix_socket_directories: folder, ssl: 'on' },
    files: { 'server.crt': CERTIFICATE, 'server.key': KEY },
    hba: `host postgres belfry 127.0.0.1/32 trust
local all all scram-sha-256
hostssl all all 127.0.0.1/32 scram-sha-256
hostnossl plain all 127.0.0.1/32 scram-sha-256
`,
  })
  port = new URL(server.url).port
  const client = new pg.Client({ connectionString: `${server.url}/postgres` })
  await client.connect()
  await client.query(`create role "${ROLE}" login password '${PASSWORD}'`)
  for (const name of [NAME, 'plain']) await client.query(`create database "${name}" owner "${ROLE}"`)
  await client.end()
  const escaped = (text: string) => text.replace(/[\\:]/g, '\\$&')
  const file = join(folder, 'pgpass')
  const lines = ['# passwords', `*:*:*:somebody:else`, `*:${port}:*:${escaped(ROLE)}:${escaped(PASSWORD)}`]
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 })
  process.env.PGPASSFILE = file
})
afterAll(async () => {
  delete process.env.PGPASSFILE
  await server.stop()
})

const who = encodeURIComponent(ROLE)
const at = (more: string, name = NAME) =>
  `postgres://${who}@${more.replace('PORT', port)}`.replace('NAME', encodeURIComponent(name))

/** @returns whether the connection has TLS, and who one is there */
async function arrives(address: string): Promise<{ ssl: boolean; who: string; where: string }> {
  const warnings: string[] = []
  const note = ({ message }: Error) => warnings.push(message)
  process.on('warning', note)
  let store: Store | undefined
  try {
    store = await openStore(address, { limits: { connectMs: 20_000 } })
    const { rows } = await sql<{ ssl: boolean; who: string; where: string }>`
      select ssl, current_user::text as who, current_database()::text as where
        from pg_stat_ssl where pid = pg_backend_pid()`.execute(store.db)
    expect(warnings).toEqual([])
    return rows[0] as { ssl: boolean; who: string; where: string }
  } finally {
    process.off('warning', note)
    await store?.close()
  }
}

const there = { who: ROLE, where: NAME }

describe('a ledger is reached, with the password of PGPASSFILE,', () => {
  test('over a socket in a folder with a space in its name', async () => {
    const socket = `host=${encodeURIComponent(folder)}&port=${port}`
    expect(await arrives(at(`/NAME?${socket}`))).toEqual({ ...there, ssl: false })
    expect(await arrives(at(`${encodeURIComponent(folder)}:PORT/NAME`))).toEqual({ ...there, ssl: false })
  })

  test('unless others may read that file, or it has none for this role', async () => {
    const file = process.env.PGPASSFILE ?? ''
    chmodSync(file, 0o644)
    await expect(arrives(at('127.0.0.1:PORT/NAME?sslmode=require'))).rejects.toThrow(/neither the address/)
    chmodSync(file, 0o600)
    await expect(arrives(at('127.0.0.1:PORT/NAME?sslmode=require&user=bob'))).rejects.toThrow(/neither the address/)
  })

  test('with the file that passfile names rather than that of the environment', async () => {
    const file = join(folder, 'empty')
    writeFileSync(file, '', { mode: 0o600 })
    const address = at(`127.0.0.1:PORT/NAME?sslmode=require&passfile=${encodeURIComponent(file)}`)
    await expect(arrives(address)).rejects.toThrow(/neither the address/)
  })

  test('with the password of the address rather than that of the file', async () => {
    await expect(arrives(at('127.0.0.1:PORT/NAME?sslmode=require&password=wrong'))).rejects.toThrow(/password/)
  })

  test.each([
    ['require', true],
    ['no-verify', true],
    ['prefer', true],
    ['allow', true],
    ['verify-full', true],
    ['verify-ca', true],
  ])('with sslmode=%s over TLS', async (mode, ssl) => {
    const root = mode.startsWith('verify') ? `&sslrootcert=${encodeURIComponent(certificate)}` : ''
    expect(await arrives(at(`127.0.0.1:PORT/NAME?sslmode=${mode}${root}`))).toEqual({ ...there, ssl })
  })

  test('without TLS where sslmode says so, or allows it and the server takes it', async () => {
    for (const mode of ['disable', 'allow'])
      expect(await arrives(at(`127.0.0.1:PORT/NAME?sslmode=${mode}`, 'plain'))).toMatchObject({ ssl: false })
    await expect(arrives(at('127.0.0.1:PORT/NAME?sslmode=disable'))).rejects.toThrow(/no encryption/)
  })

  test('and no certificate but the one that is named is taken', async () => {
    for (const mode of ['verify-full', 'verify-ca', 'require'])
      await expect(
        arrives(at(`127.0.0.1:PORT/NAME?sslmode=${mode}&sslrootcert=${encodeURIComponent(other)}`)),
      ).rejects.toMatchObject({ message: expect.stringMatching(/not the one that sslmode wants/), exitCode: 3 })
  })

  test('and a file that is away, or holds something else, is named with its parameter', async () => {
    const file = encodeURIComponent(certificate)
    for (const [query, says] of [
      [`sslrootcert=${file}.old`, /sslrootcert .* cannot be read: .*ENOENT/],
      [`sslrootcert=${encodeURIComponent(process.env.PGPASSFILE ?? '')}`, /sslrootcert .* holds no certificate/],
      [`sslcert=${file}&sslkey=${file}`, /sslkey .* holds no private key/],
    ] as const)
      await expect(arrives(at(`127.0.0.1:PORT/NAME?sslmode=verify-full&${query}`))).rejects.toMatchObject({
        message: expect.stringMatching(says),
        fix: expect.not.stringMatching(/may be written/),
      })
  })

  test('on the host of several that is there and takes writes, on any where any does', async () => {
    const hosts = `127.0.0.1:1,127.0.0.1:PORT`
    for (const attributes of ['', '&target_session_attrs=read-write', '&target_session_attrs=primary'])
      expect(await arrives(at(`${hosts}/NAME?sslmode=require${attributes}`))).toMatchObject(there)
    const superuser = new pg.Client({ connectionString: `${server.url}/postgres` })
    await superuser.connect()
    await superuser.query(`alter role "${ROLE}" set default_transaction_read_only = on`)
    await expect(arrives(at(`${hosts}/NAME?sslmode=require`))).rejects.toThrow('takes no writes')
    expect(await arrives(at(`${hosts}/NAME?sslmode=require&target_session_attrs=any`))).toMatchObject(there)
    await superuser.query(`alter role "${ROLE}" reset default_transaction_read_only`)
    await superuser.end()
  })
})

/** Of somebody else. */
const OTHER = `-----BEGIN CERTIFICATE-----
MIIBmjCCAUGgAwIBAgIUEFSjCucix40yKbCIlbgSNR4jPuwwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyOTIzNDA1MloYDzIxMjAwMTAx
MjM0MDUyWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASLH6vbLFKVO546mTrb4WKarDUsg+ZQqMspAJQu0YrXIoVZbAGwqYad
lRcS/YqcMlQHKeytifHjfjtx/CA446m6o28wbTAdBgNVHQ4EFgQU0MB2rgogqBsw
Uh2t75dU4xL58iMwHwYDVR0jBBgwFoAU0MB2rgogqBswUh2t75dU4xL58iMwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDRwAwRAIgOznHvmx84CrORT+A9pwjMA7FVOYrJtoB/n4haV5EhIsCICm3
WZ1l+ABSyTPLMRhy73csGjtfLdr1UTEthAGIktPY
-----END CERTIFICATE-----
`
