/**
 * How posts are read, as a number that the ledger keeps. Pure data. Where a release raises it, posts that only it can
 * read, or that it takes for drafts, are no news: they were there before.
 *
 * 1: to October 2026. 2: dates as Ruby and Hugo read them, switches as YAML 1.1 spells them, `draft:`, an unknown
 * `kind:` or `severity:` costs no post, the
 *    folder of an `index.md` is its name. 3: front matter in TOML and JSON, MDX, HTML and other endings of Markdown,
 *    dates under the keys of other generators, `publishDate`, `expiryDate`. 4: days that folders say, titles
 *    that are the first heading. 5: front matter without a first line of dashes,
 *    or in braces between dashes, `date: { created: … }`. 6: drafts, and posts in no list, in the words of Obsidian,
 *    Ghost, WordPress and Eleventy.
 */
export const READS = 6
