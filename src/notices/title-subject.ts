/**
 * What a title is about, and whether it says that it adds to what was told before. Pure. In: plain titles. Out: the
 * name at the head of a title (`QSB #37`, `Lantern OS 3.1.0`) in one spelling, and of "Update for QSB #37" the name
 * that it is an update of. Every rule here is about English, none about one project.
 */

/** A name with a number in one spelling: words in lower case, numbers without leading zeros. */
export interface Subject {
  /** `qsb 37`; further ones where the title gives an acronym or its words have one. */
  readonly names: readonly string[]
  /** The number counts things (a bulletin, an advisory); false for a version, under which new things are released. */
  readonly counts: boolean
  /** What stands behind it in the title. */
  readonly behind: string
}

export interface Addition {
  /** What it adds to, as written in the title. */
  readonly rest: string
  readonly subject: Subject | undefined
  /** Nothing of its own between the name and the end or a colon: `QSB #37: …`, not `QSB #37 webinar`. */
  readonly alone: boolean
  /** "Addendum to" can only mean a text; "Update for" may be a program. */
  readonly certain: boolean
}

const ABOUT_TEXT = 'addend(?:um|a)|errat(?:um|a)|corrections?|corrigend(?:um|a)|clarifications?|follow[- ]?ups?'
const WHICH = String.raw`(?:(?:an?|important|urgent|further|another|brief|final|first|second|third|fourth|fifth)\s+)*`
/** `Updates for …` are programs; `Updates on …` are news. */
const HEAD = new RegExp(
  [
    String.raw`^${WHICH}(?:(${ABOUT_TEXT})|updated?|updates(?=\s+(?:on|about|regarding)\s))(?:\s+#?\d{1,2})?`,
    String.raw`(?:\s*[:–—-]\s*|\s+(?:for|to|of|on|about|regarding|concerning)\s+(?:the\s+|our\s+)?)(?=\S)`,
  ].join(''),
  'i',
)
const TAG = new RegExp(String.raw`^\[(?:(${ABOUT_TEXT})|updated?)\]\s*`, 'i')
/** Behind a name: `QSB #37 update: …`, `QSB #37 (addendum)`. */
const TAIL = new RegExp(
  String.raw`^[\s:,(\[–—-]*(?:(${ABOUT_TEXT})|updated?)(?:\s+#?\d{1,2})?[)\]]?\s*(?=$|[:.!–—-])`,
  'i',
)
/** `[Video]`, `[Updated]`: no part of what a title is about. */
const ANY_TAGS = /^(?:\[[^\]]*\]\s*)+/
/**
 * Words, then a number, a version or a numbered id, and nothing between them that ends a part of a sentence. One way to
 * match, so linear.
 */
const NAME = new RegExp(
  [
    String.raw`^((?:[\p{M}\p{N}.+'’]*\p{L}[\p{L}\p{M}\p{N}.+'’]*[\s–-]+){1,7}?)(\(\p{Lu}{2,8}\)\s*)?`,
    String.raw`(#|[Nn]o\.?\s*|№\s*)?[vVrR]?(\d+(?:[.:-]\d+)*)`,
    String.raw`(?:[-\s.]*([Aa]lpha|[Bb]eta|rc|RC)[-\s.]*(\d*))?(?![\p{L}\p{N}])`,
  ].join(''),
  'u',
)
/** Words behind which a number counts. */
const COUNTED = /\b(?:bulletin|advisory|canary|notice|report|incident|issue|memo|newsletter|minutes)$/i
/** `XSA-254`, `CVE-2018-3639`: capitals and a hyphen. */
const HYPHENATED_ID = /(?:^|\s)\p{Lu}{3,8}-$/u

export function subjectOf(title: string): Subject | undefined {
  return nameAtHead(title.replace(ANY_TAGS, ''))?.subject
}

/** What this title says it adds to; undefined where it says nothing of the kind. */
export function additionIn(title: string): Addition | undefined {
  const tag = TAG.exec(title)
  const plain = title.replace(ANY_TAGS, '')
  const head = HEAD.exec(plain)
  if (head !== null) return addition(plain.slice(head[0].length), head[1] !== undefined)
  if (tag !== null) return addition(plain, tag[1] !== undefined)
  const name = nameAtHead(plain)
  const tail = name === undefined ? null : TAIL.exec(name.subject.behind)
  if (name === undefined || tail === null) return undefined
  return { rest: name.written, subject: name.subject, alone: true, certain: tail[1] !== undefined }
}

function addition(rest: string, certain: boolean): Addition {
  const subject = nameAtHead(rest)?.subject
  return { rest, subject, alone: subject !== undefined && /^\s*(?:$|[:;.!?(–—-])/.test(subject.behind), certain }
}

/** Is this a post of its own? `[Updated]` and `(updated)` are put into titles of originals too. */
export function isOriginal(title: string): boolean {
  return additionIn(title.replace(ANY_TAGS, '').replace(/\s*[([]\s*updated?\s*[)\]]/i, '')) === undefined
}

function nameAtHead(text: string): { readonly subject: Subject; readonly written: string } | undefined {
  const found = NAME.exec(text)
  if (found === null) return undefined
  const [whole, written = '', acronym = '', sign = '', number = '', stage = '', stageNumber = ''] = found
  const words = written.toLowerCase().match(/[\p{L}\p{M}\p{N}.+'’]+/gu) ?? []
  const named = `${number.replace(/(?<![\d.])0+(?=\d)/g, '')}${stage.toLowerCase()}${stageNumber}`
  const isVersion = stage !== '' || number.includes('.')
  const isSigned = sign !== '' || acronym !== '' || COUNTED.test(written.trim()) || HYPHENATED_ID.test(written)
  const counts = isSigned && !isVersion
  const initials = counts && words.length >= 3 ? words.map((word) => word.slice(0, 1)).join('') : ''
  const short = acronym.replace(/[()\s]/g, '').toLowerCase()
  const names = [words.join(' '), short, initials].filter((name) => name !== '').map((name) => `${name} ${named}`)
  return { subject: { names, counts, behind: text.slice(whole.length) }, written: whole }
}

export function sameSubject(a: Subject | undefined, b: Subject | undefined): boolean {
  return a !== undefined && b !== undefined && a.names.some((name) => b.names.includes(name))
}

/** Does the title name it anywhere, `Announcement regarding XSA-254 (…)`? */
export function namesSubject(title: string, subject: Subject): boolean {
  const starts = [...title.matchAll(/(?<![\p{L}\p{N}])[\p{L}]/gu)].map((match) => match.index)
  return starts.some((start) => sameSubject(nameAtHead(title.slice(start))?.subject, subject))
}

/** A title without tags, in one spelling. */
export function comparableTitle(title: string): string {
  return (
    title
      .replace(ANY_TAGS, '')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}.]+/gu) ?? []
  ).join(' ')
}
