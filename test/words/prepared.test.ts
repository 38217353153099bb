import { expect, test } from 'vitest'
import { loadWords, prepareWords } from '../../src/words/load-words.js'

test('what a build keeps of each shipped language is what its file says', () => {
  const { languages } = JSON.parse(JSON.stringify(prepareWords()))
  expect(Object.keys(languages)).toEqual(['ar', 'de', 'en', 'he'])
  for (const [tag, { sentences }] of Object.entries<{ sentences: object }>(languages))
    expect({ ...loadWords('', 'en').words.sentences, ...sentences }).toEqual(loadWords('', tag).words.sentences)
})
