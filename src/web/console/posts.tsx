/** Posts, and one of them: kind, state, remarks, what people got of it in its thread. Pure. Out: HTML. */
import { isOpen } from '../../notices/notice.js'
import { kinds } from '../../posts/announcement.js'
import { noticeId } from '../../run/operators/notice-record.js'
import type { PostNow, PostState, PostsNow, ThreadPart } from '../../run/posts-now.js'
import { formatInstant } from '../pages/instants.js'
import type { SignedIn } from './accounts/signed-in.js'
import { consolePage, FaultList, Pages } from './frame.js'
import { MailingLink } from './mailing-rows.js'
import { reasonBeside } from './reason.js'

export interface PostSearch {
  /** Part of the title or the file, in any letter case. */
  readonly text: string
  /** A kind of post, or empty. */
  readonly kind: string
  /** A state, `remarks` for those that have some, or empty. */
  readonly state: string
}

/** What is said of a post in each state. */
const STATES: Readonly<Record<PostState, string>> = {
  settling: 'settling: told by itself, unless it changes',
  held: 'held: waits for an approval',
  asked: 'asked: waits for your decision',
  due: 'due: told by the next run, or at its time',
  told: 'told',
  dismissed: 'dismissed: nobody is told',
  gone: 'gone before it was told',
  known: 'older than the first run: nobody is told',
}

const ON_A_PAGE = 50

/** @param page from 1 */
export function postsPage(here: SignedIn, { posts, faults }: PostsNow, search: PostSearch, page: number): string {
  const found = posts.filter((post) => isMeant(post, search))
  const last = Math.max(1, Math.ceil(found.length / ON_A_PAGE))
  const at = Math.min(Math.max(1, page), last)
  const shown = found.slice((at - 1) * ON_A_PAGE, at * ON_A_PAGE)
  const pathOf = (number: number) =>
    `/console/posts?${new URLSearchParams({ ...search, page: String(number) }).toString()}`
  return consolePage({
    title: 'Posts',
    here,
    children: (
      <>
        <form class="act find" method="get" action="/console/posts">
          <label>
            Part of the title or file <input name="text" value={search.text} maxLength={200} autocomplete="off" />
          </label>
          <Choice name="kind" label="Kind" chosen={search.kind} all={kinds.map((kind) => [kind, kind])} />
          <Choice
            name="state"
            label="State"
            chosen={search.state}
            all={[...Object.entries(STATES), ['remarks', 'with remarks']]}
          />
          <button type="submit">Find</button>
        </form>
        <p>
          {found.length} of {posts.length} posts{search.text !== '' && ` hold “${search.text}”`}.
        </p>
        <ul class="rows">
          {shown.map((one) => (
            <PostRow key={one.post.id} one={one} />
          ))}
        </ul>
        <Pages page={at} last={last} pathOf={pathOf} />
        <FaultList title="What cannot be read, or belongs to no post" faults={faults} />
      </>
    ),
  })
}

function isMeant({ post, file, state, remarks }: PostNow, search: PostSearch): boolean {
  const text = search.text.toLowerCase()
  return (
    (text === '' || post.title.toLowerCase().includes(text) || file.toLowerCase().includes(text)) &&
    (search.kind === '' || post.kind === search.kind) &&
    (search.state === '' || (search.state === 'remarks' ? remarks.length > 0 : state === search.state))
  )
}

function Choice(props: {
  readonly name: string
  readonly label: string
  readonly chosen: string
  readonly all: readonly (readonly [value: string, says: string])[]
}) {
  return (
    <label>
      {props.label}{' '}
      <select name={props.name}>
        <option value="">any</option>
        {props.all.map(([value, says]) => (
          <option key={value} value={value} selected={value === props.chosen}>
            {says}
          </option>
        ))}
      </select>
    </label>
  )
}

function PostRow({ one: { post, state, remarks, notices } }: { one: PostNow }) {
  const open = notices.find(isOpen)
  const why = open === undefined ? '' : reasonBeside(open)
  return (
    <li>
      <p>
        <a href={pathOfPost(post.id)}>{post.title}</a>
      </p>
      <p>
        {post.day}, {post.kind}, {post.severity}: {STATES[state]}
        {post.withdrawn && ', withdrawn'}
        {post.unlisted === true && ', unlisted'}
      </p>
      {why !== '' && <p class="quiet">{why}</p>}
      {remarks.length > 0 && <p class="alarm">Remarks: {remarks.length}</p>}
    </li>
  )
}

function pathOfPost(id: string): string {
  return `/console/posts/show?id=${encodeURIComponent(id)}`
}

export function postPage(
  here: SignedIn,
  { post, file, state, remarks }: PostNow,
  thread: readonly ThreadPart[],
  timezone: string,
): string {
  return consolePage({
    title: post.title,
    here,
    children: (
      <>
        <dl class="facts">
          <dt>State</dt>
          <dd>{STATES[state]}</dd>
          <dt>Kind</dt>
          <dd>
            {post.kind}, {post.severity}
            {post.withdrawn && ', withdrawn'}
            {post.unlisted === true && ', unlisted'}
          </dd>
          <dt>Categories</dt>
          <dd>{post.categories.join(', ') || 'none'}</dd>
          <dt>Published</dt>
          <dd>{formatInstant(post.instant, 'en', timezone)}</dd>
          <dt>File</dt>
          <dd>{file}</dd>
          <dt>Page</dt>
          <dd>
            <a href={post.url}>{post.url}</a>
          </dd>
        </dl>
        <FaultList title="Remarks" faults={remarks} />
        <h2>Its thread</h2>
        {thread.length === 0 && <p>Nobody was mailed of it, and nobody is about to be.</p>}
        <ul class="rows">
          {thread.map(({ notice, mailing }) => (
            <li key={notice.key}>
              <p>
                <a href={`/console/notices/${noticeId(notice.key)}`}>{notice.title || notice.key}</a>
              </p>
              <p>
                {notice.kind}, {notice.severity}: {notice.state}
                {notice.toldAt !== null && ` ${formatInstant(notice.toldAt, 'en', timezone)}`}
              </p>
              {reasonBeside(notice) !== '' && <p class="quiet">{reasonBeside(notice)}</p>}
              {mailing !== undefined && (
                <p>
                  <MailingLink mailing={mailing} />
                </p>
              )}
            </li>
          ))}
        </ul>
      </>
    ),
  })
}
