/** A thread that makes pages. In: what is to stand on each, by message. Out: their HTML. */
import { parentPort } from 'node:worker_threads'
import { messageOf } from '../errors.js'
import { makePage, type PageInput } from './make-page.js'

export interface Job {
  readonly number: number
  readonly input: PageInput
}

export type Done = { readonly number: number } & ({ readonly html: string } | { readonly fault: string })

parentPort?.on('message', ({ number, input }: Job) => {
  parentPort?.postMessage(resultOf(number, input))
})

function resultOf(number: number, input: PageInput): Done {
  try {
    return { number, html: makePage(input) }
  } catch (thrown) {
    return { number, fault: messageOf(thrown) }
  }
}
