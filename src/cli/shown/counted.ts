/** Numbers, names and commands as people read them. Pure. */

export function people(count: number): string {
  return count === 1 ? '1 person' : `${count} people`
}

export function entries(count: number): string {
  return count === 1 ? '1 entry' : `${count} entries`
}

/** `1 commit`, `3 commits`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

export function listed(lists: readonly string[]): string {
  return lists.join(', ') || 'no list'
}

/** Commands with what they do, below an empty line; nothing where there is none. */
export function commandLines(rows: readonly (readonly [command: string, does: string])[]): string[] {
  const width = Math.max(0, ...rows.map(([command]) => command.length))
  return rows.length === 0 ? [] : ['', ...rows.map(([command, does]) => `  ${command.padEnd(width)}    # ${does}`)]
}
