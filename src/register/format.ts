/** A register as text. Pure. In: its facts. Out: YAML, the same bytes for the same facts. */
import { stringify } from 'yaml'
import { isoInstant } from '../base/clock.js'
import type { Register } from './register.js'
import { HEADER, SECTIONS, type Section } from './sections.js'

/** With its facts in the order in which they stand in the file: what is made of it is as if it had been read. */
export function inFileOrder(register: Register): Register {
  const { addresses, dates, dismissed, endOfLife, entries, retractions, updates } = register
  // As an object has them: names that are numbers come first.
  const sorted = <Value>(map: ReadonlyMap<string, Value>): Map<string, Value> =>
    new Map(Object.entries(Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)))))
  const oldestFirst = <Fact extends { at: number }>(facts: readonly Fact[], name: (fact: Fact) => string): Fact[] =>
    [...facts].sort((a, b) => secondOf(a) - secondOf(b) || (name(a) < name(b) ? -1 : 1))
  return {
    ...register,
    ids: sorted(register.ids),
    urls: sorted(register.urls),
    ...(addresses !== undefined && { addresses: sorted(addresses) }),
    ...(entries !== undefined && { entries: sorted(entries) }),
    told: sorted(register.told),
    ...(dismissed !== undefined && { dismissed: [...dismissed].sort() }),
    updates: oldestFirst(updates, ({ post }) => post),
    retractions: oldestFirst(retractions, ({ post }) => post),
    endOfLife: oldestFirst(endOfLife, ({ key }) => key),
    dates: [...dates].sort((a, b) => (a.name < b.name ? -1 : 1)),
  }
}

/** The file has no part of a second. */
function secondOf({ at }: { readonly at: number }): number {
  return Math.floor(at / 1000)
}

/** Keys in order, so that the same facts are the same bytes. */
export function formatRegister(given: Register): string {
  const register = inFileOrder(given)
  const asFacts = <Fact extends { at: number }>(facts: readonly Fact[]) =>
    facts.map((fact) => ({ ...fact, at: isoInstant(fact.at) }))
  const {
    updates,
    retractions,
    endOfLife,
    dates,
    dismissed = [],
    kept = [],
    log = [],
    addresses = new Map<string, readonly string[]>(),
    entries = new Map<string, string>(),
  } = register
  const facts: Partial<Record<Section, object>> = {
    ids: Object.fromEntries(register.ids),
    ...(register.urls.size > 0 && { urls: Object.fromEntries(register.urls) }),
    ...(addresses.size > 0 && { addresses: Object.fromEntries(addresses) }),
    ...(entries.size > 0 && { entries: Object.fromEntries(entries) }),
    told: Object.fromEntries([...register.told].map(([key, at]) => [key, isoInstant(at)])),
    ...(dismissed.length > 0 && { dismissed }),
    ...(updates.length > 0 && { updates: asFacts(updates) }),
    ...(retractions.length > 0 && { retractions: asFacts(retractions) }),
    ...(endOfLife.length > 0 && { endOfLife: asFacts(endOfLife) }),
    ...(dates.length > 0 && { dates: asFacts(dates) }),
    ...(register.feeds !== undefined && { feeds: register.feeds }),
    ...(register.ledger !== undefined && { ledger: register.ledger }),
    ...(register.audit !== undefined && { audit: register.audit }),
    ...(log.length > 0 && { log: log.map((entry) => ({ ...entry, at: isoInstant(entry.at) })) }),
    ...(register.source !== undefined && { source: { ...register.source, at: isoInstant(register.source.at) } }),
    ...(kept.length > 0 && { kept }),
  }
  const unknownAfter = (section: Section | undefined) =>
    register.unknown.filter(({ after }) => after === section).map(({ text }) => text)
  const written = SECTIONS.flatMap((section) => {
    const fact = facts[section]
    return [...(fact === undefined ? [] : [stringify({ [section]: fact }, { lineWidth: 0 })]), ...unknownAfter(section)]
  })
  return [HEADER, ...unknownAfter(undefined), ...written].join('')
}
