/**
 * Nothing is said but from the words files: with every sentence between marks, no Latin letter stands outside of them
 * on any page, in any form, feed, calendar or mail of a project that writes Greek. And every sentence is said there.
 * The language is a pretended one that is written from right to left and counts in six ways, as Arabic does; each way
 * is a form of its own.
 */
import { beforeAll, expect, test } from 'vitest'
import { ownFiles } from '../../src/mail/templates/load.js'
import { maySpeakOfSeveral } from '../../src/words/end-of-life-keys.js'
import { loadWords } from '../../src/words/load-words.js'
import type { Sentence, Words } from '../../src/words/words.js'
import { everythingSaid } from '../support/everything-said.js'
import { NAMES } from '../support/no-words.js'

/** They are read in posts, and not said. */
const NOT_WALKED = /^posts\.(?:update|beforeDay)$/

const said = new Set<string>()
/** The forms that were said of sentences that count. */
const saidPlurals = new Set<string>()
let texts: ReadonlyMap<string, string>
let html: ReadonlyMap<string, string>

const LANGUAGE = 'ar'
const PLURALS = ['zero', 'one', 'two', 'few', 'many', 'other'] as const

beforeAll(async () => {
  const all = await everythingSaid(between(loadWords('', 'en').words))
  texts = all.texts
  html = all.html
})

/** Months and figures of that language are no Latin letters; each sentence is noted when it is said. */
function between({ sentences }: Words): Words {
  return {
    language: LANGUAGE,
    sentences: Object.fromEntries(Object.entries(sentences).map(([key, { forms }]) => [key, marked(key, forms)])),
  }
}

function marked(key: string, forms: Sentence['forms']): Sentence {
  const counts = Object.keys(forms).length > 1 && !maySpeakOfSeveral(key)
  const plurals = counts ? PLURALS : (Object.keys(forms) as (typeof PLURALS)[number][])
  const wrapped = Object.defineProperties(
    {},
    Object.fromEntries(plurals.map((plural) => [plural, { enumerable: true, get: () => saidAs(plural) }])),
  ) as Sentence['forms']
  const saidAs = (plural: (typeof PLURALS)[number]) => {
    const text = forms[plural] ?? forms.other
    if (counts) saidPlurals.add(plural)
    // The form says which it is, as that of no other number does.
    return NOT_WALKED.test(key) ? text : marks(counts ? `${plural} ${text}` : text)
  }
  const sentence = { language: LANGUAGE }
  // Digests of facts do not see it, so a sentence counts as said when it is said alone.
  Object.defineProperty(sentence, 'forms', {
    enumerable: false,
    get: () => {
      said.add(key)
      return wrapped
    },
  })
  return sentence as Sentence
}

function marks(text: string): string {
  return text.replace(/(<\/?\w+>|\{\w+\})|[^<>{}]+/g, (piece, other: string | undefined) => other ?? `⟦${piece}⟧`)
}

/** Values of sentences may hold marks too. A summary may end within some. */
function outside(text: string): string {
  let left = text
  for (let before = ''; before !== left; ) {
    before = left
    left = left.replace(/⟦[^⟦⟧]*⟧/g, '')
  }
  return left.replace(/⟦[^⟧]*$/gm, '').replace(NAMES, '')
}

test('no Latin letter stands outside of what the words files say', () => {
  const found = [...texts].flatMap(([name, text]) => {
    const words = outside(text).match(/[\p{Script=Latin}][\p{Script=Latin}' -]*/gu) ?? []
    return words.length === 0 ? [] : [`${name}: ${[...new Set(words)].join(' | ')}`]
  })
  expect(found).toEqual([])
  expect(texts.size).toBeGreaterThan(150)
})

test('templates hold no words of their own, but for those that operators get', () => {
  const own = ownFiles().filter(({ name }) => /\.(?:mjml|txt)$/.test(name) && !/^(?:operators|occasion)\b/.test(name))
  const found = own.flatMap(({ name, text }) => {
    const bare = text
      .replace(/\{%-?\s*comment[\s\S]*?endcomment\s*-?%\}/g, '')
      .replace(/\{[%{][\s\S]*?[%}]\}/g, ' ')
      .replace(/<(mj-style|mj-attributes|style)\b[\s\S]*?<\/\1>|<!--[\s\S]*?-->|<[^>]*>/g, ' ')
      .replace(NAMES, '')
    return (bare.match(/\p{L}{2,}/gu) ?? []).map((word) => `${name}: ${word}`)
  })
  expect(own.length).toBeGreaterThan(30)
  expect(found).toEqual([])
})

test('every sentence of pages, forms, feeds and the calendar is said somewhere', () => {
  const keys = Object.keys(loadWords('', 'en').words.sentences)
  const walked = keys.filter((key) => /^(?:kind|severity|pages|forms|feeds|calendar)\./.test(key))
  expect(walked.filter((key) => !said.has(key) && !NOT_WALKED.test(key))).toEqual([])
})

test('what is counted is said in the form of its number, one, two, a few or many', () => {
  expect([...saidPlurals].sort()).toEqual(['few', 'many', 'one', 'two'])
  const counted = [...texts.values()].join('\n').match(/⟦(?:one|two|few|many|other) /g) ?? []
  expect(counted.length).toBeGreaterThan(10)
})

test('every page and mail is one from right to left', () => {
  expect(html.size).toBeGreaterThan(60)
  for (const [name, page] of html) expect(page, name).toMatch(/<html[^>]* lang="ar"[^>]*dir="rtl"/)
})
