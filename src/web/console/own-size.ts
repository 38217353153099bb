/** How large a form with a file may be. In: a request, its limit. Out: a refusal, before anything of it is read. */

import type { Context } from 'hono'
import { webTexts } from '../texts.js'
import type { WebEnv } from '../web-context.js'
import { type Refusal, refuseWith } from './guard.js'

export interface OwnSize {
  /** Of the file, as it is sent. */
  readonly bytes: number
  readonly tooLarge: string
  /** That nothing was done. */
  readonly nothing: string
}

/** What stands in the form beside the file. */
const BESIDE_BYTES = 64 * 1024

/** A browser says how long a form is; what does not say it could be endless. */
export function sizeRefused(c: Context<WebEnv>, { bytes, tooLarge, nothing }: OwnSize): Refusal | undefined {
  const length = c.req.header('Content-Length')
  if (length === undefined)
    return refuseWith(c, 411, webTexts.ownSize.howLong(), `The request does not say. ${nothing}`)
  const fits = Number(length) <= bytes + BESIDE_BYTES
  return fits ? undefined : refuseWith(c, 413, 'Too large', `${tooLarge} ${nothing}`)
}
