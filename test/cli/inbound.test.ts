/** `belfry inbound`: what a mail server pipes into it, of mail that was really sent; and a Maildir that runs take. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { arf, dsn, PATH } from '../inbound/shapes.js'
import { belfry, startBelfry } from '../support/cli.js'
import { closing } from '../support/closing.js'
import { LineClient } from '../support/line-client.js'
import { makeProject } from '../support/project.js'
import { refusal, startSink } from '../support/smtp-sink.js'

test('a bounce from a pipe, a complaint from a file, a bounce from a Maildir: who gets nothing more', async () => {
  const sink = closing(await startSink())
  const project = await makeProject('sqlite', { mail: { transport: sink.transport }, inbound: { maildir: 'mail' } })
  let now = '2026-05-04T08:00:00Z'
  const call = async (args: string[], input?: string) =>
    await belfry(args, { config: project.configFile, now, ...(input !== undefined && { input }) })
  project.post('2026-04-14-first.md', { title: 'The tracker has moved' }, 'Go there.')
  for (const name of ['ada', 'bea', 'cleo', 'dora'])
    await call(['subscribers', 'add', `${name}@example.org`, '--confirmed'])
  mkdirSync(join(project.folder, 'mail', 'new'), { recursive: true })
  await call(['run'])
  project.post('2026-05-04-news.md', { title: 'News' }, 'It burns.')
  for (const hour of ['09', '10']) {
    now = `2026-05-04T${hour}:00:00Z`
    await call(['run'])
  }
  const paths = Object.fromEntries(sink.received.map(({ from, to }) => [to, from]))
  const pathOf = (name: string) => paths[`${name}@example.org`] ?? ''
  const before = sink.received.length

  const piped = await call(
    ['inbound', '--json', '--recipient', pathOf('ada')],
    dsn({}).replace(PATH, 'x@lantern.example'),
  )
  expect([piped.code, piped.json()]).toMatchObject([0, { outcome: 'suppressed', address: 'ada@example.org' }])
  const file = join(project.folder, 'complaint.eml')
  writeFileSync(file, arf('abuse', `Return-Path: <${pathOf('bea')}>`))
  expect((await call(['inbound', file])).stdout).toMatch(/^suppressed: complained \(abuse\)/)
  expect((await call(['inbound'], 'Subject: hello\r\n\r\nhello')).stdout).toMatch(/^ignored: no report/)
  writeFileSync(join(project.folder, 'mail', 'new', '1.x'), dsn({}).replace(PATH, pathOf('cleo')))

  project.post('2026-05-05-more.md', { title: 'More' }, 'It burns still.')
  for (const hour of ['09', '10']) {
    now = `2026-05-05T${hour}:00:00Z`
    await call(['run'])
  }
  expect(sink.received.slice(before).map(({ to }) => to)).toEqual(['dora@example.org'])
  const bounced = (await call(['subscribers', 'list', '--bounced'])).stdout
  expect(bounced.match(/\w+(?=@)/g)).toEqual(['ada', 'bea', 'cleo'])
  expect((await call(['mailings', 'show', '1', '--bounced'])).stdout.trim().split('\n')).toEqual([
    'ada@example.org  hard  5.1.1',
    'bea@example.org  complaint    abuse',
    'cleo@example.org  hard  5.1.1',
  ])
  // The clock of a command goes on from where it was set.
  expect((await call(['subscribers', 'show', 'ada@example.org'])).stdout).toMatch(
    /came back 2026-05-04T10:00:\d\dZ: hard 5\.1\.1/,
  )
})

test('the address to leave by stands in mail where somebody reads what arrives there, and ends the list by each way', async () => {
  let refused = 0
  const sink = closing(
    await startSink((to) => (to === 'cleo@example.org' && ++refused === 1 ? refusal(450, 'later') : undefined)),
  )
  const project = await makeProject('sqlite', { mail: { transport: sink.transport } })
  const call = async (args: string[], now: string, input?: string) =>
    await belfry(args, { config: project.configFile, now, ...(input !== undefined && { input }) })
  const tell = async (day: string) => {
    project.post(`${day}-news.md`, { title: `News of ${day}` }, 'It burns.')
    const before = sink.received.length
    for (const hour of ['09', '10']) await call(['run'], `${day}T${hour}:00:00Z`)
    return sink.received.slice(before).sort((a, b) => a.to.localeCompare(b.to))
  }
  const fieldOf = (bytes: Buffer) =>
    /^List-Unsubscribe: (.*(?:\r\n .*)*)/m.exec(bytes.toString())?.[1]?.replace(/\r\n /g, ' ') ?? ''
  project.post('2026-04-14-first.md', { title: 'The tracker has moved' }, 'Go there.')
  for (const name of ['ada', 'bea', 'cleo'])
    await call(['subscribers', 'add', `${name}@example.org`, '--confirmed'], '2026-05-03T08:00:00Z')
  await call(['run'], '2026-05-03T09:00:00Z')
  const before = await tell('2026-05-04')
  expect(before.map(({ to }) => to)).toEqual(['ada@example.org', 'bea@example.org'])

  const settings = readFileSync(project.configFile, 'utf8')
  writeFileSync(project.configFile, `${settings}inbound:\n  pipe: true\n  maildir: mail\n`)
  // What was frozen before is sent as it was.
  await call(['run'], '2026-05-04T11:00:00Z')
  const retried = sink.received.slice(-1)
  const sizes = [...before, ...retried].map(({ bytes, to }) => bytes.length - to.length)
  expect([retried[0]?.to, new Set(sizes).size]).toEqual(['cleo@example.org', 1])
  for (const { bytes } of [...before, ...retried]) expect(fieldOf(bytes)).toMatch(/^<http:[^<>]+>$/)
  const mails = await tell('2026-05-05')
  const fields = mails.map(({ bytes }) =>
    /^<http:[^<>]+>, <mailto:(u-[0-9a-f]{46}@[^?]+)\?subject=unsubscribe>$/.exec(fieldOf(bytes)),
  )
  const [ada = '', bea = ''] = fields.map((field) => field?.[1])
  const wish = (to: string) => `From: x@y.example\r\nTo: <${to}>\r\nSubject: unsubscribe\r\n\r\n`
  const piped = await call(
    ['inbound', '--json', '--recipient', ada],
    '2026-05-05T11:00:00Z',
    wish('announce@lantern.example'),
  )
  expect(piped.json()).toMatchObject({ outcome: 'left', address: 'ada@example.org' })
  mkdirSync(join(project.folder, 'mail', 'new'), { recursive: true })
  writeFileSync(join(project.folder, 'mail', 'new', '1.x'), wish(bea))
  expect((await tell('2026-05-06')).map(({ to }) => to)).toEqual(['cleo@example.org'])
})

test('where nothing can be written down, the mail server is told to keep the message', async () => {
  const project = await makeProject('sqlite', { database: 'postgres://nobody@127.0.0.1:1/nowhere' })
  const failed = await belfry(['inbound'], { config: project.configFile, input: dsn({}) })
  expect([failed.code, failed.stdout]).toEqual([75, ''])
  expect(failed.stderr).not.toBe('')
})

test('a service takes what comes in by LMTP, beside its pages, and ends when it is told to', async () => {
  const project = await makeProject('sqlite', { inbound: { listen: 'lmtp://127.0.0.1:0' } })
  project.post('2026-04-14-first.md', { title: 'The tracker has moved' }, 'Go there.')
  const service = startBelfry(['serve'], { config: project.configFile })
  closing({ close: () => service.process.kill('SIGKILL') })
  const port = Number(/on port (\d+)/.exec(await service.said('is taken on port'))?.[1])
  const { client, greeting } = await LineClient.open(port)
  closing(client)
  expect(greeting).toMatch(/^220 announce\.lantern\.example LMTP/)
  await client.say('LHLO mx.example.net')
  await client.say('MAIL FROM:<>')
  expect(await client.say('RCPT TO:<nobody@announce.lantern.example>')).toMatch(/^550/)
  expect(await client.say('RCPT TO:<complaints@announce.lantern.example>')).toMatch(/^250/)
  await client.say('DATA')
  expect(await client.say('Subject: hello', '', 'hello', '.')).toMatch(/^250/)
  await service.said('mail that came in: ignored')
  service.process.kill('SIGTERM')
  expect(await service.ended).toMatchObject({ signal: null })
})
