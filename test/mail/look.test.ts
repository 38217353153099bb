/**
 * The HTML of every sample in a real browser: nothing is wider than the window and axe finds nothing, on a phone and on a desktop,
 * light and dark. SCREENSHOTS=FOLDER keeps the pictures, for people to look at.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadTemplates } from '../../src/mail/load-templates.js'
import { templateNames } from '../../src/mail/templates.js'
import { schemes, takeScreenshots, widths } from '../support/screenshots.js'
import { repository } from '../support/world.js'

const kept = process.env.SCREENSHOTS
const folder = kept ?? mkdtempSync(join(tmpdir(), 'belfry-mail-look-'))
const samples = join(repository, 'emails/samples')
const names = readdirSync(samples).map((file) => file.replace(/\.json$/, ''))
let taken: Awaited<ReturnType<typeof takeScreenshots>>

beforeAll(async () => {
  const templates = loadTemplates(join(repository, 'emails'))
  const pages = names.map(async (name) => {
    const template = templateNames.find((candidate) => name.startsWith(candidate)) ?? 'announcement'
    const { html } = await templates.render(template, JSON.parse(readFileSync(join(samples, `${name}.json`), 'utf8')))
    return { name, html }
  })
  taken = await takeScreenshots(await Promise.all(pages), folder)
})
afterAll(() => {
  if (kept === undefined) rmSync(folder, { recursive: true })
})

test('every sample is pictured at every width and in every scheme', () => {
  expect(taken.files).toHaveLength(names.length * widths.length * schemes.length)
})

test('nobody has to scroll sideways', () => {
  expect(Object.entries(taken.overflow).filter(([, pixels]) => pixels !== 0)).toEqual([])
})

test('axe finds nothing', () => {
  const found = Object.entries(taken.findings).filter(([, rules]) => rules.length > 0)
  expect(found).toEqual([])
})
