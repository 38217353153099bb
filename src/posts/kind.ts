/**
 * Tells kinds of announcements apart by what their title and categories say. Pure. In: plain title, categories,
 * version. Out: the kind. Front matter `kind` is stronger and stands before this. Order matters: a bulletin stays a
 * bulletin when it names a release, and a new release stays one when its title also says what it replaces.
 */
import { withSmallLetters } from '../base/plain-line.js'
import type { AnnouncementKind } from './announcement.js'
import { isPatch, isPrerelease } from './version.js'

/** Advisory numbers: CVE-2024-1234, GHSA-…, DSA-5000, QSB #27, XSAs 195 and 196, USN-6000-1; not USB-3 nor USA 2026. */
const ADVISORY_ID = /\b(?:CVE-\d{4}-\d+|GHSA(?:-\w{4}){3}|USN-\d|(?!US[AB]\b)[A-Z]{1,6}S[AB](?:-| ?#|s )(?:\d{4}:)?\d)/
const ADVISORY = new RegExp(
  [
    String.raw`\bsecurity (?:bulletin|advisory|advisories|notice|alert)s?\b.{0,12}[#:\d]|`,
    String.raw`\bsecurity (?:releases?|fix(?:es)?|patch(?:es)?|updates?)\b`,
  ].join(''),
  'i',
)
const CANARY = /\bwarrant canary\b|\bcanary #?\d/i
const SECURITY_CATEGORY = /^(?:security|advisor(?:y|ies)|vulnerabilit(?:y|ies)|security-(?:bulletins|advisories))$/i

const KINDS_OF_SUPPORT =
  '(?:(?:active|community|extended|full|general|long[- ]term|lts|mainstream|official|security|standard|vendor)[- ])*'
const ENDS = '(?:end(?:s|ed|ing)?|expir(?:es?|ed|ing)|stop(?:s|ped)?|(?:is |was |be )?extended)'
/**
 * In small letters: that the support of something ends, has ended or is extended, said in words that no new release is
 * told with.
 */
const END_OF_LIFE = new RegExp(
  [
    String.raw`\beol\b|\bend[- ]of[- ](?:[\w&]+[- ]){0,3}(?:life|support|maintenance|security|service|line)\b|`,
    String.raw`\breach(?:es|ed|ing)? (?:its|their) end\b|\b(?:retirement|sunset|discontinuation) of\b|`,
    String.raw`\b(?:no longer|not|no more|stops?|without) (?:\w+ ){0,4}updates\b|`,
    String.raw`\bout of support\b|\bunsupported\b|`,
    String.raw`\b(?:last day of|leav(?:es|ing)|left|extend(?:s|ing)?) ${KINDS_OF_SUPPORT}(?:support|maintenance)\b|`,
    // Behind a name and a version, or first: "i386 support ends" is something else.
    `(?:^|[:–—-] )${KINDS_OF_SUPPORT}(?:support|maintenance) (?:(?:of|for) .{1,40} )?`,
    String.raw`(?:will |has )?${ENDS}\b|`,
    String.raw`\d(?: lts)? (?:is |has been |will be |now )+(?:retired|discontinued|sunset)\b|`,
    String.raw`^(?:we (?:are|will be) )?(?:retir|sunsett|discontinu)ing\b`,
  ].join(''),
)

function saysEndOfLife(title: string): boolean {
  return END_OF_LIFE.test(withSmallLetters(title))
}

/** Of a release where the title names a version, else of a service, a port, a driver. */
const SUPPORT_ENDS = new RegExp(
  [
    String.raw`\b(?:support|maintenance)\b.{0,40}\b(?:ends?|ended|ending|expires?|expired|stops?|dropped)\b|`,
    String.raw`\b(?:no longer|not) (?:be )?(?:supported|maintained)\b`,
  ].join(''),
  'i',
)

const RELEASED = /\b(?:releas(?:ed|es)|is out(?! of)|out now|now out|is here|has landed|has arrived|shipped)\b/i
const RELEASE_NOUN = /\b(?:announcing|introducing|release of)\b|\brelease$/i
const PATCH = /\b(?:patch|point|maintenance|bug ?fix|hotfix|service) release\b/i
const CANDIDATE =
  /\brelease candidates?\b|\brc[-. ]?\d*\b|\bpre-?release\b|\b(?:alpha|beta)\b(?=.{0,12}(?:\d|release|\bis\b))/i
const RELEASE_CATEGORY = /^(?:releases?|new-releases?|downloads?)$/i
/** A name of a few words and a version, with at most a code name behind it: `Lantern OS 2.4.1 "Wick"`. */
const NAME_AND_VERSION =
  /^(?:\[[^\]]*\] )?(?:[\p{L}\p{N}+#.'-]+ ){0,4}[vr]?\d+(?:\.\d+)+[-\w.]*(?:[ ]?["“(–—:-].*)?[.!]?$/iu

/** What has a number and is no software: `Newsletter 12`, `Summit 2026.1`, `canary #7`. */
const OTHER_NUMBERED = new RegExp(
  [
    String.raw`\b(?:canary|newsletter|issue|episode|podcast|summit|conference|meetup|meeting|workshop|`,
    'hackathon|camp|days|survey|report)s?,? #?$',
  ].join(''),
  'i',
)
/** `14.0-inch`, `2.5 GB`, `100 people`: a measure, not a version; in small letters. */
const MEASURE = new RegExp(
  [
    '^(?:[ -](?:inch(?:es)?|[kmgt]i?b|[kmg]?hz|mm|cm|km|kg|percent|times|hours?|days?|weeks?|',
    String.raw`months?|years?|people|users?|million)\b|[%″”"]| ?[%€$])`,
  ].join(''),
)

export interface KindEvidence {
  readonly title: string
  readonly categories: readonly string[]
  readonly version?: string | undefined
}

export function kindOf({ title, categories, version }: KindEvidence): AnnouncementKind {
  if (isSecurity(title, categories)) return 'security'
  const released = isRelease(title, categories, version)
  if (!released && isEndOfLife(title, version)) return 'end-of-life'
  if (!released) return 'general'
  if ((version !== undefined && isPrerelease(version)) || CANDIDATE.test(title)) return 'release-candidate'
  return PATCH.test(title) || (version !== undefined && isPatch(version)) ? 'patch-release' : 'stable-release'
}

/** A post filed under security alone is a bulletin; filed under other topics too, it is an article about security. */
function isSecurity(title: string, categories: readonly string[]): boolean {
  if (ADVISORY_ID.test(title) || CANARY.test(title)) return true
  // "No more security updates for 4.1" is no bulletin.
  if (ADVISORY.test(title) && !saysEndOfLife(title)) return true
  return categories.length > 0 && categories.every((category) => SECURITY_CATEGORY.test(category))
}

/** "No longer supported" without a version is about a service, not about a release. */
function isEndOfLife(title: string, version: string | undefined): boolean {
  return saysEndOfLife(title) || ((version !== undefined || /\d/.test(title)) && SUPPORT_ENDS.test(title))
}

function isRelease(title: string, categories: readonly string[], version: string | undefined): boolean {
  const filed = categories.some((category) => RELEASE_CATEGORY.test(category))
  if (saysEndOfLife(title) && !RELEASED.test(title)) return false
  if (version !== undefined && isOfSomethingElse(title, version)) return false
  if (version === undefined)
    return (
      filed && (RELEASED.test(title) || RELEASE_NOUN.test(title) || CANDIDATE.test(title) || /\brelease\b/i.test(title))
    )
  const says =
    RELEASED.test(title) || RELEASE_NOUN.test(title) || NAME_AND_VERSION.test(title) || availableNow(title, version)
  // A whole number that the title does not have may count revisions of the text.
  const isNamed = title.includes(version) || version.includes('.')
  return says || (filed && categories.length === 1 && isNamed && !SUPPORT_ENDS.test(title))
}

function isOfSomethingElse(title: string, version: string): boolean {
  const at = title.indexOf(version)
  if (at === -1) return false
  return OTHER_NUMBERED.test(title.slice(0, at)) || MEASURE.test(withSmallLetters(title.slice(at + version.length)))
}

/** `2.4 is now available`, and not `a template for 2.4 is available` nor `Fedora 29 template available for 4.0`. */
function availableNow(title: string, version: string): boolean {
  const behind = title.slice(title.indexOf(version) + version.length)
  return /^(?:\s\S+)? (?:is |are )?(?:now )?(?:generally )?available(?: now)?[.!]?$/i.test(behind)
}
