/**
 * The HTML of every sample in a real browser, on a phone and on a desktop, light and dark: it looks as in
 * test/golden/mails, nothing is wider than the window and axe finds nothing. Change a golden picture (`npx vitest run
 * test/mail/look.test.ts -u`) only after looking at it.
 */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadTemplates } from '../../src/mail/templates/load.js'
import { templateNames } from '../../src/mail/templates/names.js'
import { unlikeGolden } from '../support/golden-picture.js'
import { repository } from '../support/project.js'
import { schemes, takeScreenshots, widths } from '../support/screenshots.js'

const samples = join(repository, 'emails/samples')
const golden = join(repository, 'test/golden/mails')
const names = readdirSync(samples).map((file) => file.replace(/\.json$/, ''))
/** What a golden picture must not let pass. */
const faults: Record<string, (html: string) => string> = {
  'a colour': (html) => html.replaceAll('#0b5394', '#0b6394').replaceAll('#91b2cf', '#91c2cf'),
  'a space of 4 px': (html) => html.replaceAll('margin: 0 0 20px', 'margin: 0 0 24px'),
  'a digit': (html) => html.replaceAll('3.1.0 is available', '3.1.8 is available'),
}
const sound = 'announcement-stable-release'
let taken: Awaited<ReturnType<typeof takeScreenshots>>

beforeAll(async () => {
  const templates = loadTemplates(join(repository, 'emails'))
  const htmlOf = async (name: string) => {
    const template = templateNames.find((candidate) => name.startsWith(candidate)) ?? 'announcement'
    const values = JSON.parse(readFileSync(join(samples, `${name}.json`), 'utf8'))
    return (await templates.render(template, values)).html
  }
  const pages = names.map(async (name) => ({ name, html: await htmlOf(name) }))
  const faulty = Object.entries(faults).map(async ([name, fault]) => ({ name, html: fault(await htmlOf(sound)) }))
  taken = await takeScreenshots(await Promise.all([...pages, ...faulty]))
}, 300_000)

function picture(name: string): Buffer {
  return taken.pngs[name] ?? Buffer.alloc(0)
}

const kinds = widths.flatMap((width) => schemes.map((scheme) => `${width}-${scheme}`))

describe.each(kinds)('%s', (kind) => {
  test.each(names)('%s looks as it did', (name) => {
    const write = expect.getState().snapshotState.snapshotUpdateState
    const file = join(golden, `${name}-${kind}.png`)
    expect(
      unlikeGolden(picture(`${name}-${kind}`), { file, write, folder: join(repository, 'var/pictures') }),
    ).toBeUndefined()
  })

  test.each(Object.keys(faults))('%s that changed is seen', (fault) => {
    const file = join(golden, `${sound}-${kind}.png`)
    const folder = mkdtempSync(join(tmpdir(), 'belfry-pictures-'))
    expect(unlikeGolden(picture(`${fault}-${kind}`), { file, write: 'none', folder })).toContain('pixels are not as in')
    expect(readdirSync(folder)).toEqual([`${sound}-${kind}.difference.png`, `${sound}-${kind}.new.png`])
  })
})

test('no golden picture is left of a sample that is gone', () => {
  expect(readdirSync(golden).sort()).toEqual(names.flatMap((name) => kinds.map((kind) => `${name}-${kind}.png`)).sort())
})

test('no letter is in a font of this machine', () => {
  expect(Object.entries(taken.strange).filter(([, texts]) => texts.length > 0)).toEqual([])
})

test('nobody has to scroll sideways', () => {
  expect(Object.entries(taken.overflow).filter(([, pixels]) => pixels !== 0)).toEqual([])
})

test('axe finds nothing', () => {
  expect(Object.entries(taken.findings).filter(([, rules]) => rules.length > 0)).toEqual([])
})
