/** Marks that survive a mail program which darkens mail by itself. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { contrast } from '../../src/config/colours.js'
import { forcedDark } from '../../src/mail/forced-dark.js'
import { loadTemplates } from '../../src/mail/templates/load.js'
import { templateNames } from '../../src/mail/templates/names.js'
import { repository } from '../support/project.js'

const samples = join(repository, 'emails/samples')
const templates = loadTemplates('')

async function htmlOf(file: string): Promise<string> {
  const name = templateNames.find((candidate) => file.startsWith(candidate)) ?? 'announcement'
  return (await templates.render(name, JSON.parse(readFileSync(join(samples, file), 'utf8')))).html
}

test('every mark of every mail can be seen on white and on near-black', async () => {
  const found = new Set<string>()
  for (const file of readdirSync(samples)) {
    const html = await htmlOf(file)
    const marks = [...html.matchAll(/class="(?:notice[^"]*|mark)"[^>]*style="([^"]*)"|border-top:([^;"]*)/g)]
    const banner = [...html.matchAll(/border:3px solid (#[0-9a-f]{6})/g)]
    for (const [text] of [...marks, ...banner]) for (const [colour] of text.matchAll(/#[0-9a-f]{6}/g)) found.add(colour)
  }
  // The rule above the footer separates and marks nothing.
  found.delete('#c9cdd3')
  expect(found.size).toBeGreaterThan(0)
  for (const colour of found) {
    expect(contrast(colour, '#ffffff'), colour).toBeGreaterThan(3)
    expect(contrast(colour, '#18181b'), colour).toBeGreaterThan(3)
  }
})

test('titles and buttons have their colour on the text itself, so that no program paints them as links', async () => {
  for (const file of readdirSync(samples)) {
    const html = await htmlOf(file)
    for (const [, inside = ''] of html.matchAll(/<h1[^>]*>(?:<a[^>]*>)(.*?)<\/a>/gs))
      expect(inside, file).toMatch(/^<span[^>]*color: ?#1c1f24/)
    for (const [, inside = ''] of html.matchAll(/<a[^>]*display:inline-block[^>]*>(.*?)<\/a>/gs))
      expect(inside.trim(), file).toMatch(/^<span[^>]*color: ?#/)
  }
})

test.each([
  ['<p style="color: #1c1f24">x</p>', 'color: #f4f4f5'],
  ['<p style="background: #ffffff; color:#fff">x</p>', 'background: #18181b; color: #fff'],
  ['<td bgcolor="#f3f4f5" style="border: 1px solid #1c1f24">x</td>', 'border: 1px solid #1c1f24'],
  ['<p style="background-color: #1c1f24">x</p>', 'background-color: #1c1f24'],
  ['<a href="/x" style="color: #1c1f24">x</a>', 'color: #8ab4f8'],
  ['<a href="/x">x</a>', 'color: #8ab4f8'],
])('the model makes of %s: %s', (html, style) => {
  expect(forcedDark(`<table><tr>${html}</tr></table>${html}`)).toContain(`style="${style}"`)
})
