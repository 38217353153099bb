/** What filling in gives. Pure types. */
import type { PlacedFault } from './template-fault.js'

export type Filled =
  | {
      readonly text: string
      /** The line of the template, from 1, of each line of the text. */
      readonly lines: readonly number[]
    }
  | { readonly fault: PlacedFault }
