/** `belfry check --feeds`: what would be published is held against the rules of its formats, and nothing is written. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { belfry } from '../support/cli.js'
import { makeProject } from '../support/project.js'

const SAME = {
  '2026-05-03-before': 'https://lantern.example/x',
  '2026-05-04-lantern-os-3-1-0': 'https://lantern.example/x',
}

const NOW = '2026-05-05T00:00:00Z'

/** @param ids of entries in the register, as old feeds had them */
async function check(ids: Readonly<Record<string, string>>, title: string, ...flags: string[]) {
  const project = await makeProject('sqlite')
  project.post('2026-05-03-before.md', { title: 'Before', categories: 'releases, security' }, 'It was.')
  const register = join(project.folder, 'content', 'register.yaml')
  mkdirSync(dirname(register), { recursive: true })
  writeFileSync(register, stringify({ entries: ids }))
  project.post(
    '2026-05-04-lantern-os-3-1-0.md',
    { title, categories: 'releases, security' },
    'It is *out*: `<script>`.',
  )
  const result = await belfry(['check', ...flags], { config: project.configFile, now: NOW })
  return { ...result, isWritten: existsSync(project.public) }
}

test('good feeds have no problems, and none is written', async () => {
  const result = await check({}, 'Lantern OS 3.1.0 has been released', '--feeds')
  expect(result.stdout).toBe('No problems.\n')
  expect(result).toMatchObject({ code: 0, isWritten: false })
})

test('an error in a feed makes it fail, and names rule, file and entry', async () => {
  const result = await check(SAME, 'Lantern OS 3.1.0 has been released', '--feeds', '--json')
  const { ok, problems } = result.json() as { ok: boolean; problems: { file: string; code: string; message: string }[] }
  expect({ ok, code: result.code }).toEqual({ ok: false, code: 1 })
  expect(
    problems.every(
      ({ code, message }) =>
        code === 'FEED_RULE' && /^Duplicate(?:Entries|Value): .*https:\/\/lantern\.example\/x/.test(message),
    ),
  ).toBe(true)
  expect(problems.map(({ file }) => file)).toEqual(expect.arrayContaining(['atom.xml', 'rss.xml', 'feed.json']))
})

test('a warning does not', async () => {
  const result = await check({}, 'Why `</b>` is no title', '--feeds')
  expect(result.stdout).toContain('rss.xml')
  expect(result.stdout).toContain('warning: ContainsHTML: item ')
  expect(result.code).toBe(0)
})

test('without the flag feeds are not looked at', async () => {
  expect(await check(SAME, 'Lantern OS 3.1.0 has been released')).toMatchObject({ code: 0 })
})
