/** docs/moving.md, walked: its files are imported as it says, and Belfry answers what stands there. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { belfry } from '../support/cli.js'
import { makeProject, repository } from '../support/project.js'

interface Block {
  readonly kind: string
  readonly file: string
  readonly text: string
}

const sections = readFileSync(join(repository, 'docs/moving.md'), 'utf8')
  .split(/^## /m)
  .slice(1)
  .map((text) => {
    const found = [...text.matchAll(/^```(\w+)[ ]?(\S*)\n([\s\S]*?)^```$/gm)]
    const blocks = found.map(([, kind = '', file = '', body = '']): Block => ({ kind, file, text: body }))
    return { title: text.split('\n', 1)[0] ?? '', blocks }
  })
  .filter(({ blocks }) => blocks.some(({ kind, file }) => kind === 'text' && file === ''))

const commandsIn = (blocks: readonly Block[]) =>
  blocks
    .filter(({ kind }) => kind === 'sh')
    .flatMap(({ text }) => [...text.matchAll(/^belfry (.*)$/gm)])
    .map(([, call = '']) => call.split(' '))

test.each(sections)('$title', async ({ blocks }) => {
  const project = await makeProject('sqlite')
  for (const { file, text } of blocks) if (file !== '') writeFileSync(join(project.folder, file), text)
  const place = { config: project.configFile, cwd: project.folder, now: '2026-05-04T09:00:00Z' }
  let said = ''
  for (const call of commandsIn(blocks)) {
    const { stdout, stderr } = await belfry(call, place)
    said += `$ belfry ${call.join(' ')}\n${stdout}${stderr}`
  }
  expect(said).toBe(blocks.find(({ kind, file }) => kind === 'text' && file === '')?.text)
  const { stdout } = await belfry(['subscribers', 'list', '--state', 'confirmed'], place)
  expect(stdout.match(/^\S+@\S+/gm)).toEqual(['ada@example.org'])
})

test('each program that a file is known of has a walk', () => {
  expect(sections.map(({ title }) => title)).toEqual(
    ['Mailman 2', 'Mailman 3', 'listmonk', 'Mailchimp', 'Ghost', 'Buttondown'].map((name) => `From ${name}`),
  )
})
