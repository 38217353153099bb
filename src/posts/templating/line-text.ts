/** A text that is made piece by piece, with the line that each of its lines comes of. Pure. */
export class LineText {
  text = ''
  readonly lines: number[] = [1]

  /**
   * @param line of the source on which the piece begins
   * @param grows it is the source's own text: each line of it is a line there
   */
  add(piece: string, line: number, grows: boolean): void {
    if (piece === '') return
    if (this.text === '' || this.text.endsWith('\n')) this.lines[this.lines.length - 1] = line
    let at = line
    for (let feed = piece.indexOf('\n'); feed !== -1; feed = piece.indexOf('\n', feed + 1)) {
      if (grows) at += 1
      this.lines.push(at)
    }
    this.text += piece
  }
}
