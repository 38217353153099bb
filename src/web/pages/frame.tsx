/**
 * A page that the server answers with. Pure. In: the site, a title, content. Out: HTML in the frame that all pages
 * share, with the styles that only these pages need.
 */
import type { ComponentChildren } from 'preact'
import { pageHtml } from '../../site/frame.js'
import type { Site } from '../../site/site.js'
import { WEB_STYLE_FILE } from './style.js'

export interface WebPage {
  readonly title: string
  /** Of the whole window, for what needs the room. */
  readonly wide?: boolean
  readonly canonical?: string
  /** Address of a file of this server's that runs on it. */
  readonly script?: string
  readonly children: ComponentChildren
}

export function webPage(site: Site, { title, wide, canonical, script, children }: WebPage): string {
  return pageHtml(site, {
    title,
    root: '/',
    ...(canonical !== undefined && { canonical }),
    ...(script !== undefined && { script }),
    children: (
      <>
        <link rel="stylesheet" href={`/${WEB_STYLE_FILE}`} />
        <div class={wide === true ? 'wide' : 'measure'}>
          <h1>{title}</h1>
          {children}
        </div>
      </>
    ),
  })
}
