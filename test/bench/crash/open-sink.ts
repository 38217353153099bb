/** Starts the sink's process and asks it. In: nothing. Out: where it listens, how many copies came, and which. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { compiledProgram } from '../../support/compiled.js'
import type { Copy } from '../../support/counting-sink.js'
import { repository } from '../../support/project.js'
import type { Answer, Question } from './sink-process.js'

export interface SinkProcess {
  readonly transport: string
  count(): Promise<number>
  /** Resolves when so many copies have come, with how many there are by then. */
  reached(count: number): Promise<number>
  copies(): Promise<readonly Copy[]>
  close(): Promise<void>
}

type Told = Extract<Answer, { id: number }>
type Asked = Question extends infer One ? (One extends Question ? Omit<One, 'id'> : never) : never

export async function openSink(): Promise<SinkProcess> {
  const child = fork(compiledProgram('sink-process'), [], {
    cwd: repository,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const waiting = new Map<number, (told: Told) => void>()
  let asked = 0
  const transport = await new Promise<string>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`the sink ended with ${code}`)))
    child.on('message', (answer: Answer) => {
      if ('transport' in answer) resolve(answer.transport)
      else waiting.get(answer.id)?.(answer)
    })
  })
  const ask = async (question: Asked): Promise<Told> => {
    asked += 1
    const id = asked
    const told = new Promise<Told>((resolve) => waiting.set(id, resolve))
    child.send({ ...question, id })
    return await told.finally(() => waiting.delete(id))
  }
  return {
    transport,
    count: async () => (await ask({ ask: 'count' })).count,
    reached: async (count) => (await ask({ ask: 'reached', count })).count,
    copies: async () => (await ask({ ask: 'copies' })).copies ?? [],
    close: async () => await ended(child),
  }
}

async function ended(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit')
  child.disconnect()
  await exit
}
