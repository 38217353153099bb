/**
 * What of a site its posts are filled in from: the configuration of its generator, includes and data, of one revision
 * or folder. Pure types and limits; source/read-site-files.ts and source/read-git-site-files.ts read them.
 */

/** A file of the site: its text, or why nobody reads it. */
export type SiteText = { readonly text: string } | { readonly refused: string }

export interface SiteFiles {
  /** Folder of the posts below the site, with a slash at the end; '' where they are the same. */
  readonly posts: string
  /** @param path below the site, with forward slashes; @returns undefined where no such file is there */
  read(path: string): SiteText | undefined
  /** Paths of all files below a folder, which ends with a slash, in order of name. */
  list(folder: string): readonly string[]
}

/** Larger includes and data are named and not read. */
export const SITE_FILE_BYTES = 1024 * 1024
/** Files below one folder; what is beyond is not there. */
export const MOST_SITE_FILES = 2_000
export const SITE_FILE_DEPTH = 20

/** As a sentence says why. */
export const siteRefusals = {
  link: 'is a link out of the site',
  linkInGit: 'is a link, and links in a repository are not followed',
  size: (bytes: number) => `has ${(bytes / 1024 / 1024).toFixed(1)} MB, and 1 MB is the most`,
  encoding: 'is not UTF-8',
} as const

/** Beside one of these stand a site's includes and data. */
export const SITE_MARKS: readonly string[] = [
  ...['_config.yml', '_config.yaml', '_includes', '_data', 'eleventy.config.js', '.eleventy.js'],
  ...['hugo.toml', 'hugo.yaml', 'hugo.yml', 'hugo.json', 'config.toml', 'config.yaml', 'config.yml', 'zola.toml'],
]
