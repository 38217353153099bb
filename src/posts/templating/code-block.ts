/** Code as a block of Markdown. Pure. In: code, its language, how far the line is indented. Out: a fence, or HTML. */

/**
 * @param indent of the line that the block begins; undefined where text stands before it, and then no fence can
 * @returns a fence longer than any in the code; in the middle of a line `<pre>` on one line
 */
export function codeBlock(code: string, language: string, indent: string | undefined): string {
  if (indent === undefined) return `<pre><code>${escaped(code).replace(/\r?\n/g, '&#10;')}</code></pre>`
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  const lines = code.split('\n').map((line) => {
    const own = line.startsWith(indent) ? line.slice(indent.length) : line.trimStart()
    return own.trim() === '' ? '' : `${indent}${own}`
  })
  return `${fence}${language}\n${lines.join('\n')}\n${indent}${fence}`
}

function escaped(code: string): string {
  return code.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
