/** When templates are read: a project's before anything is done, Belfry's own when a mail is first made. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openTemplates, templatesWhenAsked } from '../../../src/mail/templates/open.js'
import { loadWords } from '../../../src/words/load-words.js'

const { words } = loadWords('', 'en')

function folderWith(text: string): { readonly folder: string; readonly write: (text: string) => void } {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-emails-'))
  const write = (more: string) => writeFileSync(join(folder, 'note.txt'), more)
  write(text)
  return { folder, write }
}

test('what is wrong with templates of a project is said before any mail is made', async () => {
  const { folder } = folderWith('{% if number %}')
  await expect(openTemplates(folder, words)).rejects.toMatchObject({ code: 'TEMPLATE' })
  await expect(openTemplates(join(folder, 'mails'), words)).rejects.toMatchObject({ code: 'TEMPLATE_MISSING' })
})

test('templates are as they were when they were opened', async () => {
  const { folder, write } = folderWith('({{ number }})')
  const templates = await openTemplates(folder, words)
  write('{{ number }}!')
  expect((await templates()).line('note.txt', { number: '1' })).toBe('(1)')
  expect(await templates()).toBe(await templates())
})

test('whoever asks again after a fault gets what is there by then', async () => {
  const { folder, write } = folderWith('{% if number %}')
  const templates = templatesWhenAsked(folder, words)
  await expect(templates()).rejects.toMatchObject({ code: 'TEMPLATE' })
  write('({{ number }})')
  expect((await templates()).line('note.txt', { number: '1' })).toBe('(1)')
})
