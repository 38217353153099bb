/**
 * The end of a cycle in a project's own language: every sentence can be replaced, each is said at some time, no value
 * means anything in it, and a file with a fault in it is named with line and remedy before anybody is told.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { BelfryError } from '../../../src/base/errors.js'
import { plainLine } from '../../../src/base/plain-line.js'
import { loadTemplates } from '../../../src/mail/templates/load.js'
import { renderMarkdown } from '../../../src/markup/markdown.js'
import { safeHtml } from '../../../src/markup/sanitise.js'
import { type SentenceKey, sentenceKeys } from '../../../src/notices/end-of-life/sentences.js'
import { EndOfLifeTexts, endOfLifeTextsOf } from '../../../src/notices/end-of-life/texts.js'
import { type EndOfLifeText, endOfLifeText } from '../../../src/notices/end-of-life/title-and-text.js'
import { type End, endFields, type Release } from '../../../src/releases/release.js'
import { loadWords } from '../../../src/words/load-words.js'
import { parseWords, wordShape } from '../../../src/words/parse-words.js'
import { repository } from '../../support/project.js'
import { product, release as releaseOf } from '../../support/releases.js'

const german = textsIn('', 'de')
const english = textsIn('', 'en')
const { plainText } = loadTemplates('')

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

function textsIn(folder: string, language: string) {
  const { words, warnings } = loadWords(folder, language)
  return { endOfLifeTexts: endOfLifeTextsOf(words), warnings }
}

/** Sentences of an end of life, as a project writes them. */
function folderWith(text: string, language = 'de'): string {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-words-'))
  folders.push(folder)
  mkdirSync(join(folder, 'words'))
  writeFileSync(join(folder, 'words', `${language}.yaml`), below(text))
  return folder
}

function below(text: string): string {
  return `endOfLife:\n${text.replace(/^(?=.)/gm, '  ')}`
}

const TODAY = '2026-11-15'
const ENDS: readonly (End | undefined)[] = [undefined, false, true, '2026-11-01', TODAY, '2026-11-16', '2027-12-15']

/** Everything there is to say: each date of a cycle by what it is, what was told before, and what the others are. */
function allTold(texts: EndOfLifeTexts): EndOfLifeText[] {
  const stages = ['approaching-30d', 'reached', 'date-changed']
  const told: EndOfLifeText[] = []
  const befores = [...ENDS, '2026-10-01'].map((before) => [before])
  const cases = combinations(ENDS, 3).flatMap((ends) => befores.map((before) => [...ends, ...before]))
  for (const [eoas, eol, eoes, before] of cases) {
    const dates = {
      ...(eoas !== undefined && { eoas }),
      ...(eol !== undefined && { eol }),
      ...(eoes !== undefined && { eoes }),
    }
    const more = eoas === true ? {} : { successor: '2.2', upgrade: 'https://lantern.example/up/', codename: 'Boötes' }
    const release = releaseOf('2.1', { ...dates, ...more })
    const about = { product: product('lantern', [release, releaseOf('2.2')]), release, before, today: TODAY, texts }
    for (const field of endFields) {
      const end = release[field]
      const date = typeof end === 'string' ? end : 'none'
      for (const stage of stages) {
        const occasion = { product: 'lantern', cycles: ['2.1'], field, date, stage, count: 1 }
        told.push(endOfLifeText({ ...about, occasion }))
      }
    }
  }
  return [...told, ...toldOfSuccessors(texts), ...toldOfMoves(texts), ...toldOfReturns(texts)]
}

/** What is to be known of the release to move to. */
function toldOfSuccessors(texts: EndOfLifeTexts): EndOfLifeText[] {
  const successors: readonly Partial<Release>[] = [
    { releaseDate: '2027-01-26' },
    { eol: '2027-02-01' },
    { eol: '2026-01-01', eoes: '2028-12-15' },
    { eol: '2026-01-01', eoes: false },
  ]
  const release = releaseOf('2.1', { eol: '2026-01-26', eoes: '2026-12-15', successor: '2.2' })
  const occasion = {
    product: 'lantern',
    cycles: ['2.1'],
    field: 'eoes',
    date: '2026-12-15',
    stage: 'approaching-30d',
    count: 1,
  } as const
  return successors.map((about) => {
    const whole = product('lantern', [release, releaseOf('2.2', about)])
    return endOfLifeText({ product: whole, release, occasion, today: TODAY, texts })
  })
}

/** Back to the day that was told first: from another day, from none, from an end. */
function toldOfReturns(texts: EndOfLifeTexts): EndOfLifeText[] {
  const date = '2027-12-15'
  const release = releaseOf('2.1', { eol: date })
  const occasion = { product: 'lantern', cycles: ['2.1'], field: 'eol', date, stage: 'date-changed', count: 1 } as const
  const about = { product: product('lantern', [release]), release, occasion, today: TODAY, texts, isBack: true }
  return ['2026-12-15', false, '2026-11-01'].map((before) => endOfLifeText({ ...about, before }))
}

/** Far apart, and with a notice to come. */
function toldOfMoves(texts: EndOfLifeTexts): EndOfLifeText[] {
  const befores = ['2026-12-15', '2027-06-26', '2027-01-26', '2028-06-15', '2027-11-15', '2027-12-15', '2028-12-15']
  return combinations(befores, 2).map(([before = '', date = '']) => {
    const release = releaseOf('2.1', { eol: date })
    const occasion = {
      product: 'lantern',
      cycles: ['2.1'],
      field: 'eol',
      date,
      stage: 'date-changed',
      count: 1,
    } as const
    const next = '2026-11-16'
    const whole = product('lantern', [release])
    return endOfLifeText({ product: whole, release, occasion, before, today: TODAY, next, texts })
  })
}

function combinations<Item>(items: readonly Item[], length: number): Item[][] {
  if (length === 0) return [[]]
  return combinations(items, length - 1).flatMap((start) => items.map((item) => [...start, item]))
}

describe('in another language', () => {
  test('no word of ours is left in any title or text', () => {
    const vocabulary = (texts: EndOfLifeTexts) =>
      new Set(allTold(texts).flatMap(({ title, text }) => `${title} ${text}`.match(/\p{L}{2,}/gu) ?? []))
    const names = ['Lantern', 'OS', 'Boötes', 'https', 'lantern', 'example', 'up', 'November']
    const ours = vocabulary(english.endOfLifeTexts)
    expect([...vocabulary(german.endOfLifeTexts)].filter((word) => ours.has(word) && !names.includes(word))).toEqual([])
    expect(german.warnings).toEqual([])
  })

  test('everything said is one of the sentences, and every sentence is said', () => {
    const marked = new Map(sentenceKeys.map((key) => [key, { language: 'en', forms: { other: `«${key}»` } }] as const))
    const said = new Set<string>()
    for (const { title, text } of allTold(new EndOfLifeTexts('en', marked))) {
      for (const [, key = ''] of `${title} ${text}`.matchAll(/«(.*?)»/g)) said.add(key)
      expect(title).toMatch(/^«title\.[\w.]+»$/)
      const rest = text.replace(/«.*?»/g, '').replace(/\[\]\(<https:\/\/lantern\.example\/up\/>\)/g, '')
      expect(rest.trim()).toBe('')
    }
    // A name is a value: it is not said by itself.
    const values = sentenceKeys.filter(
      (key) => key === 'named' || /^(?:kind|names)\./.test(key) || /^title\.eo.*\.ends$/.test(key),
    )
    expect(sentenceKeys.filter((key) => !said.has(key) && !values.includes(key))).toEqual([])
  })

  test('a date may begin a paragraph, and a name stands in its codename’s quotes', () => {
    const release = releaseOf('2.1', { eol: '2026-12-15', successor: '2.2', codename: 'Boötes' })
    const occasion = {
      product: 'lantern',
      cycles: ['2.1'],
      field: 'eol',
      date: '2026-12-15',
      stage: 'x',
      count: 1,
    } as const
    const whole = product('lantern', [release, releaseOf('2.2')])
    const own = textsIn(folderWith('what:\n  eol:\n    ends: "{date} ist der letzte Tag von {name}."\n'), 'de')
    const { title, text } = endOfLifeText({
      product: whole,
      release,
      occasion,
      today: TODAY,
      texts: own.endOfLifeTexts,
    })
    expect(title).toBe('Lantern OS 2.1 erreicht am 15. Dezember 2026 sein Lebensende')
    expect(
      plainText(safeHtml(renderMarkdown(text), { siteUrl: 'https://x.example', postUrl: 'https://x.example/p/' })),
    ).toBe(
      `Wenn Sie Lantern OS 2.1 nutzen, müssen Sie bis 15. Dezember 2026 handeln.

15. Dezember 2026 ist der letzte Tag von Lantern OS 2.1 „Boötes“. Bis zum Ende dieses Tages erhält es Sicherheitsaktualisierungen, danach keine mehr. Heute ist der 15. November 2026, es bleiben also 30 Tage.

Wechseln Sie zu Lantern OS 2.2.`,
    )
  })

  test('days are counted by its plurals, in its digits', () => {
    const later = (language: string, text: string, days: number) => {
      const { endOfLifeTexts: texts } = textsIn(folderWith(`told:\n  later:\n${text}`, language), language)
      return texts.say('told.later', { date: 'X', days })
    }
    const polish = ['one', 'few', 'many', 'other'].map((form) => `    ${form}: "${form} {days} {date}"\n`).join('')
    expect([1, 3, 5, 22].map((days) => later('pl', polish, days))).toEqual([
      'one 1 X',
      'few 3 X',
      'many 5 X',
      'few 22 X',
    ])
    const arabic = ['one', 'two', 'few', 'many', 'other'].map((form) => `    ${form}: "{days} {date}"\n`).join('')
    expect(later('ar-EG', arabic, 1234)).toBe('١٢٣٤ X')
    expect(german.endOfLifeTexts.say('told.later', { date: 'X', days: 1 })).toBe(
      'Zuvor genannt war der X; nun ist es 1 Tag später.',
    )
  })
})

describe('a file of a project', () => {
  test('may hold some sentences: the rest is English, and check says so where that is another language', () => {
    const folder = folderWith('act:\n  nothing: "**Nada.**"\n', 'pt-BR')
    const { endOfLifeTexts: texts, warnings } = textsIn(folder, 'pt-BR')
    expect(texts.say('act.nothing', {})).toBe('**Nada.**')
    expect(texts.say('toDo.move', {})).toBe('Move to a release that is still supported.')
    expect(warnings.map(({ message, severity }) => [severity, message])).toEqual([
      ['warning', expect.stringMatching(/^lacks \d+ of \d+ sentences, which are said in English: /)],
    ])
    expect(textsIn(folder, 'en-GB').warnings).toEqual([])
  })

  test.each([
    ['nb', 'no', true],
    ['zh-Hans', 'zh-CN', true],
    ['nn', 'no', false],
  ])('for %s is no file for %s, and check says so where people mean the same', (file, language, isMeant) => {
    const { warnings } = textsIn(folderWith('act:\n  nothing: "**Nei.**"\n', file), language)
    const fix = `words/${file}.yaml is read for ${file} alone: name it ${language}.yaml`
    expect(warnings.map((one) => one.fix.startsWith(fix))).toEqual([isMeant])
  })

  test('under a name that nothing reads is a warning', () => {
    const { warnings } = textsIn(folderWith('act:', 'deu.yml'), 'en')
    expect(warnings).toMatchObject([{ message: 'nothing reads this file; did you mean de.yaml?' }])
  })

  test('that is empty or not there says nothing of its own', () => {
    expect(textsIn(folderWith('', 'en'), 'en').warnings).toEqual([])
    expect(textsIn(join(tmpdir(), 'belfry-not-there'), 'en').warnings).toEqual([])
  })

  test.each([
    ['act:\n  nope: "x"', 2, /^nope: is the key of no sentence/, /Did you mean now/],
    ['titel:\n  eol:', 1, /^titel: is the key of no sentence/, /Did you mean title/],
    ['constructor: "x"', 1, /is the key of no sentence/, /keys of words\/en\.yaml/],
    ['act:\n  now: "Act now."', 2, /^now: lacks \{name\}/, /It holds \{name\}/],
    ['act:\n  before: "Act."', 2, /^before: lacks \{date\} and \{name\}/, /\{date\} and \{name\}/],
    ['act:\n  now: "{name} {date}"', 2, /^now: \{date\} is not known here/, /It holds \{name\}/],
    ['act:\n  nothing: "{name}"', 2, /^nothing: \{name\} is not known here/, /no names in braces/],
    ['act:\n  now: "{{ name }} {name}"', 2, /^now: has a brace/, /It holds \{name\}/],
    ['act:\n  now: ""', 2, /^now: says nothing/, /leave the key out/],
    ['act:\n  now: {name}', 2, /^now: is not one sentence/, /in quotes/],
    ['act:\n  now: {name} x', 2, /^No YAML/, /in quotes/],
    ['act:\n  now: [a]', 2, /^now: is not a single value/, /one value/],
    ['act:\n  now: "{name}"\n  now: "{name}"', 3, /^now: is there twice/, /Remove one/],
    ['act: "x"', 1, /^act: is not a list of "key: value" lines/, /key: value/],
    ['- x', 1, /^endOfLife: is not a list of "key: value" lines/, /key: value/],
    ['told:\n  later: &a "{date} {days}"\n  earlier: *a', 3, /alias/, /Write the values out/],
    ['told:\n  later:\n    einer: "{date} {days}"', 3, /^einer: is no plural/, /zero, one, two/],
    ['told:\n  later:\n    other: "{date}"', 3, /^other: lacks \{days\}/, /\{date\} and \{days\}/],
    ['told:\n  later:\n    other: "{date} {days}"', 3, /^one: de counts with this plural too/, /Add a line one/],
  ])('with a fault is named by file, line and remedy: %j', (text, line, message, fix) => {
    const { problems } = parseWords(
      { path: 'de.yaml', text: below(text) },
      'de',
      wordShape(readFileSync(join(repository, 'emails/words/en.yaml'), 'utf8')),
    )
    expect(problems[0]).toMatchObject({ file: 'de.yaml', line: line + 1, severity: 'error', code: 'TEMPLATE' })
    expect(problems[0]?.message).toMatch(message)
    expect(problems[0]?.fix).toMatch(fix)
  })

  test('with faults in it tells nobody anything, and all are named', () => {
    const folder = folderWith('act:\n  now: "x"\n  nope: "x"\n')
    const thrown = (() => {
      try {
        return textsIn(folder, 'de')
      } catch (caught) {
        return caught
      }
    })()
    expect(thrown).toBeInstanceOf(BelfryError)
    expect(thrown).toMatchObject({ code: 'TEMPLATE', problems: [{ line: 3 }, { line: 4 }] })
  })
})

const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 5 }),
      fc.constantFrom(
        '*',
        '_',
        '`',
        '](',
        '<b>',
        '&amp;',
        '\\',
        '{:.x}',
        '{date}',
        '{% x %}',
        '~~',
        '# ',
        '- ',
        '+ ',
        '1. ',
        '9) ',
        '===',
        '> ',
        '|',
        '\n',
        ': ',
        '--',
        '---',
        '...',
        '(c)',
        '+-',
        '????',
        ',,',
      ),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) => parts.join(''))
  .filter((text) => plainLine(text) !== '')

test('whatever a value is, also at the beginning of a paragraph, it reads as it is and means nothing', () => {
  fc.assert(
    fc.property(
      hostile,
      hostile,
      fc.constantFrom<SentenceKey>('what.eol.ended', 'what.eol.hasEnded'),
      (name, date, key) => {
        const text =
          key === 'what.eol.ended'
            ? english.endOfLifeTexts.say(key, { name, date })
            : english.endOfLifeTexts.say('what.eol.hasEnded', { name })
        const html = safeHtml(renderMarkdown(text), { siteUrl: 'https://x.example', postUrl: 'https://x.example/p/' })
        expect(html.match(/<[^>]*>/g)).toEqual(['<p>', '</p>'])
        const spaces = (line: string) => line.replace(/[\s\u200b]+/g, ' ').trim()
        const end =
          key === 'what.eol.ended' ? `reached its end of life on ${plainLine(date)}.` : 'has reached its end of life.'
        expect(spaces(plainText(html))).toBe(spaces(`${plainLine(name)} ${end}`))
      },
    ),
    { numRuns: 500 },
  )
})

test('a value is filled in once: braces in it are its own', () => {
  expect(english.endOfLifeTexts.say('title.eol.ends', { name: '{date}', date: '{name}' })).toBe(
    '{date} reaches its end of life on {name}',
  )
})
