/**
 * `belfry check` over the words of the end of a cycle: a fault is named with file, line and remedy, and nobody is told
 * anything in them.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { belfry } from '../support/cli.js'
import { makeProject } from '../support/project.js'

const NOW = '2026-05-05T00:00:00Z'

async function projectWith(words: string, language = 'de') {
  const project = await makeProject('sqlite', {
    site: { title: 'Lantern OS', url: 'https://lantern.example', language },
    mail: { templates: 'emails' },
  })
  project.post('2026-05-04-hello.md', { title: 'Hallo' }, 'Ein Eintrag.')
  const file = join(project.folder, 'emails', 'words', `${language}.yaml`)
  mkdirSync(join(project.folder, 'emails', 'words'), { recursive: true })
  writeFileSync(file, `endOfLife:\n${words.replace(/^(?=.)/gm, '  ')}`)
  return { file, call: { config: project.configFile, now: NOW } }
}

test('a sentence that lacks a name is an error, and stops a run', async () => {
  const { file, call } = await projectWith('act:\n  now: "Jetzt handeln!"\n')
  const checked = await belfry(['check'], call)
  expect(checked.stdout).toContain(`${file}:3:10: now: lacks {name}. (It holds {name}.)`)
  expect(checked.code).toBe(1)
  const ran = await belfry(['run'], call)
  expect(ran.code).toBe(1)
  expect(ran.stderr).toContain('now: lacks {name}')
})

test('sentences that a language lacks are counted, and a warning', async () => {
  const { file, call } = await projectWith('act:\n  now: "Agissez, si vous utilisez {name} !"\n', 'fr')
  const { code, stdout } = await belfry(['check'], call)
  expect(stdout).toContain(`${file}: warning: lacks `)
  expect(stdout).toMatch(/lacks \d+ of \d+ sentences/)
  expect(code).toBe(0)
})

test('a file of a language that Belfry has says some of it in other words', async () => {
  const { call } = await projectWith('act:\n  now: "Jetzt handeln, wer {name} nutzt!"\n')
  const { code, stdout } = await belfry(['check'], call)
  expect(stdout).not.toContain('de.yaml')
  expect(code).toBe(0)
})

test('templates are tried in each language that people may choose, and a fault of one is named with it', async () => {
  const project = await makeProject('sqlite', {
    mail: { templates: 'emails' },
    subscribers: { languages: ['de', 'he'] },
  })
  project.post('2026-05-04-hello.md', { title: 'Hello' }, 'A post.')
  mkdirSync(join(project.folder, 'emails'), { recursive: true })
  const file = join(project.folder, 'emails', 'confirm.subject.txt')
  const title = "{% capture title %}{% say 'mail.confirm.title' %}{% endcapture %}"
  writeFileSync(file, `${title}{{ title | remove: 'Bestätigen Sie Ihr Abonnement' }}`)
  const { code, stdout } = await belfry(['check'], { config: project.configFile, now: NOW })
  expect(stdout.match(/confirm\.subject\.txt.*/g)).toEqual([expect.stringMatching(/\(in de\)/)])
  expect(code).toBe(1)
})
