/** A message of doctor to itself, out and in over real SMTP and through a Maildir; and each way in which it is lost. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tryInbound } from '../../../src/run/health/open-mail-trial.js'
import { openReadContext } from '../../../src/run/read-context.js'
import { closing } from '../../support/closing.js'
import { freePort } from '../../support/free-port.js'
import { makeProject, testClock } from '../../support/project.js'
import { refusal, startSink } from '../../support/smtp-sink.js'

const clock = testClock('2026-05-05T12:00:00Z')
const looks = (times: number, wait = async (): Promise<unknown> => undefined) => ({ times, wait })

async function projectWith(transport: string, inbound: Record<string, string>) {
  const mail = transport === '' ? {} : { transport }
  const project = await makeProject('sqlite', { inbound, mail })
  return { project, context: openReadContext({ file: project.configFile, environment: {}, clock }) }
}

test('through the listener, which is opened where nobody has it', async () => {
  const port = await freePort()
  const { context } = await projectWith(`smtp://127.0.0.1:${port}`, { listen: `127.0.0.1:${port}` })
  const came = { name: 'inbound mail', health: 'good', says: expect.stringContaining('came in after 0 s') as string }
  expect(await tryInbound(context, looks(1))).toEqual(came)
  // Each try is one of its own.
  clock.advance(1000)
  expect(await tryInbound(context, looks(1))).toEqual(came)
})

test('through a Maildir, once the mail server has put it there', async () => {
  const sink = closing(await startSink())
  const { project, context } = await projectWith(sink.transport, { maildir: 'mail' })
  const folder = join(project.folder, 'mail')
  for (const name of ['new', 'cur', 'tmp']) mkdirSync(join(folder, name), { recursive: true })
  const arrive = async () => writeFileSync(join(folder, 'new', '1.a'), sink.received[0]?.bytes ?? '')
  expect(await tryInbound(context, looks(2, arrive))).toMatchObject({ health: 'good' })
  expect(readdirSync(join(folder, 'new'))).toEqual([])
  const [{ from, to } = { from: '', to: '' }] = sink.received
  expect(from).toMatch(/^b-[\da-f]{46}@announce\.lantern\.example$/)
  expect(to).toMatch(/^b-[\da-f]{46}@announce\.lantern\.example$/)
})

test('an older message is not this one', async () => {
  const sink = closing(await startSink())
  const { project, context } = await projectWith(sink.transport, { maildir: 'mail' })
  const folder = join(project.folder, 'mail')
  for (const name of ['new', 'cur', 'tmp']) mkdirSync(join(folder, name), { recursive: true })
  await tryInbound(context, looks(1))
  clock.advance(1000)
  writeFileSync(join(folder, 'new', '1.a'), sink.received[0]?.bytes ?? '')
  expect(await tryInbound(context, looks(2))).toMatchObject({
    health: 'error',
    says: expect.stringContaining('did not come in') as string,
  })
})

test('each way in which it is lost is named with its cure', async () => {
  const gone = await freePort()
  const sink = closing(await startSink(() => refusal(550, '5.1.1 no such user')))
  const cases: readonly (readonly [
    transport: string,
    inbound: Record<string, string>,
    health: string,
    says: RegExp,
  ])[] = [
    [`smtp://127.0.0.1:${gone}`, {}, 'unknown', /^nothing here reads mail/],
    ['', { maildir: 'mail' }, 'unknown', /^mail\.transport is file:/],
    [`smtp://127.0.0.1:${gone}`, { maildir: 'mail' }, 'error', /^no message could be tried: /],
    [sink.transport, { maildir: 'mail' }, 'error', /does not take a message to b-.*5\.1\.1 no such user/],
  ]
  for (const [transport, inbound, health, says] of cases) {
    const { context } = await projectWith(transport, inbound)
    const found = await tryInbound(context, looks(1))
    expect(found).toMatchObject({ name: 'inbound mail', health, says: expect.stringMatching(says) as string })
    expect(found.fix).toMatch(/\w/)
  }
})
