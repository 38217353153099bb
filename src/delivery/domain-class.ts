/**
 * Which of the large mailbox providers a domain belongs to, by its name: few words, so that whoever counts by them
 * keeps few numbers and shows nobody's domain. Pure. In: a domain. Out: a word.
 */
export const domainClasses = ['google', 'microsoft', 'yahoo', 'apple', 'other'] as const

export type DomainClass = (typeof domainClasses)[number]

const OF: readonly (readonly [DomainClass, RegExp])[] = [
  ['google', /^(gmail|googlemail)\.com$/],
  ['microsoft', /^(outlook|hotmail|live|msn|passport)(\.[a-z]{2,3}){1,2}$/],
  ['yahoo', /^((yahoo|ymail|rocketmail|aol|aim|myyahoo)(\.[a-z]{2,3}){1,2})$/],
  ['apple', /^(icloud|me|mac)\.com$/],
]

/** @param domain in lower case and A-labels */
export function domainClass(domain: string): DomainClass {
  return OF.find(([, pattern]) => pattern.test(domain))?.[0] ?? 'other'
}
