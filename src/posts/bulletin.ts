/**
 * Whether a post is a bulletin by its own words. Pure. In: what a post says of itself, the prefixes that a project
 * gives its bulletins. Out: yes or no. A post about security that is no bulletin is filed as "Security": a canary has a
 * number too, and a post about advisories of others may say that nobody is affected.
 */

/** `security bulletin`, `advisory`, in a title. */
const SAID = /\bbulletins?\b|\badvisor(?:y|ies)\b|\bsecurity (?:notice|alert)s?\b/i
const CATEGORY = /^(?:security[- ])?(?:bulletins?|advisor(?:y|ies))$/i
/**
 * `LSB-0012: …`, `DSA 5000 …`, `GHSA-…`, behind `[Updated] ` too; not a list of what others found, such as `XSAs 195
 * and 196`.
 */
const NUMBERED = /^(?:\[[^\]]*\] )?(?:GHSA(?:-\w{4}){3}|USN-\d|(?!US[AB]\b)[A-Z]{1,6}S[AB](?:-| ?#| )(?:\d{4}:)?\d)/
const CANARY = /\bcanar(?:y|ies)\b/i
/** What is said of somebody else's fault: `does not affect`, `are not affected`, `is unaffected`, `no impact on`. */
const HARMLESS = new RegExp(
  [
    String.raw`\b(?:do(?:es)?|did|will|can)(?: ?not|n['’]t) (?:[a-z]+ )?(?:affect|impact|concern|touch)`,
    String.raw`\b(?:is|are|was|were)(?: not|n['’]t) (?:[a-z]+ )?(?:affected|impacted|vulnerable|concerned)\b`,
    String.raw`\bunaffected\b|\bnot (?:affected|vulnerable)\b|\bno (?:security )?(?:impact|effect)\b`,
  ].join('|'),
  'i',
)

export interface BulletinEvidence {
  readonly title: string
  readonly categories: readonly string[]
}

export function isBulletin({ title, categories }: BulletinEvidence, prefixes: readonly string[]): boolean {
  if (prefixes.some((prefix) => beginsWith(title, prefix))) return true
  if (HARMLESS.test(title) || CANARY.test(title)) return false
  return SAID.test(title) || NUMBERED.test(title) || categories.some((category) => CATEGORY.test(category))
}

/** Whole words: the prefix `LB` is not that of `LBX-1`. */
function beginsWith(title: string, prefix: string): boolean {
  const bare = title.replace(/^\[[^\]]*\] /, '')
  if (!bare.toLowerCase().startsWith(prefix.toLowerCase())) return false
  return !/^\p{L}/u.test(bare.slice(prefix.length))
}
