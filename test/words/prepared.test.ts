import { expect, test } from 'vitest'
import { loadWords, prepareWords } from '../../src/words/load-words.js'

test('what a build keeps of each shipped language is what its file says', () => {
  const files = [...prepareWords()]
  expect(files.map(([name]) => name)).toEqual(['ar', 'de', 'en', 'he'].map((tag) => `words.${tag}.json`))
  for (const [name, text] of files) {
    const { sentences }: { sentences: object } = JSON.parse(text)
    const said = loadWords('', name.split('.')[1] ?? '').words.sentences
    expect({ ...loadWords('', 'en').words.sentences, ...sentences }).toEqual(said)
  }
})
