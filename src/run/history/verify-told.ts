/**
 * Whether a mail or a page says what everybody was told, and what the commit says. In: the read context, a file or an
 * address that anybody may have written, a `told.json`. Out: what was looked at, each with its outcome.
 */

import { join } from 'node:path'
import PostalMime from 'postal-mime'
import { messageOf } from '../../base/errors.js'
import { plainLine } from '../../base/plain-line.js'
import { isAddress } from '../../cms/read-feed.js'
import { TOLD_FILE } from '../../feeds/names.js'
import { readToldLog, TOLD_LOG_BYTES } from '../../feeds/parse-told-log.js'
import type { ToldEntry } from '../../feeds/told-log.js'
import { openObjects, withClone } from '../../git/open-objects.js'
import { readVerdict } from '../../git/read-signature.js'
import type { Asking } from '../../hubs/open-answer.js'
import { mailDigest } from '../../mail/digest.js'
import { mailHtml, NO_LINKS, renderAnnouncement } from '../../mail/render-notice.js'
import { loadTemplates } from '../../mail/templates/load.js'
import { plainTextIn } from '../../markup/plain-text.js'
import { type Announcement, severities } from '../../posts/announcement.js'
import { POST_LIMIT_BYTES } from '../../posts/decode.js'
import { holdsFileLinks } from '../../posts/file-links.js'
import { isFilledIn } from '../../posts/holds-templates.js'
import { announcementKey } from '../../register/notice-keys.js'
import { readRegister } from '../../register/read.js'
import type { LoggedNotice } from '../../register/register.js'
import { collectPosts } from '../../source/collect-posts.js'
import { postSettingsOf } from '../post-settings.js'
import { read as readPosts, sourceOf } from '../read-content.js'
import type { ReadContext } from '../read-context.js'
import { samePage } from '../same-page.js'
import { runTexts } from '../texts.js'
import { readClaim } from './read-claim.js'

export interface ToldCheck {
  readonly name: 'read' | 'log' | 'entry' | 'text' | 'signer' | 'commit'
  /** Null where it could not be looked at: that is no difference. */
  readonly ok: boolean | null
  readonly says: string
}

/** As `verify --json` prints it. */
export interface ToldVerdict {
  readonly ok: boolean
  readonly key?: string
  readonly at?: string
  readonly commit?: string
  readonly signer?: string
  readonly checks: readonly ToldCheck[]
}

/** A mail, or a page with its address. */
interface Claim {
  readonly subject: string
  readonly text: string
  readonly messageId?: string
  readonly url?: string
  /** Mails that it holds. */
  readonly forwarded?: readonly Claim[]
}

const CLAIM_BYTES = 5_000_000
const WHAT = runTexts.verifyTold.nameMailOrPage()

/** @param told a file or an address; the published one where it is left out */
export async function verifyTold(
  context: ReadContext,
  source: string,
  told: string | undefined,
  asking: Asking = {},
): Promise<ToldVerdict> {
  const read = await readClaim(source, CLAIM_BYTES, asking)
  if ('fault' in read) return ended([check('read', false, `${read.fault}. ${WHAT}`)])
  return await verifyRead(context, { bytes: read.bytes, source }, told, asking)
}

/** The same of what was read already. @param source its name, or the address that it was asked from */
export async function verifyRead(
  context: ReadContext,
  { bytes, source }: { readonly bytes: Buffer; readonly source: string },
  told: string | undefined,
  asking: Asking = {},
): Promise<ToldVerdict> {
  const inHand = await claimIn(bytes, source)
  if (inHand === undefined) return ended([check('read', false, `It is neither a mail nor a page. ${WHAT}`)])
  const place = told ?? join(context.config.feeds.folder, TOLD_FILE)
  const file = await readClaim(place, TOLD_LOG_BYTES, asking)
  if ('fault' in file) return ended([check('log', false, file.fault)])
  const log = readToldLog(file.bytes.toString('utf8'))
  if ('fault' in log) return ended([check('log', false, `${place}: ${log.fault}.`)])
  const chain = check('log', true, runTexts.verifyTold.entriesEachFollowsFrom(place, log.entries.length))
  // A page has an address; only who reads the posts knows of which.
  const posts = inHand.url === undefined ? [] : (await readPosts(context)).announcements
  const { log: logged = [] } = readRegister(context.config.content.register)
  const all = withForwarded(inHand)
  const claim = all.find((one) => entryOf(one, log.entries, posts) !== undefined) ?? inHand
  const entry = entryOf(claim, log.entries, posts)
  if (entry === undefined) return ended([chain, check('entry', false, runTexts.verifyTold.doesNotStandTold())])
  const known = logged.find(({ key, audit }) => key === entry.key && audit === entry.audit)
  const checks = [
    ...(claim === inHand ? [] : [check('read', true, runTexts.verifyTold.forwardedWithin())]),
    chain,
    check('entry', true, runTexts.verifyTold.standsToldJsonTold(entry.key, entry.at)),
    ...(claim.url === undefined ? [textCheck(claim, entry)] : []),
    ...(await commitChecks(context, { claim, entry, known })),
  ]
  const { key, at, commit, signer } = entry
  return ended(checks, { key, at, ...(commit !== undefined && { commit }), ...(signer !== undefined && { signer }) })
}

function check(name: ToldCheck['name'], ok: boolean | null, says: string): ToldCheck {
  return { name, ok, says: plainLine(says).slice(0, 2_000) }
}

function ended(checks: readonly ToldCheck[], facts: Partial<ToldVerdict> = {}): ToldVerdict {
  return { ok: checks.every(({ ok }) => ok !== false), ...facts, checks }
}

async function claimIn(bytes: Buffer, source: string): Promise<Claim | undefined> {
  if (isAddress(source) && /^\s*</.test(bytes.subarray(0, 200).toString('latin1')))
    return { subject: '', text: PLAIN(bytes.toString('utf8')), url: source }
  try {
    return await mailIn(bytes, MOST_FORWARDED)
  } catch {
    // Nested too deep, or no mail at all.
    return undefined
  }
}

/** A mail may hold others, that were forwarded as they came: how deep, and how many, are looked at. */
const MOST_FORWARDED = 3
const MOST_ATTACHED = 5

async function mailIn(bytes: Uint8Array | ArrayBuffer, depth: number): Promise<Claim | undefined> {
  // A mail within it is one by itself: its words are none of the outer one's.
  const limits = { maxNestingDepth: 20, maxHeadersSize: 200_000, forceRfc822Attachments: true }
  const mail = await PostalMime.parse(bytes, limits)
  const messageId = mail.messageId?.trim().replace(/^<|>$/g, '')
  const within = depth === 0 ? [] : mail.attachments.filter(({ mimeType }) => mimeType === 'message/rfc822')
  const forwarded: Claim[] = []
  for (const { content } of within.slice(0, MOST_ATTACHED)) {
    const octets = typeof content === 'string' ? Buffer.from(content) : content
    const found = await mailIn(octets, depth - 1).catch(() => undefined)
    if (found !== undefined) forwarded.push(found)
  }
  if (messageId === undefined || messageId === '') return forwarded[0]
  return { subject: mail.subject ?? '', text: mail.text ?? '', messageId, forwarded }
}

const PLAIN = plainTextIn({ image: (alt) => alt, note: () => '' })

function withForwarded(claim: Claim): readonly Claim[] {
  return [claim, ...(claim.forwarded ?? []).flatMap(withForwarded)]
}

/** A page is that of the announcement which has its address. */
function entryOf({ messageId, url }: Claim, entries: readonly ToldEntry[], posts: readonly Announcement[]) {
  if (messageId !== undefined) return entries.find((entry) => entry.messageId === messageId)
  const post = posts.find((one) => samePage(one.url, url ?? ''))
  return post && entries.find(({ key }) => key === announcementKey(post))
}

function textCheck({ subject, text }: Claim, { digest, digests = {} }: ToldEntry): ToldCheck {
  return [digest, ...Object.values(digests)].includes(mailDigest(subject, text))
    ? check('text', true, runTexts.verifyTold.wordsThoseEverybodyTold())
    : check('text', false, runTexts.verifyTold.wordsNotThoseEverybody())
}

interface Told {
  readonly claim: Claim
  readonly entry: ToldEntry
  /** As the register here knows it. */
  readonly known: LoggedNotice | undefined
}

async function commitChecks(context: ReadContext, told: Told): Promise<ToldCheck[]> {
  const { commit } = told.entry
  const { git, clone } = sourceOf(context.config)
  if (commit === undefined) return [check('commit', null, runTexts.verifyTold.toldFromNoCommit())]
  if (git.remote === '') return [check('commit', null, runTexts.verifyTold.commitContentGitNames(commit))]
  const checks = git.allowedSigners === '' ? [] : [await signerCheck(clone, told.entry, { ...git, commit })]
  return [...checks, await sourceCheck(context, { ...told, commit })]
}

async function signerCheck(
  clone: string,
  { signer = '', at }: ToldEntry,
  { commit, ...vouching }: { commit: string; allowedSigners: string; revokedSigners: string },
): Promise<ToldCheck> {
  const verdict = await withClone(
    clone,
    async (opened) => await readVerdict(opened, commit, vouching, Date.parse(at)),
  ).catch((thrown: unknown) => ({ fault: `commit ${commit} cannot be read: ${messageOf(thrown)}` }))
  if ('fault' in verdict) return check('signer', false, verdict.fault)
  return verdict.signer === signer
    ? check('signer', true, runTexts.verifyTold.commitSigned(commit, signer))
    : check('signer', false, runTexts.verifyTold.commitSignedToldJson(commit, verdict.signer, signer || 'nobody'))
}

/** Updates are the words of a block or of an operator: their mail shows a part of the post. */
async function sourceCheck(context: ReadContext, { claim, entry, known, commit }: Told & { commit: string }) {
  const at = `commit ${commit}`
  if (entry.kind !== 'announcement' && entry.kind !== 'manual')
    return check('commit', null, runTexts.verifyTold.notTextFileSee(entry.kind, commit))
  if (known?.path === undefined) return check('commit', null, runTexts.verifyTold.registerHereDoesNot(at))
  const file = `${known.path} of ${at}`
  if (isFilledIn(postSettingsOf(context.config)))
    return check('commit', null, runTexts.verifyTold.filledTemplatesNotCompared(file))
  const post = await postAt(context, commit, known.path)
  if (post === undefined) return check('commit', false, runTexts.verifyTold.noPost(file))
  if (holdsFileLinks(Buffer.from(post.body)))
    return check('commit', null, runTexts.verifyTold.linksToFilesNotCompared(file))
  // What a page says no digest knows.
  if (claim.url === undefined && (await isRenderedFrom(context, post, entry)))
    return check('commit', true, runTexts.verifyTold.itsTextIs(file))
  return standsIn(wordsOf(PLAIN(mailHtml(post, context.config))), wordsOf(claim.text))
    ? check('commit', true, runTexts.verifyTold.everyWordStandsOrder(file))
    : check('commit', false, runTexts.verifyTold.textNot(file))
}

async function postAt(context: ReadContext, commit: string, path: string): Promise<Announcement | undefined> {
  const { clone } = sourceOf(context.config)
  const objects = openObjects(clone, POST_LIMIT_BYTES)
  try {
    const object = await objects.read(`${commit}:${path}`)
    if (object?.type !== 'blob') return undefined
    const { ids } = readRegister(context.config.content.register)
    const options = { settings: postSettingsOf(context.config), ids, shown: (file: string) => file }
    const name = path.replace(/^.*\//, '')
    return (await collectPosts([{ path: name, bytes: object.bytes }], options)).announcements[0]
  } finally {
    await objects.close()
  }
}

/** By today's templates and configuration; by others the words are looked for. */
async function isRenderedFrom({ config }: ReadContext, announcement: Announcement, entry: ToldEntry): Promise<boolean> {
  const [list] = config.lists
  const severity = severities.find((one) => one === entry.severity)
  if (list === undefined || severity === undefined) return false
  const templates = loadTemplates(config.mail.templates, config.words)
  const { log = [] } = readRegister(config.content.register)
  const { commit = '', path = '', signer = '' } = log.find(({ audit }) => audit === entry.audit) ?? {}
  const origin = { commit, path, signer }
  const mail = await renderAnnouncement({ announcement, list, config, links: NO_LINKS, templates, severity, origin })
  return mailDigest(mail.subject, mail.text) === entry.digest
}

function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}]+/gu) ?? []
}

/** All of the one in the other, in the same order. */
function standsIn(these: readonly string[], all: readonly string[]): boolean {
  let next = 0
  for (const word of all) if (word === these[next]) next += 1
  return next === these.length
}
