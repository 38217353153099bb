/**
 * A post that was parsed here, with its body left where it stands. Pure but for what it remembers. In: what was read,
 * the file. Out: the same, whose body is read where somebody asks for it.
 */
import type { Announcement } from '../../posts/announcement.js'
import { withBodyIn } from '../read-body.js'
import type { ReadFile } from './read-post-file.js'

export function bodyInFile(read: ReadFile, file: string): ReadFile {
  const { found, kept } = read
  if (found === undefined || !('parsed' in found) || found.parsed.announcement === undefined) return read
  const { body, ...known } = found.parsed.announcement
  const parsed = { ...found.parsed, announcement: withBodyIn(inStringsOfTheirOwn(known), file, body) }
  return { found: { ...found, parsed }, ...(kept !== undefined && { kept: parsed }) }
}

/** A piece of a text keeps the whole text in memory, as long as it is not made anew. */
function inStringsOfTheirOwn(known: Omit<Announcement, 'body'>): Omit<Announcement, 'body'> {
  return JSON.parse(JSON.stringify(known)) as Omit<Announcement, 'body'>
}
