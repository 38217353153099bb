/**
 * A line of a project's own as HTML. Pure. In: plain text. Out: the same escaped, its web and mail addresses as links.
 */

/** A full stop or bracket at the end belongs to the sentence. */
const WEB = String.raw`https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]']`
const MAIL = String.raw`(?<![\w.+@/-])[\w.+-]+@(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+[a-z]{2,}(?![\w@])`
const ADDRESS = new RegExp(`(${WEB}|${MAIL})`, 'gi')

export function linkedLine(text: string): string {
  return text
    .split(ADDRESS)
    .map((part, index) => {
      const shown = escaped(part)
      if (index % 2 === 0) return shown
      return `<a href="${/^https?:/i.test(part) ? '' : 'mailto:'}${shown}" dir="ltr">${shown}</a>`
    })
    .join('')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
