/** How far long work is, on a line that a person watches. In: counts. Out: the line on stderr, if it is a terminal. */

/** @param things what is counted, in the plural */
export function countingOf(things: string): (done: number, all: number) => void {
  if (!process.stderr.isTTY) return () => undefined
  return (done, all) => process.stderr.write(`\r${done} of ${all} ${things}${done === all ? '\n' : ''}`)
}
