/**
 * Who may do what. Pure. In: a role, and the scopes of an API token where one is used. Out: yes or no. The table stands
 * in docs/console.md.
 */

export const roles = ['viewer', 'author', 'sender', 'admin'] as const
export type Role = (typeof roles)[number]

/**
 * see: all but addresses in clear. try: preview, test mail to oneself, hold. stop: pause and cancel. decide: approve,
 * dismiss, send, resume, retry. people: addresses in clear, find and suppress. rule: export, erase, other operators.
 */
export type Right = 'see' | 'try' | 'stop' | 'decide' | 'people' | 'rule'

const RIGHTS: Readonly<Record<Role, readonly Right[]>> = {
  viewer: ['see'],
  author: ['see', 'try', 'stop'],
  sender: ['see', 'try', 'stop', 'decide', 'people'],
  admin: ['see', 'try', 'stop', 'decide', 'people', 'rule'],
}

/** What an API token may be for; none of them is for people. */
export const scopes = ['read', 'stop', 'decide'] as const
export type Scope = (typeof scopes)[number]

const OF_SCOPE: Readonly<Record<Scope, readonly Right[]>> = { read: ['see'], stop: ['stop'], decide: ['decide'] }

export function may(role: Role, right: Right): boolean {
  return RIGHTS[role].includes(right)
}

/** A token can never do what its operator cannot. */
export function tokenMay(role: Role, given: readonly Scope[], right: Right): boolean {
  return may(role, right) && given.some((scope) => OF_SCOPE[scope].includes(right))
}

/** Servers' words name addresses. */
export function withMaskedAddresses(text: string): string {
  return text.replace(/[^\s<>"'(),;:]+@[^\s<>"'(),;:]+/gu, masked)
}

/** `a***@example.org`: enough to recognise whom one knows. */
export function masked(address: string): string {
  const at = address.lastIndexOf('@')
  return at < 1 ? '***' : `${[...address][0] ?? ''}***${address.slice(at)}`
}
