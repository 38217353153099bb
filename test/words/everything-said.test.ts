/**
 * Nothing is said but from the words files: with every sentence between marks, no Latin letter stands outside of them
 * on any page, in any form, feed, calendar or mail of a project that writes Greek. And every sentence is said there.
 */
import { beforeAll, expect, test } from 'vitest'
import { ownFiles } from '../../src/mail/load-templates.js'
import { loadWords } from '../../src/words/load-words.js'
import type { Sentence, Words } from '../../src/words/words.js'
import { everythingSaid } from '../support/everything-said.js'
import { NAMES } from '../support/no-words.js'

/** They are read in posts, and not said. */
const NOT_WALKED = /^posts\.(?:update|beforeDay)$/

const said = new Set<string>()
let texts: ReadonlyMap<string, string>

beforeAll(async () => {
  texts = (await everythingSaid(between(loadWords('', 'en').words))).texts
})

/** In the language of the project, whose months are no Latin letters; each is noted when it is said. */
function between({ sentences }: Words): Words {
  return {
    language: 'el',
    sentences: Object.fromEntries(Object.entries(sentences).map(([key, { forms }]) => [key, marked(key, forms)])),
  }
}

function marked(key: string, forms: Sentence['forms']): Sentence {
  const all = Object.entries(forms).map(([plural, text]) => [plural, NOT_WALKED.test(key) ? text : marks(text)])
  const wrapped = Object.fromEntries(all) as unknown as Sentence['forms']
  const sentence = { language: 'el' }
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
