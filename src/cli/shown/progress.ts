/**
 * How far work is that takes long: one line that grows, for a person who watches; nothing where nobody does. In: how
 * much is done, of how much. Out: the line on stderr, drawn anew where a percent changed.
 */

/** @param of 0 where nobody knows yet */
type ShowDone = (done: number, of: number) => void

const BAR = 30

/** Pure. @param what is counted, as "sent" @param of 0 where nobody knows */
export function progressLine(what: string, done: number, of: number): string {
  const number = (count: number) => count.toLocaleString('en')
  if (of === 0) return `${number(done)} ${what}`
  const share = Math.min(1, done / of)
  const filled = share === 1 ? BAR : Math.min(BAR - 1, Math.floor(share * BAR))
  const percent = `${Math.floor(share * 100)}%`.padStart(4)
  return `${'█'.repeat(filled)}${'░'.repeat(BAR - filled)} ${percent}  ${number(done)} of ${number(of)} ${what}`
}

interface Out {
  readonly isTTY?: boolean
  write(text: string): unknown
}

/** @returns what to call, and what ends the line; both do nothing where nobody watches */
export function openBar(what: string, out: Out = process.stderr): { readonly at: ShowDone; end(): void } {
  let shown = ''
  const at: ShowDone = (done, of) => {
    const step = of === 0 ? Math.floor(done / 100) : Math.floor((done / of) * 100)
    if (shown === `${step} ${of}`) return
    shown = `${step} ${of}`
    out.write(`\r${progressLine(what, done, of)}\u001b[K`)
  }
  if (out.isTTY !== true) return { at: () => undefined, end: () => undefined }
  return {
    at,
    end: () => {
      if (shown !== '') out.write('\n')
      shown = ''
    },
  }
}

/** Of work whose end is known: the line ends with it. @param things what is counted, in the plural */
export function countingOf(things: string): ShowDone {
  const bar = openBar(things)
  return (done, of) => {
    bar.at(done, of)
    if (done >= of) bar.end()
  }
}
