/**
 * All that an author says of a post, key by key. Pure but for problems it reports. In: the fields, the name of the
 * file, the site's settings. Out: what each key says, as far as it can be used; in this order are problems named.
 */

import { problem } from '../../base/errors.js'
import type { SiteSettings } from '../announcement.js'
import { withoutHeading } from '../as-markdown.js'
import { CATEGORY_FIELDS, categoriesOf, folderCategories, unreadTags } from '../categories.js'
import type { Fields } from '../field-readers.js'
import type { PostName } from '../file-name.js'
import { type InLanguage, wordsForPost } from '../language.js'
import { tooManyUpdates } from '../limits.js'
import { postsTexts } from '../texts.js'
import { updateDays } from '../update-markers.js'
import { authorsOf } from './authors.js'
import { committed, dateOf } from './dates.js'
import { isEvergreen, statedKind, statedSeverity, versionOf, withdrawalOf } from './draft-and-kind.js'
import { statedEndOfLife } from './end-of-life.js'
import { dateSlugOf, idOf, permalinkOf, slugOf } from './id-and-address.js'
import { isHeaded, titleOf } from './title.js'
import { statedUpdates } from './updates.js'

const UPGRADE_LENGTH = 1000

/** A post whose front matter is read. */
export interface ReadFields {
  readonly source: { readonly path: string; readonly committedAt?: number }
  readonly name: PostName
  readonly fields: Fields
  readonly settings: SiteSettings
  /** File stem → the id that the register keeps for it. */
  readonly ids: ReadonlyMap<string, string>
  readonly inLanguage: InLanguage | undefined
}

export type StatedFields = ReturnType<typeof statedFields>

export function statedFields(read: ReadFields) {
  const { source, name, fields, settings, inLanguage } = read
  const title = titleOf(fields, settings.untitled, name)
  const headed = isHeaded(fields)
  const body = headed ? withoutHeading(fields.frontMatter.body) : fields.frontMatter.body
  const date = committed(source.committedAt, settings) ?? dateOf(fields, name, settings)
  const redirects = fields.addresses('redirect_from')
  const redirectFrom = [...new Set([...redirects, ...fields.addresses('aliases')])]
  const id = idOf(read, redirects[0])
  const ofFolder = folderCategories(inLanguage?.path ?? source.path)
  const categories = categoriesOf(fields, categoryKeys(settings), ofFolder)
  const tags = unreadTags(fields, categoryKeys(settings))
  const version = versionOf(fields, title ?? '')
  const kind = statedKind(fields)
  const severity = statedSeverity(fields)
  const slug = slugOf(fields) ?? name.slug
  const permalink = permalinkOf(fields, settings) ?? dateSlugOf(fields, settings)
  const authors = authorsOf(fields, settings)
  const downloadUrl = fields.address('download_url')
  const upgrade = upgradeOf(fields)
  const redirectTo = fields.address('redirect_to')
  const image = fields.address('image')
  const updates = statedUpdates(fields, settings.timezone)
  const words = wordsForPost(settings.words, inLanguage?.language)
  const days = updateDays(body, words?.labels)
  const labels = headed ? updateDays(fields.frontMatter.body, words?.labels) : days
  reportUpdates(fields, source.path, updates.length + labels.length)
  const evergreen = isEvergreen(fields)
  const withdrawal = withdrawalOf(fields)
  const follows = fields.text('follows')
  const endOfLife = statedEndOfLife(fields)
  return {
    title,
    headed,
    body,
    date,
    redirectFrom,
    id,
    ofFolder,
    categories,
    tags,
    version,
    kind,
    severity,
    slug,
    permalink,
    authors,
    downloadUrl,
    upgrade,
    redirectTo,
    image,
    updates,
    days,
    words,
    evergreen,
    withdrawal,
    follows,
    endOfLife,
  }
}

export function categoryKeys(settings: SiteSettings): readonly string[] {
  return settings.fields?.categories ?? CATEGORY_FIELDS
}

function reportUpdates(fields: Fields, file: string, count: number): void {
  const fault = tooManyUpdates(count, fields.frontMatter.bodyLine)
  if (fault === undefined) return
  fields.problems.push(problem(fault.code, fault.message, { file, line: fault.line }, { fix: fault.fix }))
}

/** It stands on top of a mail, before the post. */
function upgradeOf(fields: Fields): string | undefined {
  const upgrade = fields.text('upgrade')
  if (upgrade === undefined || upgrade.length <= UPGRADE_LENGTH) return upgrade
  const fix = postsTexts.parse.writeOneOrTwo()
  return fields.report('POST_FIELD', postsTexts.parse.upgradeHasMoreThan(UPGRADE_LENGTH), 'upgrade', { fix })
}
