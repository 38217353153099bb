/** A mail address inside a sentence; a long one breaks before its @ rather than anywhere. Pure. In: the address. Out: it, marked. */
import type { VNode } from 'preact'

/** What fits on a line of a phone. */
const FITS = 26

export function AddressText({ address }: { address: string }): VNode {
  if (address.length <= FITS) return <strong class="address">{address}</strong>
  const at = address.lastIndexOf('@')
  return (
    <strong class="address">
      {address.slice(0, at)}
      <wbr />
      {address.slice(at)}
    </strong>
  )
}
