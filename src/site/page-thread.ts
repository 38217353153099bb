/**
 * A thread that makes pages. In: what is to stand on each, by message. Out: their HTML, and the content's own, which
 * feeds hold too.
 */
import { LazyText } from '../base/facts.js'
import { answerOrders } from '../base/pool-thread.js'
import { contentHtml, type PostContent } from '../posts/post-content.js'
import { makePage } from './make-page.js'
import type { AnnouncementPageFacts } from './page-facts.js'
import type { Site } from './site.js'

export interface PageJob {
  readonly site: Site
  readonly facts: Omit<AnnouncementPageFacts, 'content'>
  readonly content: Omit<PostContent, 'body'> & { readonly digest: string; readonly text: string }
}

export interface MadePage {
  readonly html: string
  readonly content: string
}

answerOrders({
  together: 1,
  work: ({ site, facts, content: { digest, text, ...rest } }: PageJob): MadePage => {
    const content = { ...rest, body: new LazyText(digest, () => text) }
    return { html: makePage(site, { ...facts, content }), content: contentHtml(content, site.url) }
  },
})
