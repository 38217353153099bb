/**
 * A port of this machine that nobody listens at now, for programs that must be told one. Door: network. None of those
 * that systems give away themselves, for connections too (Linux from 32,768 on, others from 49,152): between the look
 * and the use another test would be given it.
 */
import { createServer } from 'node:net'

const FIRST = 20_000
/** For each process of the tests; Vitest numbers those that run at once. */
const EACH = 3_000
const MOST_PROCESSES = 4

const first = FIRST + (Number(process.env.VITEST_POOL_ID ?? 0) % MOST_PROCESSES) * EACH
let next = Math.floor(Math.random() * EACH)

export async function freePort(): Promise<number> {
  for (let tries = 0; tries < EACH; tries += 1) {
    const port = first + (next++ % EACH)
    if (await isFree(port)) return port
  }
  throw new Error('no port')
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  return await new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
