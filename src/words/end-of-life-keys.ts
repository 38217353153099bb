/**
 * What a sentence about the end of a cycle may hold, beside what it must: the name of the support, a form for several
 * cycles. Pure. In: the key of a sentence. Out: yes or no.
 */

/** What the support is called and what it gives; a sentence may hold them, and need not. */
export const kindNames = ['support', 'within', 'gets', 'rest', 'active', 'extended'] as const

/** In these stands what the support is called, if the file wants it to. */
export function mayNameKind(key: string): boolean {
  return /^endOfLife\.(?:title\.eo|what\.|meaning\.|successor\.|other\.|toDo\.more$)/.test(key)
}

/** These may have a form for one cycle and another for several; all others that count nothing have one form. */
export function maySpeakOfSeveral(key: string): boolean {
  return /^endOfLife\.(?:title\.eo|what\.|meaning\.|other\.)/.test(key)
}
