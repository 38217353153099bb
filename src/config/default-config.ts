/**
 * The configuration of a project that has none yet, for commands that only look. Pure. Out: every default, with a site
 * that is nobody's.
 */
import { loadWords } from '../words/load-words.js'
import { type Config, schema } from './schema.js'

export function defaultConfig(): Config {
  const settings = schema.parse({
    site: { title: 'A project', url: 'https://project.invalid' },
    content: { posts: ['.'] },
    feeds: { ids: 'url' },
    mail: { from: 'announce@project.invalid', domain: 'project.invalid' },
  })
  return { ...settings, file: '', words: loadWords('', settings.site.language).words }
}
