/**
 * What of the configuration a service keeps for as long as it lives: where it listens, and its ledger. Pure. In: the
 * configuration that was read anew, the one that it began with. Out: what changed of that; the new one without it.
 */
import type { Config } from '../../config/schema.js'

const FIXED = ['database', 'databaseConnections', 'secrets', 'marks'] as const

/** Keys whose new value waits for the next start. */
export function fixedKeys(next: Config, before: Config): string[] {
  const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)
  return [
    ...FIXED.filter((key) => !isSame(next[key], before[key])),
    ...(['listen', 'metrics'] as const).flatMap((key) =>
      isSame(next.web[key], before.web[key]) ? [] : [`web.${key}`],
    ),
    ...(isSame(next.inbound.listen, before.inbound.listen) ? [] : ['inbound.listen']),
  ]
}

export function withFixedKeys(next: Config, before: Config): Config {
  const { database, databaseConnections, secrets, marks } = before
  return {
    ...next,
    database,
    databaseConnections,
    secrets,
    marks,
    web: { ...next.web, listen: before.web.listen, metrics: before.web.metrics },
    inbound: { ...next.inbound, listen: before.inbound.listen },
  }
}
