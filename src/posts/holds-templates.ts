/**
 * Whether a post has to be filled in before it is read. Pure. In: the site's settings, a post's bytes. Out: yes or no;
 * what fills in is not loaded for that.
 */
import type { SiteSettings } from './announcement.js'

/** Do the settings say that anything is? */
export function isFilledIn({ liquid = false, shortcodes = 'none' }: SiteSettings): boolean {
  return liquid || shortcodes !== 'none'
}

type Templating = Pick<SiteSettings, 'liquid' | 'shortcodes'>

const MARKS = {
  none: [],
  liquid: ['{{', '{%'],
  hugo: ['{{<', '{{%'],
  zola: ['{{', '{%', '@/'],
} as const

/** May anything in it have to be filled in? */
export function holdsTemplates(bytes: Uint8Array, { liquid = false, shortcodes = 'none' }: Templating): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const marks = liquid ? MARKS.liquid : MARKS[shortcodes]
  return marks.some((mark) => text.includes(mark))
}
