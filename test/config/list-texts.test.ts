/** Lists are called as the language calls them in which somebody is spoken to; a text of one language is for all. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Document } from 'yaml'
import { BelfryError } from '../../src/base/errors.js'
import { listsSpoken } from '../../src/config/list-texts.js'
import { loadConfig } from '../../src/config/load.js'
import type { Config } from '../../src/config/schema.js'
import { configIn } from '../../src/config/spoken.js'
import { renderPreferences, renderWelcome } from '../../src/mail/render-notice.js'
import { loadTemplates } from '../../src/mail/templates/load.js'
import { preferencesWording } from '../../src/web/consent-wording.js'
import { subscribePage } from '../../src/web/pages/subscribe.js'
import { unsubscribePage } from '../../src/web/pages/unsubscribe.js'
import { sitesOf } from '../../src/web/web-context.js'

const both = { en: 'Releases', de: 'Versionen' }
const about = { en: 'New versions.', de: 'Was neu erscheint.' }

function read(list: object, languages: readonly string[] = ['de']): Config {
  const settings = {
    site: { title: 'Lantern OS', url: 'https://lantern.example' },
    content: { posts: 'posts' },
    feeds: { folder: 'public', authority: 'lantern.example', since: 2026 },
    mail: { from: 'a@lantern.example', domain: 'announce.lantern.example' },
    subscribers: { languages },
    lists: [
      { id: 'releases', categories: ['releases'], ...list },
      { id: 'rest', title: 'Everything else', categories: ['*'] },
    ],
  }
  const file = join(mkdtempSync(join(tmpdir(), 'belfry-lists-')), 'belfry.yaml')
  writeFileSync(file, new Document(settings).toString())
  return loadConfig(file, {})
}

const titles = ({ lists }: Config, language: string) => listsSpoken(lists, language).map(({ title }) => title)

test('the site calls a list as its own language does, and a person as theirs', () => {
  const config = read({ title: both, description: about })
  expect(config.lists.map(({ title, description }) => `${title}: ${description}`)).toEqual([
    'Releases: New versions.',
    'Everything else: ',
  ])
  expect(titles(config, 'DE')).toEqual(['Versionen', 'Everything else'])
  expect(titles(config, 'fr')).toEqual(['Releases', 'Everything else'])
  expect(titles(read({ title: 'Releases' }), 'de')).toEqual(['Releases', 'Everything else'])
})

test('forms, pages behind links, proof and mail call it so', async () => {
  const config = read({ title: both, description: about })
  const german = configIn(config, 'de')
  const site = sitesOf(config)('de')
  const { lists } = config
  const states = new Map([['releases', { state: 'confirmed' }]])
  const holder = {
    lists: lists.slice(0, 1),
    states,
    person: { address: 'ada@example.org', email: 'ada@example.org', language: 'de' },
  }
  const links = { unsubscribeUrl: 'https://lantern.example/u', preferencesUrl: 'https://lantern.example/p' }
  const input = { lists, config: german, links, templates: loadTemplates('', german.words) }
  const welcome = await renderWelcome(input)
  const said = {
    form: subscribePage(site, config, []),
    leave: unsubscribePage(site, holder as unknown as Parameters<typeof unsubscribePage>[1], lists),
    proof: preferencesWording({ words: german.words, title: 'Lantern OS' }, lists),
    html: welcome.html,
    text: welcome.text,
    preferences: (await renderPreferences(input)).html,
  }
  for (const [where, text] of Object.entries(said)) {
    expect(text, where).toContain('Versionen')
    expect(text, where).not.toContain('Releases')
  }
  expect(said.html).toContain('Was neu erscheint.')
  expect(subscribePage(sitesOf(config)(''), config, [])).not.toContain('Versionen')
})

test.each([
  [{ title: { de: 'Versionen' } }, /lists\.0\.title is missing in en, the language of the site/],
  [{ title: { ...both, fr: 'Versions' } }, /title\.fr is in a language that nobody is spoken to in; there are en, de/],
  [{ title: 'Releases', description: { de: 'Neues.' } }, /lists\.0\.description is missing in en/],
  [{ title: { en: 'Releases', de: ' ' } }, /lists\.0\.title/],
  [{ title: { en: 'Releases', de: 'a\nb' } }, /lists\.0\.title\.de must be one line/],
  [{ title: {} }, /lists\.0\.title is missing in en/],
  [{ title: ['Releases'] }, /must be a text, or one for each language/],
  [{ title: { en: 7 } }, /must be a text, or one for each language/],
  [{}, /lists\.0\.title is missing/],
])('%j is refused', (list, says) => {
  const problems = () => {
    try {
      return read(list) && ''
    } catch (thrown) {
      if (!(thrown instanceof BelfryError)) throw thrown
      return thrown.problems.map(({ message }) => message).join('\n')
    }
  }
  expect(problems()).toMatch(says)
})
