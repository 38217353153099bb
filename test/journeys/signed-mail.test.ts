/**
 * A project with an OpenPGP key, to the inbox: what a real SMTP server received verifies, and is signed for HTML and
 * text. Passed over without gpg.
 */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { subscribe } from '../../src/run/people/membership.js'
import { run } from '../../src/run/pipeline.js'
import { makeProject, openTestWorld, testClock } from '../support/project.js'
import { openpgpSigner } from '../support/signers.js'
import { startSink } from '../support/smtp-sink.js'

const hasGpg = spawnSync('gpg', ['--version']).status === 0

test.skipIf(!hasGpg)('mail of a run is signed by the key that the configuration names', async () => {
  const sink = await startSink()
  try {
    const key = openpgpSigner('Lantern OS <announce@lantern.example>')
    const project = await makeProject('sqlite', { mail: { transport: sink.transport, openpgp: { key: 'secret.asc' } } })
    writeFileSync(join(project.folder, 'secret.asc'), key.gpg('--armor', '--export-secret-keys', key.key), {
      mode: 0o600,
    })
    const clock = testClock('2026-05-01T09:00:00Z')
    const world = await openTestWorld(project, clock)
    project.post('2026-04-14-hello.md', { title: 'Hello' }, 'A first post.')
    await run(world)
    for (const format of ['html', 'text'] as const) {
      const address = { address: `${format}@example.org`, key: `${format}@example.org` }
      await subscribe(world, { address, lists: ['announcements'], details: { format }, ask: 'vouch' })
    }
    project.post('2026-05-02-news.md', { title: 'News' }, 'From here on there is *news*.')
    for (const instant of ['2026-05-02T10:00:00Z', '2026-05-02T10:31:00Z']) {
      clock.set(instant)
      await run(world)
    }
    await world.close()
    expect(sink.received.map(({ to }) => to).sort()).toEqual(['html@example.org', 'text@example.org'])
    for (const { to, bytes } of sink.received) {
      const message = bytes.toString('latin1')
      const boundary = /multipart\/signed;[\s\S]*?boundary="([^"]+)"/.exec(message)?.[1] ?? 'none'
      const [, content = '', signature = ''] = message.split(`--${boundary}`)
      const file = (name: string, text: string) => {
        writeFileSync(join(project.folder, name), text, 'latin1')
        return join(project.folder, name)
      }
      const files = [
        file('signed.asc', signature.slice(signature.indexOf('-----BEGIN'))),
        file('signed', content.replace(/^\r\n|\r\n$/g, '')),
      ]
      const env = { ...process.env, ...key.environment }
      const ran = spawnSync('gpg', ['--batch', '--status-fd', '1', '--verify', ...files], { encoding: 'utf8', env })
      expect(ran.stdout, to).toMatch(/^\[GNUPG:\] GOODSIG /m)
    }
  } finally {
    await sink.close()
  }
})
