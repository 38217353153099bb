/**
 * Takes apart what `git cat-file --batch` prints. Pure but for what it remembers. In: pieces of its output, cut
 * anywhere. Out: one answer per question, in order. Of a file larger than the limit one byte more than that is kept,
 * and the rest let go as it comes.
 */
export interface GitObject {
  readonly id: string
  readonly type: string
  /** How large it is in the repository; `bytes` may be fewer. */
  readonly sizeBytes: number
  readonly bytes: Buffer
}

type Header = Omit<GitObject, 'bytes'>

/** Folders and commits are no posts, but cannot be without end either. */
const OTHERS_LIMIT_BYTES = 64 * 1024 * 1024

export class BatchOutput {
  #pieces: Buffer[] = []
  #held = 0
  #header: Header | undefined
  #toSkip = 0

  constructor(readonly limitBytes: number) {}

  /** An answer of undefined: nothing has that name. */
  *push(piece: Buffer): Generator<GitObject | undefined> {
    this.#pieces.push(piece)
    this.#held += piece.length
    for (;;) {
      const step = this.#next()
      if (step === 'more') return
      if (step !== 'on') yield step.answer
    }
  }

  #next(): { readonly answer: GitObject | undefined } | 'more' | 'on' {
    if (this.#toSkip > 0) return this.#skip()
    if (this.#header === undefined) return this.#readHeader()
    const header = this.#header
    const limit = header.type === 'blob' ? this.limitBytes : OTHERS_LIMIT_BYTES
    const wanted = Math.min(header.sizeBytes, limit + 1)
    if (this.#held < wanted) return 'more'
    // A copy: what the pipe gave is mostly larger, and would be kept with it.
    const bytes = Buffer.from(this.#take(wanted))
    this.#header = undefined
    this.#toSkip = header.sizeBytes - wanted + 1
    return { answer: { ...header, bytes } }
  }

  #readHeader() {
    const all = this.#all()
    const feed = all.indexOf(10)
    if (feed === -1) return 'more'
    const line = this.#take(feed + 1).toString('utf8', 0, feed)
    const [, id, type, size] = /^([0-9a-f]{40,64}) (commit|tree|blob|tag) (\d+)$/.exec(line) ?? []
    if (id === undefined || type === undefined) return { answer: undefined }
    this.#header = { id, type, sizeBytes: Number(size) }
    return 'on'
  }

  #skip() {
    const count = Math.min(this.#toSkip, this.#held)
    this.#take(count)
    this.#toSkip -= count
    return this.#toSkip > 0 ? 'more' : 'on'
  }

  #all(): Buffer {
    const [first, ...others] = this.#pieces
    const all = first !== undefined && others.length === 0 ? first : Buffer.concat(this.#pieces)
    this.#pieces = [all]
    return all
  }

  #take(count: number): Buffer {
    const all = this.#all()
    this.#pieces = [all.subarray(count)]
    this.#held -= count
    return all.subarray(0, count)
  }
}
