/**
 * The documents that hold some posts, planned without the others. Pure. In: which posts stand where, some of them, the
 * rest of what is published. Out: which posts must be known to plan them; and their files.
 */
import { someFeedDocuments } from '../../feeds/files.js'
import type { OutputFile } from '../../files/write-folder.js'
import type { Announcement } from '../../posts/announcement.js'
import { contentOf, type PostContent } from '../../posts/post-content.js'
import { type SiteFile, siteFiles } from '../../site/files.js'
import { FRONT_PAGE } from '../../site/paths.js'
import type { HeldPosts } from './held-posts.js'
import { madeHere, type PlannedFrom } from './plan-files.js'

export interface PartAsked {
  readonly held: HeldPosts
  /** Numbers of posts whose bodies changed. */
  readonly changed: ReadonlySet<number>
}

export interface PartOfPlan {
  readonly files: readonly OutputFile[]
  /** How many pages of the changed posts are among them. */
  readonly pages: number
}

/** Posts beside a post that may have no neighbour's page, because they are unlisted or have not come yet. */
const NEAR = 4

/** @returns their numbers, the newest first */
export function postsForPart({ held, changed }: PartAsked): number[] {
  const asked = new Set<number>()
  const add = (from: number, until: number) => {
    for (let at = Math.max(0, from); at < Math.min(until, held.posts.length); at += 1) asked.add(at)
  }
  for (const one of changed) add(one - NEAR, one + NEAR + 1)
  if (changed.has(held.lead)) add(0, held.lead + FRONT_PAGE + NEAR)
  for (const [, posts] of wantedDocuments({ held, changed })) for (const one of posts) asked.add(one)
  return [...asked].filter((one) => held.posts[one] !== '').sort((a, b) => a - b)
}

/**
 * @param input of the posts that were asked for alone
 * @param posts those of them that changed
 */
export function partOfPlan(asked: PartAsked, input: PlannedFrom, posts: readonly Announcement[]): PartOfPlan {
  const { held, changed } = asked
  const { names, pages, years } = held
  const documents = wantedDocuments(asked)
  const wanted = new Map(
    documents.map(([folder, numbers, from, until]) => {
      const paths = new Set(numbers.map((one) => held.posts[one] ?? ''))
      return [folder, { paths, from, until }]
    }),
  )
  const feeds = someFeedDocuments(input, { names, pages, wanted }).flatMap(({ files }) => files)
  const contents = new Set(posts.map(contentOf))
  const site = siteFiles({ ...input, feeds: names, years }, madeHere)
  const own = site.filter(({ facts }) => facts?.page === 'announcement' && contents.has(facts.content))
  const front = changed.has(held.lead) ? site.filter((file) => leads(file, contents)) : []
  return { files: [...feeds, ...own, ...front], pages: own.length }
}

function leads({ facts }: SiteFile, contents: ReadonlySet<PostContent>): boolean {
  return facts?.page === 'index' && facts.lead !== undefined && contents.has(facts.lead)
}

function wantedDocuments({ held, changed }: PartAsked): HeldPosts['documents'] {
  return held.documents.filter(([, posts]) => posts.some((one) => changed.has(one)))
}
