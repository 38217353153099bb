/**
 * The languages that subscribers choose among. Pure. In: the configuration, a tag or what a browser accepts. Out: which
 * there are; the one that is meant; the same configuration as a person who chose it is spoken to.
 */
import type { Config } from './schema.js'

type Speaking = Pick<Config, 'site' | 'spoken'>

/** Tags as the configuration writes them, the site's own first. */
export function offeredLanguages({ site, spoken = [] }: Speaking): readonly string[] {
  return [site.language, ...spoken.map(({ language }) => language)]
}

/** @returns the tag as the configuration writes it, in whatever letter case it is asked; undefined for no other */
export function languageNamed(config: Speaking, tag: string): string | undefined {
  return offeredLanguages(config).find((one) => isSame(one, tag))
}

/**
 * What is said in that language. The same configuration for the site's own, and for one that it offers no more: who
 * chose it is spoken to in the site's.
 */
export function configIn(config: Config, language: string): Config {
  const { spoken = [] } = config
  const words = spoken.find((one) => isSame(one.language, language))
  if (words === undefined) return config
  const others = spoken.filter((one) => one !== words)
  return { ...config, site: { ...config.site, language: words.language }, words, spoken: [config.words, ...others] }
}

/**
 * What those who are spoken to otherwise than the site's readers chose; empty for the others, who may have chosen too.
 */
export function otherLanguage({ spoken = [] }: Pick<Config, 'spoken'>, language: string): string {
  return spoken.find((one) => isSame(one.language, language))?.language ?? ''
}

/** Ranges of one header that are looked at: people have few languages. */
const MOST_RANGES = 20

/**
 * Which of them a browser likes best (RFC 9110 §12.5.4), by lookup (RFC 4647 §3.4): `de-AT` takes `de`, and `de` takes
 * `de-AT` where there is no other German.
 * @param accepted `Accept-Language`, as anybody may write it
 */
export function languageAccepted(config: Speaking, accepted = ''): string {
  const offered = offeredLanguages(config)
  const ranges = accepted
    .slice(0, 1_000)
    .split(',', MOST_RANGES)
    .map((part) => part.split(';').map((one) => one.trim()))
    .map(([tag = '', ...parameters]) => ({ tag, weight: weightOf(parameters) }))
    .filter(({ tag, weight }) => weight > 0 && /^[a-z0-9-]{2,35}$/i.test(tag))
    .sort((a, b) => b.weight - a.weight)
  for (const { tag } of ranges) {
    const found = lookedUp(offered, tag) ?? offered.find((one) => isSame(firstOf(one), firstOf(tag)))
    if (found !== undefined) return found
  }
  return offered[0] ?? ''
}

/** `q=0.7`; 1 where nothing is said, 0 where it is no number. */
function weightOf(parameters: readonly string[]): number {
  const said = parameters.find((one) => /^q=/i.test(one))?.slice(2)
  if (said === undefined) return 1
  return /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(said) ? Number(said) : 0
}

/** The tag, or the longest beginning of it that is there. */
function lookedUp(offered: readonly string[], tag: string): string | undefined {
  const parts = tag.split('-')
  return parts
    .map((_, index) => parts.slice(0, parts.length - index).join('-'))
    .map((shorter) => offered.find((one) => isSame(one, shorter)))
    .find((one) => one !== undefined)
}

function firstOf(tag: string): string {
  return tag.split('-')[0] ?? ''
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
