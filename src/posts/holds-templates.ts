/**
 * Whether a post has to be filled in before it is read. Pure. In: the site's settings, a post's bytes. Out: yes or no;
 * what fills in is not loaded for that.
 */
import type { SiteSettings } from './announcement.js'

type Templating = Pick<SiteSettings, 'liquid' | 'shortcodes'>

/** Do the settings say that anything is? */
export function isFilledIn({ liquid = false, shortcodes = 'none' }: Templating): boolean {
  return liquid || shortcodes !== 'none'
}

const MARKS = {
  none: [],
  liquid: ['{{', '{%'],
  hugo: ['{{<', '{{%'],
  zola: ['{{', '{%', '@/'],
  hexo: ['{{', '{%', '{#'],
  vitepress: ['{{', '[[toc]]', '[[TOC]]', '<<<', '@include:'],
} as const

/** May anything in it have to be filled in? */
export function holdsTemplates(bytes: Uint8Array, { liquid = false, shortcodes = 'none' }: Templating): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const marks = liquid ? MARKS.liquid : MARKS[shortcodes]
  return marks.some((mark) => text.includes(mark))
}
