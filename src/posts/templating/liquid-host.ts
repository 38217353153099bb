/** What filters and tags know of the site and of the post that is being filled in, and how much they may. Pure data. */
import type { SiteFiles } from './site-files.js'
import type { SiteValues } from './site-values.js'
import type { TemplateFault } from './template-fault.js'

/** Far above what people write; docs/posts.md shows them. */
export const liquidLimits = {
  /** Tags, values and texts between them, each as often as it is shown. */
  steps: 100_000,
  /** Characters, and items of lists, that filters and captures make. */
  values: 2_000_000,
  /** Of a post with all that it includes, in characters. */
  output: 1024 * 1024,
  /** Of one text that is parsed, in characters. */
  text: 1024 * 1024,
  /** Includes in each other. */
  includes: 20,
  /** Blocks (`if`, `for`, `capture` …) in each other, those of includes with them. */
  blocks: 100,
} as const

export interface LiquidSettings {
  /** Without a slash at the end. */
  readonly url: string
  readonly timezone: string
  /** The address of a post by its path below the folder of posts, with or without its ending and folders. */
  readonly addressOf: (name: string) => string | undefined
}

export interface TemplatePage {
  /** Of the post below the folder of posts. */
  readonly path: string
  readonly values: Readonly<Record<string, unknown>>
  /** Its front matter alone. */
  readonly own: Readonly<Record<string, unknown>>
}

export interface LiquidHost {
  readonly files: SiteFiles
  readonly settings: LiquidSettings
  readonly site: SiteValues | { readonly fault: TemplateFault }
  readonly page: () => TemplatePage | undefined
}
