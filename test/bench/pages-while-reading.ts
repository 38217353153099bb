/**
 * How long pages of a service take while it reads posts that were written to hang it: 40 shapes of
 * test/support/hostile-shapes.ts at the largest size that is read, against the same pages once all is read. Run it with
 * tsx. Milliseconds; ends with 1 where a page takes 200 ms or more meanwhile.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startBelfry } from '../support/cli.js'
import { freePort } from '../support/free-port.js'
import { shapes } from '../support/hostile-shapes.js'
import { makeProject } from '../support/project.js'
import { largest } from '../support/whole-path.js'

const LONGEST_MS = 200
const BETWEEN_MS = 20
const POSTS = 40

const port = await freePort()
const web = { listen: `127.0.0.1:${port}`, url: `http://127.0.0.1:${port}` }
const project = await makeProject('sqlite', { web, database: 'sqlite:belfry.db' })
for (const [index, [name, shape]] of Object.entries(shapes).slice(0, POSTS).entries())
  project.post(`2026-05-01-hostile-${index}.md`, { title: name, categories: 'releases' }, largest(shape))
const service = startBelfry(['serve'], { config: project.configFile })
await service.said('Belfry is at')
const isRead = () => existsSync(join(project.public, 'atom.xml'))
const meanwhile = await times(() => !isRead())

let left = 200
const afterwards = await times(() => left-- > 0)
service.process.kill('SIGTERM')
await service.ended
console.log(line('while it reads', meanwhile))
console.log(line('afterwards', afterwards))
if (Math.max(...meanwhile) >= LONGEST_MS) {
  console.error(`Missed: no page is to take ${LONGEST_MS} ms.`)
  process.exitCode = 1
}

async function times(isOn: () => boolean): Promise<number[]> {
  const found: number[] = []
  const paths = ['/subscribe', '/healthz', '/preferences']
  while (isOn()) {
    const begin = performance.now()
    const answer = await fetch(`${web.url}${paths[found.length % paths.length]}`)
    await answer.arrayBuffer()
    found.push(performance.now() - begin)
    await delay(BETWEEN_MS)
  }
  return found
}

function line(when: string, all: readonly number[]): string {
  const sorted = [...all].sort((a, b) => a - b)
  const at = (share: number) => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1)
  return `${when.padEnd(16)} ${all.length} pages, median ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms`
}
