/** What is wrong with one key of the configuration. Pure. */

export interface KeyFault {
  /** From the top: `['lists', 0, 'id']`. */
  readonly path: readonly PropertyKey[]
  /** Goes on after the key: `is no day of the calendar`. */
  readonly message: string
}
