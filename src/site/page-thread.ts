/** A thread that makes pages. In: what is to stand on each, by message. Out: their HTML, and the content's own, which feeds hold too. */
import { parentPort } from 'node:worker_threads'
import { messageOf } from '../base/errors.js'
import { contentHtml } from '../posts/content-html.js'
import { makePage, type PageInput } from './make-page.js'

export interface Job {
  readonly number: number
  readonly input: PageInput
}

export type Done = { readonly number: number } & (
  | { readonly html: string; readonly content?: string }
  | { readonly fault: string }
)

parentPort?.on('message', ({ number, input }: Job) => {
  parentPort?.postMessage(resultOf(number, input))
})

function resultOf(number: number, input: PageInput): Done {
  try {
    const html = makePage(input)
    if (input.page !== 'announcement') return { number, html }
    return { number, html, content: contentHtml(input.announcement, input.site.url) }
  } catch (thrown) {
    return { number, fault: messageOf(thrown) }
  }
}
