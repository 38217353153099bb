/** From what is used inside to the shapes of the interface. Pure: field by field, so that nothing else gets out. */
import { isoInstant } from '../base/clock.js'
import type { Problem as Fault } from '../base/errors.js'
import type { Announcement as Post } from '../posts/announcement.js'
import type { Brought } from '../run/history/against.js'
import type { Published } from '../run/output/publish.js'
import type { Announcement, Built, Notice, Problem } from './shapes.js'

export function toAnnouncement(post: Post): Announcement {
  const { id, path, title, day, url, kind, severity, version, authors, categories, language, withdrawn, body } = post
  return {
    ...{ id, path, title, at: isoInstant(post.instant), day, url, kind, severity },
    ...(version !== undefined && { version }),
    ...{ authors: [...authors], categories: [...categories] },
    ...(language !== undefined && { language }),
    ...{ withdrawn, unlisted: post.unlisted === true, body },
  }
}

export function toProblem({ severity, code, file, line, column, message, fix }: Fault): Problem {
  const place = { file, ...(line !== undefined && { line }), ...(column !== undefined && { column }) }
  return { severity, code, ...place, message, fix }
}

export function toNotice({ notice, decision, lists, post }: Brought): Notice {
  const { key, kind, severity, reason, title, text } = notice
  return {
    ...{ key, kind, decision, severity },
    ...(notice.post !== null && { post: notice.post }),
    title: title || (post?.title ?? key),
    ...(text !== '' && { text }),
    ...{ lists: lists.map(({ id }) => id), reason },
  }
}

export function toFiles({ files, feeds }: Published): Pick<Built, 'files' | 'feeds'> {
  return {
    files: files.map(({ path, bytes, changed }) => ({ path, bytes, changed })),
    feeds: feeds.map(({ feed, entries, changed }) => ({ path: feed, entries, changed })),
  }
}
