/** A register as text. Pure. In: its facts. Out: YAML, the same bytes for the same facts. */
import { stringify } from 'yaml'
import { isoInstant } from '../base/clock.js'
import type { Register } from './register.js'
import { HEADER, SECTIONS, type Section } from './sections.js'

/** Keys in order, so that the same facts are the same bytes. */
export function formatRegister(register: Register): string {
  const sorted = <Value>(map: ReadonlyMap<string, Value>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1))
  const asFacts = <Fact extends { at: number }>(facts: readonly Fact[], name: (fact: Fact) => string) =>
    [...facts]
      .sort((a, b) => a.at - b.at || (name(a) < name(b) ? -1 : 1))
      .map((fact) => ({ ...fact, at: isoInstant(fact.at) }))
  const {
    updates,
    retractions,
    endOfLife,
    dismissed = [],
    kept = [],
    log = [],
    addresses = new Map<string, readonly string[]>(),
    entries = new Map<string, string>(),
  } = register
  const dates = [...register.dates].sort((a, b) => (a.name < b.name ? -1 : 1))
  const facts: Partial<Record<Section, object>> = {
    ids: Object.fromEntries(sorted(register.ids)),
    ...(register.urls.size > 0 && { urls: Object.fromEntries(sorted(register.urls)) }),
    ...(addresses.size > 0 && { addresses: Object.fromEntries(sorted(addresses)) }),
    ...(entries.size > 0 && { entries: Object.fromEntries(sorted(entries)) }),
    told: Object.fromEntries(sorted(register.told).map(([key, at]) => [key, isoInstant(at)])),
    ...(dismissed.length > 0 && { dismissed: [...dismissed].sort() }),
    ...(updates.length > 0 && { updates: asFacts(updates, ({ post }) => post) }),
    ...(retractions.length > 0 && { retractions: asFacts(retractions, ({ post }) => post) }),
    ...(endOfLife.length > 0 && { endOfLife: asFacts(endOfLife, ({ key }) => key) }),
    ...(dates.length > 0 && { dates: dates.map((date) => ({ ...date, at: isoInstant(date.at) })) }),
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
