/** Signs that a sentence may not hold are named with their line and cure; those that it may are said. */
import { expect, test } from 'vitest'
import { parseWords, wordShape } from '../../src/words/parse-words.js'

const shape = wordShape('forms:\n  subscribe: "Subscribe"\n')

const read = (sentence: string) =>
  parseWords({ path: 'words/en.yaml', text: `forms:\n  subscribe: ${sentence}\n` }, 'en', shape)

test.each([
  ['"Join &amp; go"', 'has an entity of HTML, which people would read as it stands.'],
  ['"Join &#38; go"', 'has an entity of HTML, which people would read as it stands.'],
  [`"${'x'.repeat(201)}"`, 'is longer than 200 characters, and the English one is short.'],
  ['"Join \\u0085us"', 'holds a character that nobody sees.'],
  ['|\n    Join\n    us', 'has several lines.'],
  ['"…"', 'holds no word.'],
  ['"Join \\u2066us"', 'begins an isolate (U+2066 to U+2068) that U+2069 does not end.'],
  ['"Join us\\u2069"', 'begins an isolate (U+2066 to U+2068) that U+2069 does not end.'],
  ['"Join %s"', 'has %s, which nobody fills in.'],
  ['"Join %1$s now"', 'has %1$s, which nobody fills in.'],
  ['"Join %(name)s"', 'has %(name)s, which nobody fills in.'],
  ['-7.5', 'is a number to YAML, and no sentence.'],
])('%s is refused', (sentence, says) => {
  const { sentences, problems } = read(sentence)
  expect(problems.map(({ line, message }) => `${line}: ${message}`)).toEqual([`2: subscribe: ${says}`])
  expect(problems[0]?.fix).not.toBe('')
  expect(sentences.size).toBe(0)
})

test.each([
  '"Join & go"',
  '"Join < 5"',
  'Join us',
  '"7 days"',
  '"50 % der Leute, 50%"',
  '"Join * us"',
  '"Join \\u2068us\\u2069"',
  '"AT&T; more"',
  '>\n    Join\n    us',
])('%s is said', (sentence) => {
  const { sentences, problems } = read(sentence)
  expect(problems).toEqual([])
  expect(sentences.size).toBe(1)
})
