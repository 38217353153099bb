/** What was told from which commit. Pure. In: the register's log. Out: by key of a notice, where it came from. */
import type { Register } from './register.js'

export interface Provenance {
  readonly commit: string
  /** Inside the repository; absent of what the releases table says. */
  readonly path?: string
  /** Absent where no signers are named. */
  readonly signer?: string
}

export function provenances({ log = [] }: Pick<Register, 'log'>): Map<string, Provenance> {
  return new Map(
    log.flatMap(({ key, commit, path, signer }): [string, Provenance][] =>
      commit === undefined
        ? []
        : [[key, { commit, ...(path !== undefined && { path }), ...(signer !== undefined && { signer }) }]],
    ),
  )
}
