/**
 * What a post's file name says (Jekyll: `YYYY-MM-DD-slug.md`). Pure. In: a path with forward slashes. Out: its stem,
 * slug, day, and whether it is a draft.
 */
export interface PostName {
  /** The file's name without its ending. */
  readonly stem: string
  /** The stem without its date. */
  readonly slug: string
  /** YYYY-MM-DD, padded but not checked against a calendar; absent when the name holds no date. */
  readonly day?: string
  /** The day that its folders say, `2026/03/04/slug.md` or `2026-03-04/index.md`, where its name says none. */
  readonly folderDay?: string
  /** `YYYY-MM-XX-slug.md`, or anything below a `_drafts` folder. */
  readonly draft: boolean
  /** `slug/index.md`: the folder's name says what a file's name would. */
  readonly bundle: boolean
}

const DATED = /^(\d{4})-(\d{1,2})-(\d{1,2})-(.+)$/
/** Folders of Hugo, Zola and Docusaurus, which part the date from the name with either. */
const DATED_FOLDER = /^(\d{4})-(\d{1,2})-(\d{1,2})[-_](.+)$/
const UNDECIDED = /^(?:\d{4}|Y{4}|X{4})-(?:\d{1,2}|M{2}|X{2})-(?:\d{1,2}|D{2}|X{2})-(.+)$/i

/** What a post's body is written in, by the ending of its name. */
export type BodyForm = 'markdown' | 'mdx' | 'html' | 'asciidoc'

const MARKDOWN = /\.(?:md|markdown)$/i
const OTHERS: readonly (readonly [BodyForm, RegExp])[] = [
  ['markdown', /\.(?:mkd|mkdn|mkdown|mdown|mdwn)$/i],
  ['mdx', /\.mdx$/i],
  ['html', /\.html?$/i],
  ['asciidoc', /\.(?:adoc|asciidoc)$/i],
]

/** @returns undefined where no post has such an ending */
export function bodyForm(path: string): BodyForm | undefined {
  return MARKDOWN.test(path) ? 'markdown' : OTHERS.find(([, ending]) => ending.test(path))?.[0]
}

/** True for the endings that every way of reading took for a post's (reading.ts). */
export function hasFirstEnding(path: string): boolean {
  return MARKDOWN.test(path)
}

/** Middleman and Sprockets say first what a file becomes: `lamp.html.md`. */
function withoutEnding(name: string): string {
  const bare = bodyForm(name) === undefined ? name : name.replace(/\.[^.]*$/, '')
  return bodyForm(name) === 'markdown' ? bare.replace(/(?<=.)\.html$/i, '') : bare
}

export function postName(path: string): PostName {
  const parts = path.split('/')
  const name = withoutEnding(parts.pop() ?? '')
  const inDrafts = parts.includes('_drafts')
  const folder = parts.at(-1)
  const bundle = /^index$/i.test(name) && folder !== undefined && folder !== ''
  const stem = bundle ? folder : name
  const [, year, month, day, slug] = (bundle ? DATED_FOLDER : DATED).exec(stem) ?? []
  if (year !== undefined && month !== undefined && day !== undefined && slug !== undefined) {
    return { stem, slug, day: `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`, draft: inDrafts, bundle }
  }
  const undecided = UNDECIDED.exec(stem)?.[1]
  const folderDay = dayOfFolders(path)
  return {
    ...{ stem, slug: undecided ?? stem, draft: inDrafts || undecided !== undefined, bundle },
    ...(folderDay !== undefined && { folderDay }),
  }
}

const DAY_FOLDERS = /(?:^|\/)(\d{4})[-/](\d{1,2})[-/](\d{1,2})\//

function dayOfFolders(path: string): string | undefined {
  const [, year, month = '', day = ''] = DAY_FOLDERS.exec(path) ?? []
  return year === undefined ? undefined : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}
