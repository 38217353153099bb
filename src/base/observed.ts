/**
 * What a service measures while it works, as plain data that may cross threads. Pure types; no address in any of it.
 */
export type Observation =
  | { readonly what: 'run'; readonly outcome: 'done' | 'failed'; readonly seconds: number }
  /** Feeds and pages made, and written where they changed. */
  | { readonly what: 'build'; readonly seconds: number }
  /** The register written, feeds and pages built, and that kept in the ledger. */
  | { readonly what: 'publish'; readonly seconds: number }
  /** A message and what the next server said to it, from the first byte to the reply. */
  | { readonly what: 'reply'; readonly outcome: string; readonly domainClass: string; readonly seconds: number }

export type Observe = (observation: Observation) => void

/** @param from, to of performance.now() */
export function secondsBetween(from: number, to: number): number {
  return (to - from) / 1000
}
