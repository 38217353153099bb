/** A mail or a page that anybody may have made, held against told.json: what differs is said, whatever its shape. */

import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { silentLog } from '../../../src/base/log.js'
import { readToldLog } from '../../../src/feeds/parse-told-log.js'
import { toldLog } from '../../../src/feeds/told-log.js'
import { mailDigest } from '../../../src/mail/digest.js'
import { readClaim } from '../../../src/run/history/read-claim.js'
import { verifyTold } from '../../../src/run/history/verify-told.js'
import { openReadContext, type ReadContext } from '../../../src/run/read-context.js'
import { makeProject, testClock } from '../../support/project.js'

const RULE = '-'.repeat(70)
const HASH = 'a'.repeat(64)
const AT = Date.parse('2026-05-05T12:00:00Z')
const logged = (id: string, digest: string) => ({
  ...{ key: `announcement:${id}`, kind: 'announcement' as const, severity: 'info' as const, at: AT },
  ...{ digest, messageId: `${id}@announce.lantern.example`, audit: HASH },
})

let folder: string
let context: ReadContext
let server: Server
let origin: string
let answer: { status: number; body: string; location?: string } = { status: 200, body: '' }
beforeAll(async () => {
  const project = await makeProject('sqlite')
  folder = project.folder
  project.post('2026-05-04-one.md', { title: 'One' }, 'First.')
  mkdirSync(project.public)
  const log = [logged('2026-05-04-one', mailDigest('One', 'First.')), logged('two', mailDigest('Two ✓', 'Second.'))]
  writeFileSync(join(project.public, 'told.json'), toldLog(log))
  context = openReadContext({
    file: project.configFile,
    environment: {},
    clock: testClock('2026-05-05T12:00:00Z'),
    log: silentLog,
  })
  server = createServer((_request, response) => {
    response.writeHead(answer.status, answer.location === undefined ? {} : { Location: answer.location })
    response.end(answer.body)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())

const verify = async (mail: string | Buffer, told?: string) => {
  const file = join(folder, 'in-hand.eml')
  writeFileSync(file, mail)
  const { ok, checks } = await verifyTold(context, file, told)
  return [ok, ...checks.map((one) => `${one.name} ${one.ok}`)]
}
const mail = (id: string, subject: string, text: string) =>
  `Message-ID: <${id}@announce.lantern.example>\r\nSubject: ${subject}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}`
const GOOD = [true, 'log true', 'entry true', 'text true', 'commit null']

test('a mail as everybody got it is good, however it is encoded and whatever stands below the rule', async () => {
  expect(await verify(mail('2026-05-04-one', 'One', 'First.'))).toEqual(GOOD)
  expect(await verify(mail('two', '=?UTF-8?Q?Two_=E2=9C=93?=', `Second.\r\n${RULE}\r\nfor ada alone`))).toEqual(GOOD)
  const parts = [
    'Message-ID: <two@announce.lantern.example>\nSubject: Two ✓\nContent-Type: multipart/alternative; boundary=x\n',
    '--x\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n',
    `${Buffer.from('Second.').toString('base64')}\n--x\nContent-Type: text/html\n\n<p>else</p>\n--x--\n`,
  ]
  expect(await verify(parts.join('\n'))).toEqual(GOOD)
})

const HEAD = [
  'Message-ID:',
  ' <two@announce.lantern.example>',
  'Subject: =?UTF-8?Q?Two?=',
  ' =?UTF-8?B?IOKckw==?=',
].join('\n')

test('what programs on the way do to a mail is no difference: folding, another encoding, footers below', async () => {
  const quoted = 'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nSec=\nond=2E'
  expect(await verify(`${HEAD}\n${quoted}`)).toEqual(GOOD)
  const latin = 'Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n\n  Second.  \n\n'
  expect(await verify(`${HEAD}\n${latin}`)).toEqual(GOOD)
  const list = [
    `Second.\n${RULE}\nfor all`,
    '_______________________________',
    'To leave send a mail to leave@lists.example',
  ]
  expect(await verify(`${HEAD}\n\n${list.join('\n')}`)).toEqual(GOOD)
  const part = `--y\nContent-Type: text/plain\n\n${list.slice(1).join('\n')}`
  const parts = `Content-Type: multipart/mixed; boundary=y\n\n--y\n\nSecond.\n${RULE}\nfor all\n${part}\n--y--`
  expect(await verify(`${HEAD}\n${parts}`)).toEqual(GOOD)
})

test('a mail that was forwarded as it came is looked at within the other, and this is said', async () => {
  const within = (inner: string, how = 'attachment') =>
    [
      'Message-ID: <mine@example.net>\nSubject: Fwd: Two\nContent-Type: multipart/mixed; boundary=z\n',
      '--z\nContent-Type: text/plain\n\nThey tell lies. See below.',
      `--z\nContent-Type: message/rfc822\nContent-Disposition: ${how}\n\n${inner}\n--z--\n`,
    ].join('\n')
  const good = `${HEAD}\n\nSecond.`
  for (const mail of [within(good), within(good, 'inline'), within(within(good))])
    expect(await verify(mail)).toEqual([true, 'read true', ...GOOD.slice(1)])
  const bad = await verify(within(`${HEAD}\n\nAnother.`))
  expect(bad).toEqual([false, 'read true', 'log true', 'entry true', 'text false', 'commit null'])
  // Words put around the mail that everybody got do not pass for it.
  const added = within(good).replace('<mine@example.net>', '<two@announce.lantern.example>')
  expect((await verify(added)).slice(0, 4)).toEqual([false, 'log true', 'entry true', 'text false'])
  expect(await verify(within('no mail'))).toEqual([false, 'log true', 'entry false'])
  let deep = good
  for (let depth = 0; depth < 8; depth += 1)
    deep = within(deep).replaceAll('--z', `--z${depth}`).replace('=z', `=z${depth}`)
  expect((await verify(deep))[0]).toBe(false)
})

test('another word, another subject, a Message-ID that nobody was sent are named', async () => {
  const bad = [false, 'log true', 'entry true', 'text false', 'commit null']
  expect(await verify(mail('2026-05-04-one', 'One', 'Last.'))).toEqual(bad)
  expect(await verify(mail('2026-05-04-one', 'Won', 'First.'))).toEqual(bad)
  expect(await verify(mail('2026-05-04-one', 'One', `First.\r\n${RULE}\r\nx\r\n${RULE}\r\ny`))).toEqual(bad)
  expect(await verify(mail('three', 'One', 'First.'))).toEqual([false, 'log true', 'entry false'])
})

test.each([
  ['nothing', ''],
  ['no mail', 'hello'],
  ['octets', Buffer.from(Array.from({ length: 4_000 }, (_, i) => (i * 7919) % 256))],
  ['NULs', '\0'.repeat(10_000)],
  ['one endless header field', `Subject: ${'x'.repeat(3_000_000)}`],
  [
    'parts in parts',
    Array.from({ length: 500 }, (_, i) => `Content-Type: multipart/mixed; boundary=${i}\n\n--${i}\n`).join(''),
  ],
  ['more than is read', 'x'.repeat(6_000_000)],
])('%s is neither a mail nor a page', async (_name, bytes) => {
  expect(await verify(bytes)).toEqual([false, 'read false'])
})

test('what is no file, or has no end, is said', async () => {
  expect(await verifyTold(context, join(folder, 'nowhere'), undefined)).toMatchObject({ ok: false })
  expect(await verifyTold(context, folder, undefined)).toMatchObject({ ok: false })
  expect(await readClaim('/dev/zero', 1_000)).toMatchObject({ fault: expect.stringContaining('larger than 1000') })
})

test('of an address: no name that leads inside, no redirect, no more than so much', async () => {
  answer = { status: 200, body: 'x'.repeat(2_000) }
  expect(await readClaim(`${origin}/`, 1_000)).toMatchObject({ fault: expect.stringContaining('larger') })
  answer = { status: 302, body: '', location: 'http://169.254.169.254/' }
  expect(await readClaim(`${origin}/`, 1_000)).toMatchObject({ fault: expect.stringContaining('not followed') })
  const resolve = (
    _name: string,
    _options: { all: true },
    done: (error: null, all: { address: string; family: number }[]) => void,
  ) => done(null, [{ address: '127.0.0.1', family: 4 }])
  const inside = await readClaim(`${origin.replace('127.0.0.1', 'inside.example')}/`, 1_000, { resolve })
  expect(inside).toMatchObject({ fault: expect.stringContaining('no public address') })
})

test('a told.json from elsewhere that was changed is no proof', async () => {
  const log = [logged('2026-05-04-one', mailDigest('One', 'First.')), logged('two', HASH)]
  const told = join(folder, 'told.json')
  writeFileSync(told, toldLog(log))
  expect(await verify(mail('2026-05-04-one', 'One', 'First.'), told)).toEqual(GOOD)
  writeFileSync(told, toldLog(log).replace('12:00', '13:00'))
  expect(await verify(mail('2026-05-04-one', 'One', 'First.'), told)).toEqual([false, 'log false'])
})

test.each([
  ['', 'no told.json'],
  ['[]', 'no told.json'],
  ['[\n{}\n]\n', 'line 1 is no entry'],
  ['[\nnull\n]\n', 'line 1 is no entry'],
  [`[\n${'['.repeat(100_000)}\n]\n`, 'line 1 is no entry'],
  [toldLog([logged('a', HASH)]).replace('"previous":""', '"previous":"x"'), 'line 1 is no entry'],
  [toldLog([logged('a', HASH), logged('b', HASH)]).replace(/^.*:a".*\n/m, ''), 'line 1 does not follow'],
  [
    toldLog([logged('a', HASH), logged('b', HASH)]).replace(/^(.*),\n(.*)\n\]/m, '$2,\n$1\n]'),
    'line 1 does not follow',
  ],
  [toldLog([logged('a', HASH), logged('b', HASH)]).replace(/^(.*:a".*)\n/m, '$1\n$1\n'), 'line 2 does not follow'],
])('is no told.json: %.40j', (text, why) => {
  expect(readToldLog(text)).toMatchObject({ fault: expect.stringContaining(why) })
})
