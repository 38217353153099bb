/** A mailbox that is polled by IMAP: taken once, after the commit; and whatever its server does, mail goes on. */
import { execFile } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, describe, expect, test } from 'vitest'
import { parseImapAddress } from '../../../src/config/imap-address.js'
import { imapLimits, lookAtImap } from '../../../src/inbound/open-imap.js'
import type { AppContext } from '../../../src/run/app-context.js'
import { takeMailboxes } from '../../../src/run/inbound/take-mailboxes.js'
import { makeReturnPath } from '../../../src/subscribers/links.js'
import { suppressionOf } from '../../../src/subscribers/suppression-store.js'
import { addMailing, addPerson } from '../../delivery/ledger.js'
import { dsn, PATH } from '../../inbound/shapes.js'
import { compiled } from '../../support/compiled.js'
import { ImapServer, type ImapServerOptions } from '../../support/imap-server.js'
import { CERTIFICATE } from '../../support/loopback-certificate.js'
import { makeProject, openTestWorld, testClock } from '../../support/project.js'

const ADA = 'ada@example.net'
const EVE = 'eve@example.org'
const PASSWORD = 'p@ss/word'
/** For a server that says nothing; of one that answers nothing is asked in time. */
const QUICK = { ...imapLimits, idleMs: 200, lookMs: 200 }
const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

async function serverWith(options: ImapServerOptions = {}): Promise<ImapServer> {
  const server = await new ImapServer(options).listen()
  open.push(server)
  return server
}

const addressOf = ({ port }: ImapServer, scheme = 'imap', folder = '') =>
  `${scheme}://belfry:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/${folder}`

interface Given {
  readonly server: ImapServer
  readonly world: AppContext
  bounceOf(address: string): string
  reasonOf(address: string): Promise<string | undefined>
}

async function given(options: ImapServerOptions = {}, inbound: Readonly<Record<string, unknown>> = {}): Promise<Given> {
  const server = await serverWith(options)
  const project = await makeProject('sqlite', { inbound: { imap: addressOf(server), ...inbound } })
  const world = await openTestWorld(project, testClock('2026-05-05T12:00:00Z'))
  open.push(world)
  const people = new Map<string, number>()
  for (const address of [ADA, EVE, ...many]) people.set(address, await addPerson(world.store, address, ['releases']))
  const mailing = await addMailing(world.store)
  const path = (address: string) =>
    makeReturnPath(world.keys, { person: people.get(address) ?? 0, mailing }, world.config.mail.domain)
  return {
    server,
    world,
    bounceOf: (address) => dsn({ diagnostic: 'smtp; 550 5.1.1 no such user' }).replace(PATH, path(address)),
    reasonOf: async (address) => (await suppressionOf(world.store.db, address))?.reason,
  }
}

const many = Array.from({ length: 25 }, (_, index) => `person${index}@big${index}.example`)
const problemsOf = async (world: AppContext, limits = imapLimits) =>
  (await takeMailboxes(world, { limits })).map(({ message }) => message)
const saysOf = (name: string) => `The mailbox INBOX at 127.0.0.1:PORT cannot be read: ${name}.`

describe('a mailbox that is polled', () => {
  test('is taken once: ours is marked read, the rest left as it is and not looked at again', async () => {
    const { server, world, bounceOf, reasonOf } = await given()
    const other = server.put('Subject: lunch\r\n\r\nAt one?\r\n')
    const ours = server.put(bounceOf(ADA))
    expect(await problemsOf(world)).toEqual([])
    expect(await reasonOf(ADA)).toContain('bounced')
    expect([server.flagsOf(ours), server.flagsOf(other)]).toEqual([['\\Seen'], []])
    const asked = () => server.commands.filter((one) => one.startsWith('UID FETCH')).length
    expect(asked()).toBe(1)
    expect(await problemsOf(world)).toEqual([])
    expect(asked()).toBe(1)
    // What somebody read in the meantime counts all the same.
    server.put(bounceOf(EVE), 'INBOX', ['\\Seen'])
    expect(await problemsOf(world)).toEqual([])
    expect(await reasonOf(EVE)).toContain('bounced')
    expect(server.commands.join('\n')).not.toMatch(/BODY\[\]|EXPUNGE/)
  })

  test('counts from the start where its UIDs do: what is marked read is left, what is not is taken', async () => {
    const { server, world, bounceOf, reasonOf } = await given()
    server.put(bounceOf(ADA), 'INBOX', ['\\Seen'])
    expect(await problemsOf(world)).toEqual([])
    expect(await reasonOf(ADA)).toBeUndefined()
    server.validity += 1
    server.folders.set('INBOX', [{ uid: 1, text: bounceOf(EVE), flags: new Set() }])
    expect(await problemsOf(world)).toEqual([])
    expect(await reasonOf(EVE)).toContain('bounced')
  })

  test('is taken in groups, so many in a look, the oldest first; the next look goes on', async () => {
    const { server, world, bounceOf, reasonOf } = await given()
    for (const address of many) server.put(bounceOf(address))
    const limits = { ...imapLimits, messages: 20, groupOf: 10 }
    const taken = async () => {
      expect(await problemsOf(world, limits)).toEqual([])
      return (await Promise.all(many.map(reasonOf))).filter((reason) => reason !== undefined).length
    }
    expect([await taken(), await taken()]).toEqual([20, 25])
    expect(server.commands.filter((one) => one.startsWith('UID FETCH'))).toHaveLength(3)
  })

  test('has ours moved to a folder, which is made', async () => {
    const { server, world, bounceOf } = await given({}, { imapTaken: 'Archive/Bounces' })
    const other = server.put('Subject: lunch\r\n\r\nAt one?\r\n')
    const ours = server.put(bounceOf(ADA))
    server.faults.set('UID MOVE', 'refuse')
    server.spared.set('UID MOVE', 0)
    expect(await problemsOf(world)).toEqual([
      expect.stringContaining('what was taken cannot be moved to Archive/Bounces: the server refuses it'),
    ])
    expect(server.commands).toContain('CREATE Archive/Bounces')
    server.faults.clear()
    const next = server.put(bounceOf(EVE))
    expect(await problemsOf(world)).toEqual([])
    const held = (folder: string) => server.folders.get(folder)?.map(({ uid }) => uid)
    // What was refused once is taken, and stays.
    expect([held('INBOX'), held('Archive/Bounces')]).toEqual([[other, ours], [next]])
  })

  test('is never expunged by a server that would delete what others marked', async () => {
    const { server, world, bounceOf, reasonOf } = await given({ capabilities: 'IMAP4rev1' }, { imapTaken: 'Done' })
    server.put(bounceOf(ADA))
    expect(await problemsOf(world)).toEqual([expect.stringContaining('knows neither MOVE nor UIDPLUS')])
    expect(await reasonOf(ADA)).toContain('bounced')
    expect(server.commands.join('\n')).not.toMatch(/EXPUNGE|COPY|STORE/)
  })

  test.each([
    ['greeting', 'silent', 'the server says nothing'],
    ['greeting', 'drop', 'the server ended the connection'],
    ['greeting', 'garbage', ''],
    ['greeting', 'drip', 'it took longer than 0.4 s'],
    ['AUTHENTICATE', 'refuse', 'the server refuses user and password ("not you")'],
    ['AUTHENTICATE', 'silent', 'the server says nothing'],
    ['SELECT', 'refuse', ''],
    ['SELECT', 'drop', 'the server ended the connection'],
    ['SELECT', 'garbage', ''],
    ['UID SEARCH', 'refuse', 'the server refused to search the folder'],
    ['UID SEARCH', 'drip', 'it took longer than 0.4 s'],
    ['UID FETCH', 'drop', 'the server ended the connection'],
    ['UID FETCH', 'half', ''],
    ['UID FETCH', 'garbage', ''],
    ['UID FETCH', 'silent', ''],
    ['UID FETCH', 'empty', 'the server did not give a message that it has'],
    ['UID STORE', 'drop', 'the server ended the connection'],
  ] as const)(
    'whose server fails at %s (%s) says so, loses nothing and stops nothing',
    async (command, fault, says) => {
      const { server, world, bounceOf, reasonOf } = await given({ capabilities: 'IMAP4rev1 AUTH=PLAIN UIDPLUS' })
      server.put(bounceOf(ADA))
      server.faults.set(command, fault)
      const [message = '', ...more] = await problemsOf(
        world,
        fault === 'silent' || fault === 'drip' ? QUICK : imapLimits,
      )
      expect(more).toEqual([])
      const shown = message.replace(String(server.port), 'PORT')
      if (says === '') expect(shown).toMatch(/^The mailbox INBOX at 127\.0\.0\.1:PORT cannot be read: [^.\n]{8,}\.$/)
      else expect(shown).toBe(saysOf(says))
      expect(message).not.toContain(PASSWORD)
      server.faults.clear()
      expect(await problemsOf(world)).toEqual([])
      expect(await reasonOf(ADA)).toContain('bounced')
    },
  )

  test('of which a message cannot be committed is taken again', async () => {
    const { server, world, bounceOf, reasonOf } = await given()
    const uid = server.put(bounceOf(ADA))
    const away = new Proxy(world.store, {
      get: (store, name) =>
        name === 'transaction' ? () => Promise.reject(new Error('away')) : Reflect.get(store, name),
    })
    await expect(takeMailboxes({ ...world, store: away })).rejects.toThrow('away')
    expect(server.flagsOf(uid)).toEqual([])
    expect(await problemsOf(world)).toEqual([])
    expect(await reasonOf(ADA)).toContain('bounced')
    expect(server.flagsOf(uid)).toEqual(['\\Seen'])
  })
})

describe('a look at a mailbox', () => {
  const look = async (text: string) => {
    const found = parseImapAddress(text)
    if ('fault' in found) throw new Error(found.fault)
    await lookAtImap(found.address)
  }

  test('opens the folder and changes nothing', async () => {
    const server = await serverWith()
    await look(addressOf(server, 'imap', 'Bounces'))
    expect(server.commands.filter((one) => /SELECT|STORE|CREATE/.test(one))).toEqual([])
    expect(server.commands).toContain('EXAMINE Bounces')
  })

  test('says what is wrong: nobody there, a certificate that nobody vouches for, no such folder', async () => {
    const gone = await serverWith()
    await gone.close()
    open.pop()
    await expect(look(addressOf(gone))).rejects.toThrow(/cannot be read: .*ECONNREFUSED/)
    const secured = await serverWith({ tls: 'implicit' })
    await expect(look(addressOf(secured, 'imaps'))).rejects.toThrow(/cannot be read: .*self-signed certificate/)
    expect(secured.commands).toEqual([])
  })
})

describe('a mailbox off this machine, by STARTTLS', () => {
  const at = (server: ImapServer, host: string) => addressOf(server).replace('127.0.0.1', host)
  const isSilent = ({ commands }: ImapServer) => !commands.some((one) => /LOGIN|AUTHENTICATE/.test(one))
  const looked = async (text: string, limits = imapLimits) => {
    const found = parseImapAddress(text)
    if ('fault' in found) throw new Error(found.fault)
    await lookAtImap(found.address, limits)
  }

  test('tells nobody a password whom nobody vouches for, nor one who knows no STARTTLS or refuses it', async () => {
    const selfSigned = await serverWith({ tls: 'starttls' })
    await expect(looked(at(selfSigned, '0.0.0.0'))).rejects.toThrow(/cannot be read: .*self-signed certificate/)
    expect(selfSigned.commands).toContain('STARTTLS')
    const clear = await serverWith()
    await expect(looked(at(clear, '0.0.0.0'))).rejects.toThrow(/cannot be read/)
    const refusing = await serverWith({ tls: 'starttls' })
    for (const fault of ['refuse', 'silent', 'garbage', 'drop'] as const) {
      refusing.faults.set('STARTTLS', fault)
      await expect(looked(at(refusing, '0.0.0.0'), QUICK)).rejects.toThrow(/cannot be read/)
    }
    expect([selfSigned, clear, refusing].map(isSilent)).toEqual([true, true, true])
  })

  test('goes on with a certificate that somebody vouches for and that names the host, and with no other', async () => {
    const [named, other] = [await serverWith({ tls: 'starttls' }), await serverWith({ tls: 'starttls' })]
    const trusted = join(mkdtempSync(join(tmpdir(), 'belfry-ca-')), 'ca.pem')
    writeFileSync(trusted, CERTIFICATE)
    const of = (file: string) => JSON.stringify(pathToFileURL(join(compiled(), file)).href)
    // In capitals it is no name of this machine that Belfry knows.
    const script = `const { parseImapAddress } = await import(${of('config/imap-address.js')})
      const { lookAtImap } = await import(${of('inbound/open-imap.js')})
      const look = async (text) =>
        await lookAtImap(parseImapAddress(text).address).then(() => 'read', (thrown) => thrown.message)
      const said = ${JSON.stringify([at(named, 'LOCALHOST'), at(other, '0.0.0.0')])}.map(look)
      console.log(JSON.stringify(await Promise.all(said)))`
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: trusted },
    })
    expect(JSON.parse(stdout)).toEqual(['read', expect.stringMatching(/cannot be read: .*does not match/)])
    expect([isSilent(named), isSilent(other)]).toEqual([false, true])
  })
})

describe('the address of a mailbox', () => {
  test('names host, port, user, password and folder', () => {
    expect(parseImapAddress('imaps://a%40b.example:x%3A%25%40@imap.b.example/Mail%2FBounces')).toEqual({
      address: {
        ...{ host: 'imap.b.example', port: 993, secure: true },
        ...{ user: 'a@b.example', password: 'x:%@', folder: 'Mail/Bounces' },
      },
    })
    expect(parseImapAddress('imap://u:p@[::1]')).toMatchObject({ address: { host: '::1', port: 143, folder: 'INBOX' } })
  })

  test.each([
    'imap.example.org',
    'https://u:p@imap.example.org',
    'imaps://u:p@',
    'imaps://imap.example.org',
    'imaps://u@imap.example.org',
    'imaps://u:secret%@imap.example.org',
    'imaps://u:secret%0D%0A@imap.example.org',
    'imaps://u:secret@imap.example.org/IN%0ABOX',
    'imaps://u:secret@imap.example.org/?a',
    'imaps://u:secret@imap.example.org:99999/',
  ])('is refused where it is %s, without a word of it', (text) => {
    const found = parseImapAddress(text)
    expect(found).toEqual({ fault: expect.any(String) })
    expect(JSON.stringify(found)).not.toContain('secret')
  })
})
