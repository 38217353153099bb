/**
 * A SQLite file on a thread of its own, for whoever sends mail: a commit waits for the disk, and connections need not. In: its name. Out:
 * a place for statements; one at a time, because a transaction is everybody's. Door: threads.
 */
import { Worker } from 'node:worker_threads'
import { messageOf } from '../errors.js'
import { openSqlite, type Result, type SqlitePlace } from './open-sqlite.js'
import type { Answer, Order } from './sqlite-thread.js'

interface Waiting {
  resolve(result: Result | Result[]): void
  reject(fault: Error): void
}

export function openSqliteThread(file: string): SqlitePlace {
  // TypeScript that nobody compiled, as in tests, has no thread to load.
  if (import.meta.url.endsWith('.ts')) return openSqlite(file)
  const thread = new Worker(new URL('./sqlite-thread.js', import.meta.url), { workerData: file })
  const ended = new Promise<void>((resolve) => thread.once('exit', () => resolve()))
  const waiting: Waiting[] = []
  const fail = (fault: Error) => {
    for (const each of waiting.splice(0)) each.reject(fault)
  }
  thread.on('message', (answer: Answer) => {
    const each = waiting.shift()
    // Only work that is waited for keeps a program running.
    if (waiting.length === 0) thread.unref()
    if ('result' in answer) each?.resolve(answer.result)
    else each?.reject(Object.assign(new Error(answer.fault), answer.code !== undefined && { code: answer.code }))
  })
  thread.on('error', (thrown) => fail(new Error(`the thread of the database has failed: ${messageOf(thrown)}`)))
  thread.on('exit', () => fail(new Error('the thread of the database has ended')))
  thread.unref()
  const ask = async (order: Order) =>
    await new Promise<Result | Result[]>((resolve, reject) => {
      waiting.push({ resolve, reject })
      thread.ref()
      thread.postMessage(order)
    })
  return {
    // As many results as statements: one for one, a list for a list.
    execute: async (statement) => (await ask(statement)) as Result,
    batch: async (statements) => (await ask(statements)) as Result[],
    close: async () => {
      thread.ref()
      thread.postMessage('close')
      await ended
    },
  }
}
