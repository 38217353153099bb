/** What is said where one operator's word is not enough. Pure. In: who agreed, who reads it. Out: a sentence. */

import type { Agreeing } from '../../run/operators/agreement.js'
import { webTexts } from '../texts.js'

/** Where one word is not enough: who else agreed, and whether this one is. @param me address of who reads it */
export function agreeingSentence({ needed, agreed }: Agreeing, me: string): string {
  const others = agreed.map(({ operator }) => operator).filter((one) => one !== me.toLowerCase())
  const rest = needed - others.length - 1
  const who = others.length === 0 ? 'nobody else did yet' : `${others.join(', ')} did`
  const then = rest > 0 ? `after yours it waits for ${rest} more` : 'yours is the last that is needed'
  return webTexts.agreeing.operatorsHaveAgree(needed, who, then)
}
