/**
 * A value without the fields that nothing is known for. Pure. In: an object with all its fields, in their order. Out:
 * the same without those that are undefined. Written with a spread for each field that may be absent, the same takes
 * twenty times as long, which was a third of what it takes to read a post.
 */
export type Present<Of> = {
  [Key in keyof Of as undefined extends Of[Key] ? never : Key]: Of[Key]
} & {
  [Key in keyof Of as undefined extends Of[Key] ? Key : never]?: Exclude<Of[Key], undefined>
}

export function present<Of extends object>(all: Of): Present<Of> {
  const there: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(all)) if (value !== undefined) there[key] = value
  return there as Present<Of>
}
