import { expect, test } from 'vitest'
import type { Config } from '../../src/config/schema.js'
import { endOfLifeTextsOf } from '../../src/notices/end-of-life/texts.js'
import { endOfLifeText } from '../../src/notices/end-of-life/title-and-text.js'
import type { Announcement } from '../../src/posts/announcement.js'
import { endOfLifeWithin, firstSubjectWithin, type Voice, voicesOf } from '../../src/run/speaking.js'
import { loadWords } from '../../src/words/load-words.js'
import { lantern } from '../support/releases.js'

const [en, de] = [loadWords('', 'en').words, loadWords('', 'de').words]
const config = { site: { language: 'en' }, words: en, spoken: [de], mail: { templates: '' } } as unknown as Config
const own = { config, endOfLifeTexts: endOfLifeTextsOf(en) } as unknown as Voice
const voiceIn = voicesOf(config)
const other = voiceIn('DE') as Voice

const [product] = lantern.products
const [release] = product?.releases ?? []
if (product === undefined || release === undefined) throw new Error('the table of tests is empty')
const occasion = {
  product: product.id,
  cycles: [release.cycle],
  field: 'eol',
  date: 'none',
  stage: 'reached',
  count: 1,
}
const endOfLife = { product, release, occasion, today: '2026-05-04' } as Parameters<typeof endOfLifeWithin>[1]
const said = endOfLifeText({ ...endOfLife, texts: own.endOfLifeTexts })
const post = { title: said.title, body: said.text } as Announcement

test('a voice is made once, and none for the language of the site or one that it does not offer', () => {
  expect(other.config.site.language).toBe('de')
  expect(voiceIn('de')).toBe(other)
  expect(['en', '', 'fr'].map(voiceIn)).toEqual([undefined, undefined, undefined])
})

test('what the table says is said in the other language, and an operator’s own text stays, marked as what it is', () => {
  const german = endOfLifeText({ ...endOfLife, texts: other.endOfLifeTexts })
  expect(german.title).not.toBe(said.title)
  expect(endOfLifeWithin(post, endOfLife, { own, other })).toEqual({
    ...{ title: german.title, body: german.text },
    language: 'de',
  })
  const written = { ...post, body: 'In the words of an operator.\n' }
  expect(endOfLifeWithin(written, endOfLife, { own, other })).toEqual({ ...written, language: 'en' })
})

test('who knows a recall by its German subject gets news of it under that', () => {
  const subject = firstSubjectWithin('Withdrawn: Lantern OS 3.1', config, other.config)
  expect(subject).not.toContain('Withdrawn')
  expect(subject).toContain('Lantern OS 3.1')
  expect(firstSubjectWithin('Lantern OS 3.1', config, other.config)).toBe('Lantern OS 3.1')
})
