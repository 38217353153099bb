/**
 * Several folders of posts as one. Pure. In: folders, all absolute or all inside a repository. Out: the deepest folder
 * that holds them all, and how the path of a post below it begins. With one folder paths are relative to it.
 */
export interface PostFolders {
  /** The paths of posts are relative to it. */
  readonly common: string
  /** One for each folder: `''`, or a path with a slash at its end. */
  readonly parts: readonly string[]
}

export function postFolders(folders: readonly string[]): PostFolders {
  const lead = folders[0]?.startsWith('/') === true ? '/' : ''
  const split = folders.map(namesOf)
  const [first = [], ...others] = split
  const shared = first.findIndex((name, at) => others.some((names) => names[at] !== name))
  const depth = others.length === 0 || shared === -1 ? first.length : shared
  const parts = split.map((names) => names.slice(depth).map((name) => `${name}/`))
  return { common: lead + first.slice(0, depth).join('/'), parts: parts.map((names) => names.join('')) }
}

function namesOf(folder: string): string[] {
  return folder.split('/').filter((name) => name !== '' && name !== '.')
}
