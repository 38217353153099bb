/**
 * Why a template of a post cannot be filled in. Pure. It is thrown through liquidjs by filters, tags and values, and
 * becomes a problem with the place at which it was thrown.
 */
import { postsTexts } from '../texts.js'
export class TemplateFault extends Error {
  constructor(
    message: string,
    readonly fix?: string,
  ) {
    super(message)
  }
}

/** What is to be done where a post makes too much. */
export const SHORTER = postsTexts.templateFault.writeOutWhatRead()

/** A place in a text, from 1, and what is wrong there. */
export interface PlacedFault {
  readonly message: string
  readonly line: number
  readonly column: number
  readonly fix?: string
}
