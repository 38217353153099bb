/** Lines and columns. Pure. In: a text, places in it. Out: where each stands. */

/** Line and column of places in a text, from 1; each place behind the one that was asked for before. */
export function placesIn(text: string): (index: number) => { readonly line: number; readonly column: number } {
  let line = 1
  let start = 0
  return (index) => {
    for (let feed = text.indexOf('\n', start); feed !== -1 && feed < index; feed = text.indexOf('\n', start)) {
      line += 1
      start = feed + 1
    }
    return { line, column: index - start + 1 }
  }
}
