/**
 * Tells webhooks what was told and what is wrong. In: the app context. Out: warnings. Never fails: what was not taken
 * is tried again by later runs, five times within a day, each time with the same id.
 */

import type { Transaction } from 'kysely'
import { messageOf, type Problem, problem } from '../base/errors.js'
import type { HookKind } from '../config/schema/hooks.js'
import type { Config } from '../config/schema.js'
import { claimHooks, type DueHook, endHook, HOOK_TRIES, queueHook, recordHook } from '../hubs/hook-queue-store.js'
import { hookSignature } from '../hubs/hook-signature.js'
import type { Asking } from '../hubs/open-answer.js'
import { type NotTaken, postHook } from '../hubs/ping.js'
import { readHookSecret } from '../hubs/read-hook-secret.js'
import type { OperatorNews } from '../mail/render-notice.js'
import type { Decision } from '../notices/decide.js'
import type { Notice } from '../notices/notice.js'
import type { Over } from '../store/occasion-store.js'
import type { Tables } from '../store/tables.js'
import type { AppContext } from './app-context.js'
import type { Logged } from './history/record-decided.js'
import { runTexts } from './texts.js'

type Hook = Config['hooks'][number]

const WARNING = { severity: 'warning' } as const
/** Of a whole run: what is left then waits for the next. */
const PATIENCE_MS = 30_000

/** Addresses that want to hear of this. */
export function hooksFor({ hooks }: Config, kind: HookKind): string[] {
  return hooks.filter(({ kinds }) => kinds.includes(kind)).map(({ url }) => url)
}

/** What everybody may know: it names no person and no number of people. An alarm says what operators are mailed. */
export async function queueTold(
  { config }: AppContext,
  transaction: Transaction<Tables>,
  told: readonly ToldByHook[],
  { announcements, at }: Decision,
): Promise<void> {
  const urls = hooksFor(config, 'notice.told')
  if (urls.length === 0) return
  for (const { notice, lists, logged } of told) {
    const { key, kind, severity, text, origin } = notice
    const post = announcements.find(({ id }) => id === notice.post)
    const about = { title: notice.title || (post?.title ?? key), ...(post !== undefined && { url: post.url }) }
    const from =
      origin === null ? {} : { commit: origin.commit, ...(origin.signer !== '' && { signer: origin.signer }) }
    const said = { key, kind, severity, ...about, ...(text !== '' && { text }), lists: lists.map(({ id }) => id) }
    await queueHook(transaction, urls, { type: 'notice.told', key, data: { ...said, ...from, ...logged } }, at)
  }
}

interface ToldByHook {
  readonly notice: Notice
  readonly lists: readonly { readonly id: string }[]
  readonly logged?: Logged
}

/** What operators are told by mail as well. @param claimed keys of those that nobody told yet */
export async function queueAlarms(
  config: Config,
  transaction: Transaction<Tables>,
  occasions: readonly (OperatorNews & { readonly key: string })[],
  { keys, now }: { readonly keys: readonly string[]; readonly now: number },
): Promise<void> {
  const urls = hooksFor(config, 'alarm')
  for (const { key, ...news } of occasions)
    if (keys.includes(key)) {
      const { what, title, reason, details, command, page } = withPage(config, news)
      const data = { key, what, title, reason, ...(details && { details }), command, ...(page && { page }) }
      await queueHook(transaction, urls, { type: 'alarm', key, data }, now)
    }
}

export const OVER = 'it is not so any more'

export function overTitle(title: string): string {
  return `Over: ${title}`
}

/** That what was told is over: of all alarms, since programs keep count of them. */
export async function queueEnds(
  config: Config,
  transaction: Transaction<Tables>,
  ended: readonly Over[],
  now: number,
): Promise<void> {
  const urls = hooksFor(config, 'alarm')
  if (urls.length === 0) return
  for (const { key, title = key } of ended) {
    const data = { key, what: 'over', title: overTitle(title), reason: OVER, command: 'belfry plan' }
    await endHook(transaction, key)
    await queueHook(transaction, urls, { type: 'alarm', key: `over:${key}:${now}`, data }, now)
  }
}

/** With the page of the console that answers it, where there is one: by way of the page that a mailed link needs. */
export function withPage<T extends OperatorNews>({ console, web }: Config, news: T): T {
  if (!console) return news
  return { ...news, page: `${web.url}/console/go?to=/console${news.path ?? ''}` }
}

export async function tellHooks(context: AppContext, asking: Asking = {}): Promise<Problem[]> {
  const { config, store, clock } = context
  if (config.hooks.length === 0) return []
  try {
    const due = await claimHooks(
      store,
      config.hooks.map(({ url }) => url),
      clock.now(),
    )
    const patience = AbortSignal.timeout(PATIENCE_MS)
    const signal = asking.signal === undefined ? patience : AbortSignal.any([asking.signal, patience])
    // Each address by itself: one that is silent holds up no other.
    const told = await Promise.all(
      config.hooks.map(async (hook) => await tellOne(context, hook, due, { ...asking, signal })),
    )
    return told.flat()
  } catch (thrown) {
    return [
      problem('HOOK_FAILED', runTexts.tellHooks.hooksWereNotTold(messageOf(thrown)), { file: config.file }, WARNING),
    ]
  }
}

async function tellOne(context: AppContext, hook: Hook, due: readonly DueHook[], asking: Asking): Promise<Problem[]> {
  const { config, store, clock } = context
  const problems: Problem[] = []
  for (const one of due.filter(({ url }) => url === hook.url)) {
    const fault = await sent(hook, one, Math.floor(clock.now() / 1000), asking)
    const isLast = fault?.isGone === true || one.attempt >= HOOK_TRIES
    await recordHook(store.db, one, fault && { why: fault.why, isLast })
    if (fault === undefined) continue
    const { why, isGone } = fault
    const goes = isGone ? ', since it wants no more: take it out of hooks' : ''
    const last = isLast ? `; it is not tried again${goes}` : ''
    const sentence = runTexts.tellHooks.didNotTakeTry({
      url: hook.url,
      key: one.key,
      attempt: one.attempt,
      hookTries: HOOK_TRIES,
      why,
      last,
    })
    problems.push(problem('HOOK_FAILED', sentence, { file: config.file }, WARNING))
  }
  return problems
}

async function sent(
  hook: Hook,
  { id, body }: DueHook,
  timestamp: number,
  asking: Asking,
): Promise<NotTaken | undefined> {
  const secret = readHookSecret(hook.secretFile)
  if (secret === undefined) return { why: runTexts.tellHooks.holdsNoSecret2(hook.secretFile), isGone: false }
  const headers = {
    'Content-Type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': hookSignature(secret, { id, timestamp, body }),
  }
  return await postHook(hook.url, { body, headers }, asking)
}

/** What `check` says of them: each secret is one, and goes over TLS. */
export function hookProblems({ hooks, file }: Config): Problem[] {
  return hooks.flatMap((hook) => {
    const isPlain = hook.url.startsWith('http:') && !/^http:\/\/(?:localhost|127\.|\[::1\])/.test(hook.url)
    return [
      ...(isPlain ? [problem('HOOK', runTexts.tellHooks.notHttps(hook.url), { file })] : []),
      ...(readHookSecret(hook.secretFile) === undefined
        ? [problem('HOOK', runTexts.tellHooks.holdsNoSecret(hook.secretFile), { file })]
        : []),
    ]
  })
}
