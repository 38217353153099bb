/** Where else a thing stands that is remarked on once. Pure. In: lines. Out: the end of a sentence, or nothing. */
const SHOWN = 5

export function alsoIn(lines: readonly number[], first: number): string {
  const others = [...new Set(lines)].filter((line) => line !== first)
  if (others.length === 0) return ''
  return `, also in line ${others.slice(0, SHOWN).join(', ')}${others.length > SHOWN ? ' …' : ''}`
}
