/**
 * Posts as their site shows them (`content.render: site`). In: what was read, the configuration, the instant. Out: the
 * same, each post with the HTML of its page; a post whose page is not there waits unlisted and is named, and nothing of
 * it is told. What stands in the post's file decides all the rest.
 */

import { resolve } from 'node:path'
import { type Problem, problem } from '../../base/errors.js'
import { readSitePages, type Unshown } from '../../cms/read-site-pages.js'
import type { Config } from '../../config/schema.js'
import type { Asking } from '../../hubs/open-answer.js'
import type { Announcement } from '../../posts/announcement.js'
import { placeOfBody, rememberPlace } from '../../posts/post-content.js'
import type { ReadSource } from '../../source/read-all.js'
import { runTexts } from '../texts.js'

/** What was read of pages, beside the clone and the last feed. */
const KEPT = '../../var/content.pages'

/** Above that they are counted: a site that does not answer is one fault. */
const MOST_NAMED = 5

export async function withSitePages<Read extends ReadSource>(
  source: Read,
  config: Config,
  now: number,
  asking: Asking = {},
): Promise<Read> {
  const { render, built, selector } = config.content
  if (render !== 'site') return source
  const wanted = source.announcements.filter(
    ({ unlisted, redirectTo }) => unlisted !== true && redirectTo === undefined,
  )
  const pages = { siteUrl: config.site.url, folder: built, selector, kept: resolve(config.file, KEPT), now }
  const { html, unshown } = await readSitePages(wanted, pages, asking)
  const waiting = new Set(unshown.filter(({ isKept }) => !isKept).map(({ path }) => path))
  const shownFiles = new Map(
    wanted.filter(({ path }) => html.has(path)).map((post) => [source.fileOf(post.path), post]),
  )
  const announcements = source.announcements.map((post) => {
    const rendered = html.get(post.path)
    if (rendered !== undefined) return withField(withoutBodyRemarks(post), { rendered })
    return waiting.has(post.path) ? withField(post, { unlisted: true as const }) : post
  })
  const stays = source.problems.filter((one) => !isOfBody(one, shownFiles.get(one.file)))
  const isNone = wanted.length > 0 && html.size === 0
  return { ...source, announcements, problems: [...stays, ...unshownProblems(unshown, source, isNone)] }
}

/** A body that nobody has read yet stays unread. */
function withField(post: Announcement, field: Partial<Announcement>): Announcement {
  const all = { ...Object.getOwnPropertyDescriptors(post), ...Object.getOwnPropertyDescriptors(field) }
  const other = Object.defineProperties({}, all) as Announcement
  const place = placeOfBody(post)
  if (place !== undefined) rememberPlace(other, place)
  return other
}

const OF_BODY: ReadonlySet<string> = new Set(['POST_TEMPLATE', 'POST_CALLOUT', 'POST_LINK', 'POST_DROPPED'])

/** Is it about Markdown that nobody is shown, because its site shows a page? */
function isOfBody({ code, line = 1 }: Problem, post: Pick<Announcement, 'lines'> | undefined): boolean {
  return post !== undefined && OF_BODY.has(code) && line >= (post.lines?.body ?? 1)
}

function withoutBodyRemarks(post: Announcement): Announcement {
  const left = post.remarks?.filter((one) => !isOfBody(one, post))
  if (left === undefined || left.length === post.remarks?.length) return post
  return withField(post, { remarks: left.length === 0 ? undefined : left } as Partial<Announcement>)
}

/** Where no page can be had at all, the configuration is what is to be looked at. */
function unshownProblems(
  unshown: readonly Unshown[],
  { fileOf }: Pick<ReadSource, 'fileOf'>,
  isNone: boolean,
): Problem[] {
  const named = unshown.slice(0, MOST_NAMED).map(({ path, message, isKept, isToCome }) => {
    const more = isKept ? runTexts.sitePages.pageReadBeforeGoes() : runTexts.sitePages.postWaits()
    const severity = isNone || !(isKept || isToCome) ? 'error' : 'warning'
    return problem('POST_PAGE', message + more, { file: fileOf(path) }, { severity })
  })
  const left = unshown.slice(MOST_NAMED)
  const [next] = left
  if (next === undefined) return named
  const message = `So it is with ${left.length} posts more; one of them: ${next.message}`
  const place = { file: fileOf(next.path) }
  return [...named, problem('POST_PAGE', message, place, { severity: isNone ? 'error' : 'warning' })]
}
