/**
 * Mail addresses on narrow screens: a long one breaks before a dot or its @, not anywhere. Pure. In: the address. Out:
 * it, marked.
 */
import type { ComponentChildren, VNode } from 'preact'

/** What fits on a line of a phone. */
const FITS = 26

export function AddressText({ address }: { address: string }): VNode {
  return (
    <strong class="address" dir="ltr">
      {breakable(address)}
    </strong>
  )
}

/** Also for a whole mailbox, with a name in front. */
export function breakable(address: string): ComponentChildren {
  if (address.length <= FITS) return address
  return address.split(/(?=[.@])/).map((part, index) => (
    <>
      {index > 0 && <wbr />}
      {part}
    </>
  ))
}
