/** A thread that makes pages. In: what is to stand on each, by message. Out: their HTML, and the content's own, which feeds hold too. */
import { answerOrders } from '../base/pool-thread.js'
import { contentHtml } from '../posts/content-html.js'
import { makePage, type PageInput } from './make-page.js'

export interface MadePage {
  readonly html: string
  /** Of an announcement's page. */
  readonly content?: string
}

answerOrders({
  together: 1,
  work: (input: PageInput): MadePage => {
    const html = makePage(input)
    if (input.page !== 'announcement') return { html }
    return { html, content: contentHtml(input.announcement, input.site.url) }
  },
})
