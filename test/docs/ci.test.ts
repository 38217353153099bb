/**
 * The templates for forges in docs/ci.md: what `npm run interop:deploy` calls for real is here asked for its form. In
 * bash each line is one, and no job that has secrets runs what a stranger wrote.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { schema } from '../../src/config/schema.js'
import { linesOf, readTemplates } from '../interop/read-templates.js'
import { repository } from '../support/project.js'

const templates = readTemplates(readFileSync(join(repository, 'docs/ci.md'), 'utf8'))
const titled = templates.map((template) => [template.title, template] as const)

test('a plan and a publication stand there for each forge', () => {
  expect(templates.map(({ forge, publishes }) => [forge, publishes])).toEqual([
    ['github', false],
    ['gitlab', false],
    ['github', true],
    ['gitlab', true],
  ])
})

test.each(titled)('%s: bash can read its lines, and they call Belfry', (_title, template) => {
  for (const job of template.jobs) {
    const script = linesOf(template, job)
    expect(script).toMatch(/\bbelfry (?:plan|build|run)\b/)
    // What the forge fills in was filled in.
    expect(script).not.toContain('${{')
    const { status, stderr } = spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' })
    expect([status, stderr]).toEqual([0, ''])
  }
})

test('a variable that begins with BELFRY_ is a key of the configuration: any other is refused where a job has it', () => {
  const keys = Object.keys(schema.shape).map((key) => key.replace(/[A-Z]/g, '_$&').toUpperCase())
  const named = templates.flatMap(({ text }) =>
    // Of GitHub, secrets have names of their own.
    [...text.matchAll(/(?<!secrets\.)\bBELFRY_([A-Z_]+)/g)].map(([, name = '']) => name.replace(/_FILE$/, '')),
  )
  expect(named.length).toBeGreaterThan(5)
  expect(named.filter((name) => !keys.some((key) => name === key || name.startsWith(`${key}__`)))).toEqual([])
})

test('what mails is kept from the branches of strangers, and from running twice at once', () => {
  const [, , github, gitlab] = templates.map(({ text }) => parse(text) as Record<string, unknown>)
  expect(Object.keys(Object(github?.on))).toEqual(['push', 'schedule', 'workflow_dispatch'])
  expect(github).toMatchObject({ on: { push: { branches: ['main'] } }, concurrency: 'belfry' })
  expect(gitlab?.mail).toMatchObject({
    resource_group: 'belfry',
    rules: [{ if: '$BELFRY_DATABASE_FILE && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH' }],
  })
  expect(github).toMatchObject({ permissions: { contents: 'write', pages: 'write', 'id-token': 'write' } })
})

test('pages go out before the mail that leads to them', () => {
  const [, , github, gitlab] = templates
  expect(github?.text.indexOf('deploy-pages')).toBeLessThan(github?.text.indexOf('belfry run') ?? 0)
  expect(gitlab?.text).toMatch(/^pages:\n[\s\S]*stage: deploy[\s\S]*^mail:\n[\s\S]*stage: \.post/m)
})
