/**
 * What is told does not change where a post is read as another flavour of Markdown, by a key or by a newer Belfry: told
 * posts are compared as they were typed. What is shown does.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { belfry } from '../support/cli.js'
import { makeProject } from '../support/project.js'

const BODY = [
  '* TOC\n{:toc}\n',
  '## "Oil" -- what is new?\n{: #oil}\n',
  'oil\n: burns[^1]\n',
  '> [!NOTE]\n> Burn *oil*.\n',
  '- [x] lit :tada:\n',
  '{::comment}\nno\n{:/comment}\n',
  '[^1]: Lit.',
].join('\n')

test('a told post that is read as another flavour is no edit: nothing is told and nothing asked', async () => {
  const project = await makeProject('sqlite')
  const run = async (now: string) => await belfry(['run', '--json'], { config: project.configFile, now })
  project.post('2026-05-01-first.md', { title: 'First' }, 'Hello.')
  await run('2026-05-01T12:00:00Z')
  project.post('2026-05-02-lit.md', { title: 'Lit' }, BODY)
  await run('2026-05-02T12:00:00Z')
  await run('2026-05-03T12:00:00Z')
  const page = () => readFileSync(join(project.folder, 'public/news/2026/05/02/lit/index.html'), 'utf8')
  const before = page()
  const text = readFileSync(project.configFile, 'utf8')
  const seen = new Set([before])
  for (const [day, flavour] of [...['kramdown-gfm', 'kramdown', 'gfm', 'commonmark'].entries()]) {
    writeFileSync(project.configFile, text.replace(/^content:\n/m, `content:\n  markdown: ${flavour}\n  emoji: true\n`))
    const result = await run(`2026-05-0${day + 4}T12:00:00Z`)
    expect(result.json()).toMatchObject({ told: [], silent: [] })
    seen.add(page())
  }
  expect(seen.size).toBe(5)
})
