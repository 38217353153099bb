/**
 * What other programs are to read: a project that told an announcement and its update. In: nothing. Out: the published
 * folder over HTTP, the mails of one person in order, signed, and the same calendar before and after a date moved.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, normalize } from 'node:path'
import { subscribe } from '../../src/run/people/membership.js'
import { run } from '../../src/run/pipeline.js'
import { ed25519Key, pemOf, rsaKey } from '../mail/signing/dkim-keys.js'
import { makeProject, openTestWorld, testClock } from '../support/project.js'

export const TITLE = 'Lantern OS 3.1.0 – “größer” & <brighter>'

export interface Scene {
  /** Published files, without a slash at the end. */
  readonly url: string
  readonly public: string
  /** For whoever needs one. */
  readonly folder: string
  /** Oldest first. */
  readonly mails: readonly string[]
  readonly calendars: readonly [before: string, after: string]
  close(): void
}

const table = (eol: string) =>
  `products:\n  lantern:\n    title: Lantern OS\n    releases:\n      - { releaseCycle: "3.0", releaseDate: 2025-01-01, eol: ${eol} }\n`

export async function openScene(): Promise<Scene> {
  const project = await makeProject('sqlite', {
    content: { posts: 'content/posts', register: 'content/register.yaml', releases: 'releases.yaml' },
    mail: {
      transport: 'file:outbox',
      from: 'Lantern OS <announce@lantern.example>',
      domain: 'announce.lantern.example',
      dkim: {
        selector: rsaKey.selector,
        key: pemOf(rsaKey.privateKey),
        ed25519: { selector: ed25519Key.selector, key: pemOf(ed25519Key.privateKey) },
      },
    },
  })
  writeFileSync(join(project.folder, 'releases.yaml'), table('2027-03-01'))
  const clock = testClock('2026-05-01T09:00:00Z')
  const world = await openTestWorld(project, clock)
  const runAt = async (...instants: string[]) => {
    for (const instant of instants) {
      clock.set(instant)
      await run(world)
    }
  }
  const calendar = () => readFileSync(join(project.public, 'releases.ics'), 'utf8')
  let calendars: Scene['calendars']
  try {
    project.post('2026-04-14-hello.md', { title: 'Hello' }, 'A first post.')
    await run(world)
    const address = { address: 'ada@example.org', key: 'ada@example.org' }
    await subscribe(world, { address, lists: ['announcements'], details: { format: 'html' }, ask: 'vouch' })
    const body =
      'It is **out**: see [downloads](/downloads/).\n\n| a | b |\n|---|--:|\n| ß | 1 |\n\n```\nlantern --on\n```\n'
    project.post('2026-05-02-news.md', { title: TITLE }, body)
    await runAt('2026-05-02T10:00:00Z', '2026-05-02T10:31:00Z')
    const before = calendar()
    const updates = [{ date: '2026-05-03', text: 'The checksums were **wrong**: load it again.' }]
    project.post('2026-05-02-news.md', { title: TITLE, updates }, body)
    writeFileSync(join(project.folder, 'releases.yaml'), table('2027-06-01'))
    await runAt('2026-05-03T10:00:00Z', '2026-05-03T10:31:00Z', '2026-05-05T10:31:00Z')
    calendars = [before, calendar()]
  } finally {
    await world.close()
  }
  const outbox = join(project.folder, 'outbox')
  const dated = readdirSync(outbox)
    .filter((name) => name.endsWith('.eml'))
    .map((name) => join(outbox, name))
    .map((path) => ({ path, at: Date.parse(/^Date: (.*)$/m.exec(readFileSync(path, 'latin1'))?.[1] ?? '') }))
  const mails = dated.sort((a, b) => a.at - b.at).map(({ path }) => path)
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname))
    // feedparser takes XML for well-formed where its type says that it is XML.
    const type = path.endsWith('.xml') ? 'application/xml' : 'text/html; charset=utf-8'
    try {
      response.setHeader('Content-Type', type)
      response.end(readFileSync(join(project.public, path.endsWith('/') ? `${path}index.html` : path)))
    } catch {
      response.writeHead(404).end()
    }
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = () => {
    server.close()
    rmSync(project.folder, { recursive: true, force: true })
  }
  return { url, public: project.public, folder: project.folder, mails, calendars, close }
}

/** Looks for a program of the machine. */
export function hasProgram(name: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${name}`]).status === 0
}
