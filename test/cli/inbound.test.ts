/** `belfry inbound`: what a mail server pipes into it, of mail that was really sent; and a Maildir that runs take. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { arf, dsn, PATH } from '../inbound/shapes.js'
import { belfry } from '../support/cli.js'
import { closing } from '../support/closing.js'
import { makeProject } from '../support/project.js'
import { startSink } from '../support/smtp-sink.js'

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
  expect((await call(['subscribers', 'show', 'ada@example.org'])).stdout).toContain(
    'came back 2026-05-04T10:00:00Z: hard 5.1.1',
  )
})

test('where nothing can be written down, the mail server is told to keep the message', async () => {
  const project = await makeProject('sqlite', { database: 'postgres://nobody@127.0.0.1:1/nowhere' })
  const failed = await belfry(['inbound'], { config: project.configFile, input: dsn({}) })
  expect([failed.code, failed.stdout]).toEqual([75, ''])
  expect(failed.stderr).not.toBe('')
})
