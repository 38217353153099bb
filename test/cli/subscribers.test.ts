/** Release cycles on the command line: named when somebody is added, changed later, imported, listed. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { belfry } from '../support/cli.js'
import { dialects } from '../support/databases.js'
import { makeProject, type Project } from '../support/project.js'

const TABLE = `products:
  lantern:
    title: Lantern OS
    releases:
      - { releaseCycle: "3.1", eol: false }
      - { releaseCycle: "3.0", eol: false }
      - { releaseCycle: "2.0", eol: true }
`

for (const dialect of dialects) {
  describe(`release cycles on ${dialect}`, () => {
    let project: Project
    const subscribers = async (...args: string[]) =>
      await belfry(['subscribers', ...args], { config: project.configFile, now: '2026-05-04T09:00:00Z' })
    const listed = async () => {
      const people = (await subscribers('list', '--json')).json() as {
        address: string
        runs: string[]
        format: string
      }[]
      return people.map(({ address, format, runs }) => [address, format, ...runs])
    }

    beforeAll(async () => {
      project = await makeProject(dialect, { content: { releases: 'releases.yaml' } })
      writeFileSync(join(project.folder, 'releases.yaml'), TABLE)
    })

    test('are added in one word or several, changed by a second word, and taken back', async () => {
      const add = async (...args: string[]) => await subscribers('add', 'ada@example.org', ...args)
      expect((await add('--confirmed', '--runs', 'lantern/3.1 lantern/2.0')).code).toBe(0)
      expect(await listed()).toEqual([['ada@example.org', 'html', 'lantern/3.1', 'lantern/2.0']])
      expect((await add('--runs', '3.0', '--runs', 'LANTERN/3.1')).stdout).toBe(
        'ada@example.org: they get mail from now on.\n',
      )
      expect(await listed()).toEqual([['ada@example.org', 'html', 'lantern/3.0', 'lantern/3.1']])
      const set = await subscribers('set', 'ada@example.org', '--format', 'text', '--json')
      expect(set.json()).toEqual({ address: 'ada@example.org', changed: true })
      expect((await subscribers('list')).stdout).toMatch(
        /^ada@example\.org {2}.* {2}runs lantern\/3\.0 lantern\/3\.1\n$/,
      )
      await subscribers('set', 'ada@example.org', '--runs', '')
      expect(await listed()).toEqual([['ada@example.org', 'text']])
    })

    test('that are not there are refused with the nearest, and nobody is added', async () => {
      const before = await listed()
      const refused = await subscribers('add', 'bea@example.org', '--runs', 'lantern/3.2')
      expect([refused.code, refused.stdout]).toEqual([1, ''])
      expect(refused.stderr).toContain('There is no release cycle "lantern/3.2"; did you mean "lantern/3.1"?')
      expect(await listed()).toEqual(before)
    })

    test('of a person nobody knows are not set, and nothing to set is a wrong use', async () => {
      const unknown = await subscribers('set', 'nobody@example.org', '--runs', '3.1')
      expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('Nobody is known as')])
      expect((await subscribers('set', 'nobody@example.org')).code).toBe(2)
    })

    test('are imported; a line with one that is not there is skipped with the reason', async () => {
      const file = join(project.folder, 'people.csv')
      writeFileSync(file, 'address,runs\ncleo@example.org,3.1 2.0\ndora@example.org,lantern/9.9\n')
      const result = await subscribers('import', file, '--confirmed', '--json')
      expect([result.code, result.json()]).toEqual([
        1,
        {
          added: 1,
          changed: 0,
          become: { confirmed: 1, pending: 0, ended: 0, suppressed: 0 },
          columns: { address: 'address', runs: 'runs' },
          unused: [],
          skipped: [{ line: 3, reason: expect.stringMatching(/^there is no release cycle "lantern\/9\.9"/) }],
        },
      ])
      expect(await listed()).toContainEqual(['cleo@example.org', 'html', 'lantern/3.1', 'lantern/2.0'])
    })
  })
}
