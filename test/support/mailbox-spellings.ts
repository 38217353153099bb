/** One mailbox in many spellings: dots, plus, letter case. In: a number. Out: an address. */
export const VICTIM = 'adalovelace@gmail.com'

/** @param index from 0; the first is the mailbox as its owner writes it */
export function spelling(index: number): string {
  if (index === 0) return VICTIM
  const [local = '', domain = ''] = VICTIM.split('@')
  const letters = [...local].map((letter, at) => {
    const dot = at > 0 && (index >> (at - 1)) % 2 === 1 ? '.' : ''
    return dot + (index % 3 === at % 3 ? letter.toUpperCase() : letter)
  })
  const plus = index % 2 === 0 ? `+news${index}` : ''
  return `${letters.join('')}${plus}@${index % 5 === 0 ? 'googlemail.com' : domain}`
}
