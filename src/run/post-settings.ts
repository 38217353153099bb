/**
 * How posts are read. Pure. In: the configuration, the register, names of authors. Out: the settings by which a post is
 * read; and a key of all that a parsed post depends on beside its file.
 */
import { createHash } from 'node:crypto'
import { programStamp } from '../base/read-program.js'
import { markdownSettings } from '../config/markdown-names.js'
import type { Config } from '../config/schema.js'
import type { SiteSettings } from '../posts/announcement.js'
import type { AuthorNames } from '../posts/authors-file.js'
import { postWords } from '../posts/post-words.js'
import type { Register } from '../register/register.js'

/** All that a parsed post depends on beside its file. */
export function postsKey(config: Config, register: Pick<Register, 'ids'>, authors: AuthorNames): string {
  const facts = [programStamp(), config.content.posts, postSettingsOf(config), authors, [...register.ids]]
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex')
}

export function postSettingsOf(config: Config) {
  const { url, timezone, author } = config.site
  const { permalink, fields, undated, untitled, timestamps, liquid, shortcodes } = config.content
  const markdown = markdownSettings(config.content)
  const read = { fields, undated, untitled, timestamps, liquid, shortcodes }
  const written = { permalink, ...read, ...(markdown !== undefined && { markdown }) }
  const words = [config.words, ...(config.otherWords ?? [])].map(postWords)
  const hasWords = words.some(({ labels, callouts }) => labels !== undefined || callouts !== undefined)
  return { url, timezone, author, ...written, languages: languagesOf(config), ...(hasWords && { words }) }
}

/** Where nothing is asked by language, `.de` is a part of a name like any other. */
function languagesOf({ site, content: { language }, lists }: Config): SiteSettings['languages'] {
  const ofLists = lists.flatMap((list) => list.language || [])
  if (language === '' && ofLists.length === 0) return undefined
  return { site: site.language, lists: ofLists, ...(language !== '' && { chosen: language }) }
}
