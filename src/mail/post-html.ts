/**
 * A post's HTML as mail programs need it. Pure. In: sanitised HTML. Out: the same, with images no wider than the
 * column also where a program obeys the attribute alone (Outlook on Windows), apart from the words beside them while
 * they are blocked, and with details open: few programs can open them.
 */

/** The column of emails/layout.mjml without its padding. */
const COLUMN = 600

/** Keeps a height past the styles, which would write `auto` over it. */
const HEIGHT = 'data-height'

const IMAGE = /(\S)?(<img\b(?:"[^"]*"|[^">])*>)(?=(\S?))/gi

export function postHtml(html: string): string {
  return (
    html
      .replace(IMAGE, (_match, before: string | undefined, image: string, behind: string) => {
        const isWord = (character = '') => /[\p{L}\p{N}.,;:!?)]/u.test(character)
        const space = isWord(before) ? ' ' : ''
        return `${before ?? ''}${space}${sized(image)}${/[\p{L}\p{N}(]/u.test(behind) ? ' ' : ''}`
      })
      .replace(/<details(?![^>]*\sopen(?:[\s=>]))([^>]*)>/g, '<details open$1>')
      // What sets styles into elements takes `{{` for the code of a template, and looks for each of them everywhere.
      .replaceAll('{{', '&#123;&#123;')
  )
}

function sized(image: string): string {
  const width = pixelsOf(/\swidth="([^"]*)"/.exec(image)?.[1])
  const height = pixelsOf(/\sheight="([^"]*)"/.exec(image)?.[1], Number.NaN)
  const bare = image.replace(/\s(?:width|height)="[^"]*"/g, '')
  const isShrunk = width !== undefined && width > COLUMN
  const shown = width === undefined ? COLUMN : Math.min(COLUMN, width)
  const scaled = height === undefined || width === undefined ? undefined : Math.round((height * shown) / width)
  const attributes = ` width="${shown}"${scaled === undefined || scaled < 1 ? '' : ` ${HEIGHT}="${scaled}"`}`
  // Others show the image's own size where the author states none.
  const style = ` style="width: ${width === undefined ? 'auto' : `${isShrunk ? COLUMN : shown}px`}"`
  return bare.replace(/\s*\/?>$/, `${attributes}${style} />`)
}

/** @param of what a share in percent is a share of */
function pixelsOf(size: string | undefined, of = COLUMN): number | undefined {
  const [, number, unit] = /^\s*(\d{1,5}(?:\.\d+)?)\s*(px|%)?\s*$/i.exec(size ?? '') ?? []
  if (number === undefined) return undefined
  const pixels = Math.round(unit === '%' ? (Number(number) * of) / 100 : Number(number))
  return pixels >= 1 ? pixels : undefined
}

/** Some sizes are `auto` once styles stand in elements, which no attribute may be. Heights get what the post states. */
export function withValidSizes(html: string): string {
  return html.replace(/<img\b(?:"[^"]*"|[^">])*>/gi, (image) =>
    image
      .replace(/\sheight="auto"/g, '')
      .replace(/\swidth="auto"/g, ` width="${COLUMN}"`)
      .replace(` ${HEIGHT}="`, ' height="'),
  )
}
