/**
 * A build where nothing changed but the bodies of a few posts: those are read, and the documents that hold them are
 * planned and made. In: what was built before, what is seen now. Out: what was built; undefined where more is otherwise
 * than that, and all has to be read.
 *
 * What is planned of a part of the posts is believed where the same part, as it was before, gives the digests that the
 * manifest has, which were made of all posts. All that a post says beside its body is as it was, so it stands in the
 * same documents, at the same places.
 */
import { join, resolve } from 'node:path'
import { programStamp } from '../../base/read-program.js'
import type { Config } from '../../config/schema.js'
import { ATOM_FILE } from '../../feeds/names.js'
import { type ManifestText, manifestDigest } from '../../files/read-manifest.js'
import { type OutputFile, writeSome } from '../../files/write-folder.js'
import type { Announcement } from '../../posts/announcement.js'
import { readRegister } from '../../register/read.js'
import type { PostCache } from '../../source/post-cache.js'
import { postFolders } from '../../source/post-folders.js'
import { readAuthors } from '../../source/read-authors.js'
import { openPostCache, storeMorePosts } from '../../source/read-post-cache.js'
import { readReleases } from '../../source/read-releases.js'
import { postSettingsOf, postsKey } from '../post-settings.js'
import type { ReadContext } from '../read-context.js'
import { NONE } from './held-posts.js'
import { type PartAsked, type PartOfPlan, partOfPlan, postsForPart } from './part-of-plan.js'
import { planName, saidOfOthers } from './plan-said.js'
import { publishInput } from './publish-input.js'
import { type ChangedPost, postBefore, readChangedPosts } from './read-changed-posts.js'
import { readHeldPosts, storePlan } from './read-plan.js'
import { type Built, builtOf, outputsNow, type SeenFiles, type StandingBuild } from './read-still.js'

/** @throws BelfryError OUTPUT_FOLDER */
export async function buildChanged(
  context: ReadContext,
  seen: SeenFiles,
  standing: StandingBuild,
): Promise<Built | undefined> {
  const { config } = context
  const { said, manifest } = standing
  const now = context.clock.now()
  const held = now < said.until ? readHeldPosts(config.cache, said.held ?? planName(said)) : undefined
  if (held === undefined) return undefined
  const register = readRegister(config.content.register)
  const authors = readAuthors(config.content.authors).names
  const cache = openPostCache(config.cache, postsKey(config, register, authors))
  const how = { settings: { ...postSettingsOf(config), authors }, ids: register.ids, isFilled: false }
  const posts = await readChangedPosts({ folders: config.content.posts, how, cache }, seen.files, standing.changed)
  const numbers = posts?.map(({ path }) => held.posts.indexOf(path))
  if (posts === undefined || numbers === undefined || numbers.includes(-1) || !standing.isThere()) return undefined
  const asked = { held, changed: new Set(numbers) }
  const releases = readReleases(config.content.releases, config.site.url).table
  const planned = planBoth(asked, { posts, around: postsAround(asked, posts, { config, cache }) }, (announcements) => ({
    ...publishInput({ config, clock: { now: () => now } }, { announcements, register, releases }),
    program: programStamp(),
  }))
  const files = planned && filesThatChange(planned, manifest, config.feeds.pages ? posts.length : 0)
  return files && (await bring(context, { seen, standing, cache, posts, numbers }, files))
}

/** Those that did not change, and are asked for, with their numbers; undefined where one is not known. */
function postsAround(
  asked: PartAsked,
  posts: readonly ChangedPost[],
  { config, cache }: { readonly config: Config; readonly cache: PostCache },
): Map<number, Announcement> | undefined {
  const { common } = postFolders(config.content.posts)
  const paths = new Set(posts.map(({ path }) => path))
  const around = new Map<number, Announcement>()
  for (const number of postsForPart(asked)) {
    const path = asked.held.posts[number] ?? ''
    if (paths.has(path)) continue
    const known = postBefore(cache, path, join(common, path))
    if (known === undefined) return undefined
    around.set(number, known)
  }
  return around
}

interface Posts {
  readonly posts: readonly ChangedPost[]
  readonly around: ReadonlyMap<number, Announcement> | undefined
}

interface Both {
  readonly before: PartOfPlan
  readonly now: PartOfPlan
}

function planBoth(
  asked: PartAsked,
  { posts, around }: Posts,
  inputOf: (announcements: readonly Announcement[]) => Parameters<typeof partOfPlan>[1],
): Both | undefined {
  if (around === undefined) return undefined
  const numberOf = (path: string) => asked.held.posts.indexOf(path)
  const part = (which: 'before' | 'now') => {
    const all = new Map([...around, ...posts.map((one) => [numberOf(one.path), one[which]] as const)])
    const inOrder = [...all].sort(([a], [b]) => a - b).map(([, post]) => post)
    return partOfPlan(
      asked,
      inputOf(inOrder),
      posts.map((one) => one[which]),
    )
  }
  return { before: part('before'), now: part('now') }
}

/** @returns undefined where the part is not planned as all would be */
function filesThatChange(
  { before, now }: Both,
  files: Pick<ManifestText, 'get'>,
  pages: number,
): OutputFile[] | undefined {
  const isAsAll = before.files.every(({ path, inputs }) => inputs !== undefined && files.get(path)?.inputs === inputs)
  const paths = (part: PartOfPlan) => part.files.map(({ path }) => path).join('\n')
  if (!isAsAll || paths(before) !== paths(now) || before.pages !== pages) return undefined
  // How many entries the main feed holds decides which stand in the archive.
  const main = now.files.find(({ path }) => path === ATOM_FILE)
  if (main?.entries !== undefined && main.entries() !== files.get(ATOM_FILE)?.entries) return undefined
  return now.files.filter(({ path, inputs }) => files.get(path)?.inputs !== inputs)
}

interface Bringing {
  readonly seen: SeenFiles
  readonly standing: StandingBuild
  readonly cache: PostCache
  readonly posts: readonly ChangedPost[]
  /** Of each of them. */
  readonly numbers: readonly number[]
}

async function bring(
  { config }: ReadContext,
  { seen, standing, cache, posts, numbers }: Bringing,
  files: readonly OutputFile[],
): Promise<Built | undefined> {
  const { manifest, said, built } = standing
  const folder = resolve(config.feeds.folder)
  const { aloneInFolder } = await import('./open-folder.js')
  return await aloneInFolder(config, async () => {
    if (manifestDigest(folder) !== manifest.digest) return undefined
    const { written, remembered, digest } =
      files.length === 0
        ? { written: [], remembered: new Map(), digest: manifest.digest }
        : await writeSome(folder, files, manifest)
    for (const { path, state, parsed } of posts) cache.keep(path, state, parsed)
    const unkept = storeMorePosts(config.cache, cache, seen.files.at)
    const changed = new Map(posts.map(({ now }, at) => [numbers[at] ?? NONE, now.digest]))
    const others = saidOfOthers(said, changed)
    if (unkept.length === 0) {
      const outputs = outputsNow(built.outputs, remembered)
      storePlan(config.cache, { manifest: digest, said: others, built: { ...seen, outputs, problems: built.problems } })
    }
    const now = builtOf(standing, written)
    return { ...now, problems: [...now.problems, ...unkept] }
  })
}
