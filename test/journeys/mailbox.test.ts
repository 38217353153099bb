/**
 * What a mailbox makes of a year of announcements: updates, a follow-up and the stages of an end of life stand under
 * what they follow. From the bytes that a real SMTP server received, threaded by an algorithm that many mail programs
 * use. Every run is a world of its own.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { subscribe } from '../../src/run/people/membership.js'
import { run } from '../../src/run/pipeline.js'
import { dialects } from '../support/databases.js'
import { threadsOf, treeLines } from '../support/jwz.js'
import { makeProject, openTestWorld, type Project, testClock } from '../support/project.js'
import { type Sink, startSink } from '../support/smtp-sink.js'
import { readMail } from './mail.js'

const TITLE = 'Lantern OS 3.1.0 has been released'
const BODY = 'Lantern OS 3.1.0 is there. Get it from [the downloads](/downloads/).'
const FIRST = '**Update (2026-05-10):** The image for ARM is there as well, for boards of the last two years.'
const SECOND = '**Update (2026-05-17):** The mirrors have it all now, and the torrent is seeded by twelve of them.'
const BULLETIN = 'LSB #7: Lamp driver lets guests flicker'
const RELEASE = '2026-05-04-lantern-os-3-1-0.md'

function table(eol: string): string {
  return `title: Lantern OS\nreleases:\n  - releaseCycle: "3.1"\n    releaseDate: 2026-05-04\n    eol: 2028-05-04\n  - releaseCycle: "2.9"\n    releaseDate: 2024-05-04\n    eol: ${eol}\n    successor: "3.1"\n`
}

let sink: Sink
beforeEach(async () => {
  sink = await startSink()
})
afterEach(async () => await sink.close())

describe.each(dialects)('a mailbox, on %s', (dialect) => {
  test('shows each update, follow-up and later stage under what it follows, for HTML and for text', async () => {
    const project: Project = await makeProject(dialect, {
      mail: { transport: sink.transport },
      content: { posts: 'content/posts', register: 'content/register.yaml', releases: 'releases.yaml' },
      notices: { endOfLifeLists: ['releases'] },
    })
    const clock = testClock('2026-05-01T09:00:00Z')
    const at = async (iso: string, ...later: string[]) => {
      for (const instant of [iso, ...later]) {
        clock.set(instant)
        const world = await openTestWorld(project, clock)
        try {
          await run(world)
        } finally {
          await world.close()
        }
      }
    }
    const release = (...updates: string[]) =>
      project.post(RELEASE, { title: TITLE, categories: 'releases' }, [BODY, ...updates].join('\n\n'))
    const say = (eol: string) => writeFileSync(join(project.folder, 'releases.yaml'), table(eol))

    project.post('2026-04-14-hello.md', { title: 'Hello' }, 'A first post.')
    say('2026-07-31')
    await at('2026-05-01T09:00:00Z')
    const world = await openTestWorld(project, clock)
    for (const format of ['html', 'text'] as const) {
      const address = `${format}@example.org`
      const lists = world.config.lists.map(({ id }) => id)
      await subscribe(world, { address: { address, key: address }, lists, details: { format }, ask: 'vouch' })
    }
    await world.close()

    release()
    // Of other posts nothing may come in between.
    project.post(
      '2026-05-04-bulletin-7.md',
      { title: BULLETIN, categories: 'security' },
      'The lamp driver has a fault.',
    )
    await at('2026-05-04T10:00:00Z', '2026-05-04T10:31:00Z')
    release(FIRST)
    await at('2026-05-10T10:00:00Z', '2026-05-10T10:31:00Z')
    release(FIRST, SECOND)
    project.post(
      '2026-05-17-bulletin-7-update.md',
      { title: `Update for ${BULLETIN}`, categories: 'security' },
      'There is a mended driver.',
    )
    await at('2026-05-17T10:00:00Z', '2026-05-17T10:31:00Z')
    await at('2026-07-01T09:00:00Z')
    say('2026-08-31')
    await at('2026-07-03T10:00:00Z', '2026-07-03T10:31:00Z', '2026-08-01T09:00:00Z', '2026-08-31T09:00:00Z')

    for (const format of ['html', 'text']) {
      const arrived = await Promise.all(sink.received.filter(({ to }) => to.startsWith(format)).map(readMail))
      const mailbox = arrived.map(({ header, subject }) => ({
        id: header('Message-ID')[0] ?? '',
        references: header('References')[0] ?? '',
        inReplyTo: header('In-Reply-To')[0] ?? '',
        subject,
      }))
      const threads = threadsOf(mailbox)
      expect(treeLines([...threads].sort((a, b) => (a.subject < b.subject ? -1 : 1)))).toMatchInlineSnapshot(`
        [
          "88 days left: Lantern OS 2.9 reaches its end of life on 31 July 2026",
          "  30 days left: Lantern OS 2.9 reaches its end of life on 31 July 2026",
          "    Lantern OS 2.9 is supported longer, until 31 August 2026",
          "      30 days left: Lantern OS 2.9 reaches its end of life on 31 August 2026",
          "        Lantern OS 2.9 reaches its end of life on 31 August 2026",
          "LSB #7: Lamp driver lets guests flicker",
          "  Update for LSB #7: Lamp driver lets guests flicker",
          "Lantern OS 3.1.0 has been released",
          "  Re: [Update] Lantern OS 3.1.0 has been released",
          "    Re: [Update] Lantern OS 3.1.0 has been released",
        ]
      `)
    }
  })
})
