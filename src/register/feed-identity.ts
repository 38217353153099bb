/**
 * Whether entries would get other ids than those that were published: to every reader all of them would be new. Pure.
 * In: the register, the configuration. Out: what changed, and what the register is to say now.
 */
import { type Problem, problem } from '../base/errors.js'
import type { Config } from '../config/schema.js'
import type { FeedIdentity, Register } from './register.js'

/** @returns undefined where ids are made as before, or where an operator changed it on purpose */
export function feedIdsProblem({ feeds: before }: Register, config: Config): Problem | undefined {
  const now = identityIn(config)
  if (before === undefined || isSame(before, now)) return undefined
  if (config.feeds.changed > (before.changed ?? '')) return undefined
  const sentence = `feeds were published with ${inWords(before)}, and the configuration says ${inWords(now)}`
  return problem('FEED_IDS_CHANGED', `${sentence}: to every reader each entry would be new`, { file: config.file })
}

/** What the register says once the feeds are published. */
export function identityOf({ feeds: before }: Register, config: Config): FeedIdentity {
  const { changed } = config.feeds
  const last = changed > (before?.changed ?? '') ? changed : before?.changed
  return { ...identityIn(config), ...(last !== undefined && last !== '' && { changed: last }) }
}

function identityIn({ feeds: { ids, authority, since } }: Config): FeedIdentity {
  return ids === 'tag' ? { ids, authority, since } : { ids }
}

function isSame(a: FeedIdentity, b: FeedIdentity): boolean {
  return a.ids === b.ids && a.authority === b.authority && a.since === b.since
}

function inWords({ ids, authority, since }: FeedIdentity): string {
  return ids === 'url' ? 'feeds.ids: url' : `ids under tag:${authority},${since}`
}
