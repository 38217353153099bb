/**
 * A service whose run is busy with posts that take long: pages are answered meanwhile, not after it; what the run says
 * and finds is known outside of its thread; and it ends when it is told to.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startBelfry } from '../support/cli.js'
import { closing } from '../support/closing.js'
import { dialects } from '../support/databases.js'
import { freePort } from '../support/free-port.js'
import { shapes } from '../support/hostile-shapes.js'
import { makeProject } from '../support/project.js'
import { startSink } from '../support/smtp-sink.js'
import { largest } from '../support/whole-path.js'

const POSTS = 12

describe.each(dialects)('a service that reads what takes long, on %s', (dialect) => {
  test('answers pages and takes sign-ups meanwhile, mails them when it may, and ends', async () => {
    const sink = closing(await startSink())
    const url = `http://127.0.0.1:${await freePort()}`
    const project = await makeProject(dialect, {
      mail: { transport: sink.transport },
      web: { listen: url.replace('http://', ''), url },
    })
    const long = largest(shapes['preformatted, spread'] ?? String)
    for (let index = 0; index < POSTS; index += 1)
      project.post(`2026-05-01-long-${index}.md`, { title: `Long ${index}` }, `${index} ${long}`)
    project.post('2026-05-02-bad.md', { title: 'Bad' }, '[^'.repeat(501))
    const service = startBelfry(['serve'], { config: project.configFile })
    closing({ close: () => service.process.kill('SIGKILL') })
    await service.said('Belfry is at')
    const isPublished = () => existsSync(join(project.public, 'atom.xml'))
    const subscribed = await fetch(`${url}/subscribe`, {
      method: 'POST',
      headers: { Origin: url },
      body: new URLSearchParams({ address: 'ada@example.org', list: 'releases' }),
    })
    expect(subscribed.status).toBe(200)
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    expect(isPublished()).toBe(false)
    // Its run says what it found, and lets mail out.
    await service.said('has more than 500 footnotes')
    await service.said('1 message accepted')
    expect(isPublished()).toBe(true)
    expect(sink.received).toHaveLength(1)
    service.process.kill('SIGTERM')
    expect(await service.ended).toMatchObject({ signal: null })
  })
})
