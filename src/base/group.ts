/** Puts what has the same key together. Pure. In: items. Out: groups in the order of their first items. */
export function groupsBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): [first: Item, ...more: Item[]][] {
  const groups = new Map<string, [Item, ...Item[]]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return [...groups.values()]
}
