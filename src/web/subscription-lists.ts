/**
 * How somebody stands with the lists of their link. Pure. In: the holder of a link. Out: lists in the order of the
 * configuration.
 */
import type { List } from '../config/schema.js'
import type { LinkHolder } from '../run/people/link-holder.js'

type State = 'pending' | 'confirmed' | 'ended'

export function listsIn({ lists, states }: LinkHolder, ...wanted: readonly State[]): List[] {
  return among(lists, states, wanted)
}

/** Confirmed lists that the link has nothing to do with. */
export function otherLists({ lists, states }: LinkHolder, all: readonly List[]): List[] {
  return among(
    all.filter((list) => !lists.some(({ id }) => id === list.id)),
    states,
    ['confirmed'],
  )
}

function among(lists: readonly List[], states: LinkHolder['states'], wanted: readonly State[]): List[] {
  return lists.filter(({ id }) => {
    const state = states.get(id)?.state
    return state !== undefined && wanted.includes(state)
  })
}
