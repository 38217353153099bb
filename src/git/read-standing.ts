/**
 * Whether what was accepted stands by today's signers. Door: processes. In: the clone, what was accepted, who may sign.
 * Out: the commit to read on: the one accepted last or, where its signer is gone, the newest before it that passes.
 * Each commit is asked for as of when it was accepted, so that a key whose time is over since takes nothing back, and
 * one that is said to have ended before does.
 */
import { type Accepted, withAccepted } from './accepted.js'
import { isChecked, keepChecked } from './good-revision-store.js'
import type { Clone } from './open-objects.js'
import { type Ancestor, commitsOf, isCommit } from './read-ancestry.js'
import { readVerdict, type Vouching } from './read-signature.js'
import type { SignatureVerdict } from './signature-verdict.js'

export interface StandingRules extends Vouching {
  /** `every`: each commit since the oldest that is remembered must be signed, not the tip alone. */
  readonly signed: 'tip' | 'every'
}

export type StandingOfSource =
  /** It stands. `takenBack`: the sentence that refuses the one accepted last, where this is an older one. */
  | {
      readonly state: 'stands'
      readonly accepted: readonly Accepted[]
      readonly signer: string
      readonly takenBack?: string
    }
  /** Nothing that was accepted passes, or (`unchecked`) nobody can say for now. */
  | { readonly state: 'nobody' | 'unchecked'; readonly accepted: readonly Accepted[]; readonly fault: string }

/** How far back is looked for a commit that passes. */
const WALK = 2000

/** @param known newest first, at least one; the newest must be in the clone */
export async function readStanding(
  clone: Clone,
  known: readonly [Accepted, ...Accepted[]],
  rules: StandingRules,
): Promise<StandingOfSource> {
  const [newest, ...others] = known
  const present = await Promise.all(others.map(async ({ commit }) => await isCommit(clone, commit)))
  const accepted: Chain = [newest, ...others.filter((_one, index) => present[index])]
  const own = await readVerdict(clone, newest.commit, rules, newest.at)
  if ('fault' in own && own.isUnchecked === true) return { state: 'unchecked', accepted: known, fault: own.fault }
  if (!('fault' in own) && (await needsNoMore(clone, accepted, rules)))
    return { state: 'stands', accepted: known, signer: own.signer }
  const judging = { rules, verdictOf: await verdicts(clone, accepted, rules) }
  const all = 'fault' in own ? own : await verdictOfAll(clone, accepted, judging)
  if (!('fault' in all)) return { state: 'stands', accepted: known, signer: all.signer }
  const passing = await newestPassing(clone, accepted, judging)
  if (passing === undefined) return { state: 'nobody', accepted: known, fault: all.fault }
  return { state: 'stands', ...passing, takenBack: all.fault }
}

type Chain = readonly [Accepted, ...Accepted[]]

/** What was asked of the same signers before is not asked again. */
async function needsNoMore(clone: Clone, accepted: Chain, rules: StandingRules): Promise<boolean> {
  return rules.signed === 'tip' || (await isChecked(clone.folder, accepted, rules))
}

interface Judging {
  readonly rules: StandingRules
  readonly verdictOf: (commit: string) => Promise<SignatureVerdict>
}

/** Each commit is asked for once, as of the acceptance that brought it. */
async function verdicts(clone: Clone, accepted: Chain, rules: StandingRules): Promise<Judging['verdictOf']> {
  const oldest = accepted.at(-1) ?? accepted[0]
  const instants = new Map([[oldest.commit, oldest.at]])
  for (const [index, { commit, at }] of accepted.entries()) {
    const before = accepted[index + 1]?.commit
    if (before === undefined) break
    for (const one of await commitsOf(clone, commit, before)) instants.set(one.commit, at)
  }
  const known = new Map<string, Promise<SignatureVerdict>>()
  return async (commit) => {
    const found = known.get(commit) ?? readVerdict(clone, commit, rules, instants.get(commit) ?? oldest.at)
    known.set(commit, found)
    return await found
  }
}

/** The verdict on what the newest brought with it since the oldest: the first fault, or its own. */
async function verdictOfAll(clone: Clone, accepted: Chain, { rules, verdictOf }: Judging): Promise<SignatureVerdict> {
  const [newest] = accepted
  const oldest = accepted.at(-1)?.commit
  for (const { commit } of oldest === newest.commit ? [] : await commitsOf(clone, newest.commit, oldest)) {
    const verdict = await verdictOf(commit)
    if ('fault' in verdict) return verdict
  }
  await keepChecked(clone.folder, accepted, rules)
  return await verdictOf(newest.commit)
}

/**
 * The way of the branch before what was merged into it; and never anything that does not come from the newest commit
 * that was accepted before and still passes: else whoever had a key that was taken away could have had an older state
 * read by naming it as a parent.
 */
async function newestPassing(
  clone: Clone,
  [newest, ...older]: Chain,
  judging: Judging,
): Promise<{ accepted: readonly Accepted[]; signer: string } | undefined> {
  const passes = async (commit: string) => await signerOf(commit, judging)
  const before = await firstOf(older, async ({ commit }) => (await passes(commit)) !== undefined)
  const list = await commitsOf(clone, newest.commit, undefined, WALK)
  const good = judging.rules.signed === 'every' ? await goodOnes(list, older.at(-1)?.commit, judging) : undefined
  const within = before === undefined ? undefined : descendantsOf(before.commit, list)
  for (const commit of branchFirst(list)) {
    if (within?.has(commit) === false || good?.has(commit) === false) continue
    const signer = await passes(commit)
    if (signer === undefined) continue
    const chain = before === undefined ? [] : older.slice(older.indexOf(before))
    return { accepted: withAccepted(chain, { commit, at: newest.at }), signer }
  }
  const signer = before === undefined ? undefined : await passes(before.commit)
  if (before === undefined || signer === undefined) return undefined
  return { accepted: older.slice(older.indexOf(before)), signer }
}

async function firstOf<One>(many: readonly One[], isIt: (one: One) => Promise<boolean>): Promise<One | undefined> {
  for (const one of many) if (await isIt(one)) return one
  return undefined
}

async function signerOf(commit: string, { verdictOf }: Judging): Promise<string | undefined> {
  const verdict = await verdictOf(commit)
  return 'fault' in verdict ? undefined : verdict.signer
}

/** Those that are signed and come from signed ones alone, back to the oldest that was accepted. */
async function goodOnes(list: readonly Ancestor[], oldest: string | undefined, judging: Judging): Promise<Set<string>> {
  const good = new Set<string>()
  const settled = oldest === undefined ? new Set<string>() : historyOf(oldest, list)
  const listed = new Set(list.map(({ commit }) => commit))
  for (const { commit, parents } of list.toReversed()) {
    if (settled.has(commit)) good.add(commit)
    else if (parents.every((parent) => !listed.has(parent) || good.has(parent) || oldest === undefined))
      if ((await signerOf(commit, judging)) !== undefined) good.add(commit)
  }
  return good
}

function historyOf(commit: string, list: readonly Ancestor[]): Set<string> {
  const found = new Set([commit])
  for (const one of list) if (found.has(one.commit)) for (const parent of one.parents) found.add(parent)
  return found
}

function descendantsOf(commit: string, list: readonly Ancestor[]): Set<string> {
  const found = new Set([commit])
  for (const one of list.toReversed()) if (one.parents.some((parent) => found.has(parent))) found.add(one.commit)
  return found
}

/** First parents from the newest on, then all others. */
function branchFirst(list: readonly Ancestor[]): string[] {
  const byCommit = new Map(list.map((one) => [one.commit, one]))
  const way: string[] = []
  for (let one = list[0]; one !== undefined; one = byCommit.get(one.parents[0] ?? '')) way.push(one.commit)
  const onWay = new Set(way)
  return [...way, ...list.map(({ commit }) => commit).filter((commit) => !onWay.has(commit))]
}
