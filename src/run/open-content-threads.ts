/**
 * Threads that read posts and publish what is made of them: one pool for both, because what a thread loads and warms up
 * before its first post takes as long as some hundred posts. Door: threads. In: a context. Out: the same with threads,
 * for as long as a story lasts. They begin with the first work that is worth them; a service has none between its runs.
 */
import { availableParallelism } from 'node:os'
import { setFlagsFromString } from 'node:v8'
import { ThreadPool } from '../base/open-thread-pool.js'
import type { ReadingThreads } from '../source/unread/open-post-files.js'
import type { PublishingThreads } from './output/units-elsewhere.js'

const MOST_THREADS = 4

const OWN = new URL('./content-thread.js', import.meta.url)

export interface ContentThreads {
  readonly reading: ReadingThreads
  readonly publishing: PublishingThreads
}

/** @param file JavaScript of a thread */
export function openContentThreads(file = OWN): ContentThreads & { close(): Promise<void> } {
  const pool = new ThreadPool({
    file,
    threads: Math.min(availableParallelism(), MOST_THREADS),
    megabytes: { young: 16, old: 256 },
  })
  return { reading: pool.of('read'), publishing: pool.of('publish'), close: async () => await pool.close() }
}

/**
 * V8 of Node 20 compiles well what ran for a while, and again what it took for simpler than it is; of posts by the
 * thousand it does so too soon: asked later, it saves a seventh of the CPU. Later ones know no such flag and need none.
 * The numbers are V8's own measure of work done, the second its default.
 */
const COMPILE = process.versions.v8.startsWith('11.') ? { late: 600_000, asUsual: 67_584 } : undefined

function compileWell(when: keyof NonNullable<typeof COMPILE>): void {
  if (COMPILE !== undefined) setFlagsFromString(`--interrupt-budget=${COMPILE[when]}`)
}

/** Of stories inside of each other, the outermost opens and closes them. */
export async function withThreads<Context extends { readonly threads?: ContentThreads }, Result>(
  context: Context,
  story: (context: Context & { readonly threads: ContentThreads }) => Promise<Result>,
): Promise<Result> {
  if (context.threads !== undefined) return await story({ ...context, threads: context.threads })
  compileWell('late')
  const { close, ...threads } = openContentThreads()
  try {
    return await story({ ...context, threads })
  } finally {
    await close()
    compileWell('asUsual')
  }
}
