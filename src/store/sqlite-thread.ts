/** The thread that holds a SQLite file: what waits for the disk here keeps nobody else waiting. In: statements, by message. Out: results. */
import { parentPort, workerData } from 'node:worker_threads'
import { messageOf, systemCode } from '../errors.js'
import { openSqlite, type Result, type SqlitePlace, type Statement } from './open-sqlite.js'

/** One statement, or several that are one transaction. */
export type Order = Statement | readonly Statement[]
export type Answer =
  | { readonly result: Result | Result[] }
  | { readonly fault: string; readonly code: string | undefined }

/** Opened with the first order, so that a file that cannot be opened is the answer to it. */
let place: SqlitePlace | undefined

parentPort?.on('message', async (order: Order | 'close') => {
  if (order === 'close') {
    await place?.close()
    parentPort?.close()
  } else parentPort?.postMessage(await answerTo(order))
})

async function answerTo(order: Order): Promise<Answer> {
  try {
    place ??= openSqlite(String(workerData))
    return { result: await ('sql' in order ? place.execute(order) : place.batch(order)) }
  } catch (thrown) {
    return { fault: messageOf(thrown), code: systemCode(thrown) }
  }
}
