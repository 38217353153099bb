/**
 * What a feed was made from, in a few letters, so that an unchanged feed is not made again. Pure. In: the facts. Out: a digest.
 */
import { createHash } from 'node:crypto'
import type { Config } from '../config/schema.js'

export function inputsDigest(...facts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(facts)).digest('base64url').slice(0, 22)
}

/** Of everything that every feed depends on. @param program another one makes all of them anew */
export function feedsDigest(program: string, config: Config): string {
  const { folder: _folder, ...feeds } = config.feeds
  return inputsDigest(program, config.site, feeds, config.mail.look.logo)
}
