/**
 * The mistakes that people make in templates, samples and words: each is named once, with file, line and cure, and no
 * mail is made of it. What is no mistake passes.
 */
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { BelfryError, type Problem } from '../../src/base/errors.js'
import { loadTemplates } from '../../src/mail/templates/load.js'
import { templateNames, templateParts } from '../../src/mail/templates/names.js'
import { templateOf } from '../../src/mail/templates/samples.js'
import { loadWords } from '../../src/words/load-words.js'
import { confirmSample, edited, inText, mistakes, shipped } from './mistakes.js'

function folderWith(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-mistakes-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

async function found(folder: string): Promise<readonly Problem[]> {
  try {
    return [...(await loadTemplates(folder).check()), ...loadWords(folder, 'de').warnings]
  } catch (thrown) {
    if (thrown instanceof BelfryError) return thrown.problems
    throw thrown
  }
}

/**
 * Makes each mail that this file may be a part of, with a sample of Belfry's. @returns what was said of those that
 * could not be made
 */
async function refusals(folder: string, changed: string): Promise<string[]> {
  try {
    const templates = loadTemplates(folder)
    loadWords(folder, 'de')
    const said: string[] = []
    const own = templateNames.find((name) => templateParts.some((part) => changed === `${name}.${part}`))
    for (const name of own === undefined ? templateNames : [own]) {
      const values = JSON.parse(shipped(`samples/${samples[name]}`)) as Record<string, unknown>
      await templates.render(name, values).catch((thrown: Error) => said.push(`${name}: ${thrown.message}`))
    }
    for (const [file, values] of lines) {
      try {
        templates.line(file, values)
      } catch (thrown) {
        said.push(String(thrown))
      }
    }
    return said
  } catch (thrown) {
    return [String(thrown)]
  }
}

const samples: Readonly<Record<(typeof templateNames)[number], string>> = {
  announcement: 'announcement-recall.json',
  update: 'update.json',
  'end-of-life': 'end-of-life-reached.json',
  confirm: 'confirm.json',
  welcome: 'welcome.json',
  preferences: 'preferences.json',
  address: 'address-old.json',
  operators: 'operators.json',
}
const lines = [['test.subject.txt', { subject: 'News' }] as const, ['image.txt', { alt: 'A lamp' }] as const]

describe('a mistake', () => {
  test('is one of at least a hundred and twenty', () => {
    expect(mistakes.length).toBeGreaterThanOrEqual(120)
    expect(new Set(mistakes.map((one) => one.of)).size).toBe(mistakes.length)
    expect(templateOf('end-of-life-reached.json')).toBe('end-of-life')
  })

  test.each(mistakes.map((one) => [one.of, one] as const))('%s', async (_of, { file, text, at, says, mailed }) => {
    const folder = folderWith({ [file]: text })
    const errors = (await found(folder)).filter(({ severity }) => severity === 'error')
    const said = errors.map((one) => `${one.file.slice(folder.length + 1)}: ${one.message} (${one.fix})`)
    expect(said).toEqual([expect.stringMatching(says)])
    const [error] = errors
    expect(error?.file).toBe(join(folder, file))
    const line = at === undefined ? undefined : lineOf(text, at)
    expect(error?.line).toBe(line)
    expect(error?.fix).not.toMatch(/^Mend the template named/)
    if (mailed === undefined) expect(await refusals(folder, file)).not.toEqual([])
  })

  test('by which a file is a link to elsewhere is named, and the file not read', async () => {
    for (const name of ['confirm.txt', 'samples', 'words/de.yaml']) {
      const folder = folderWith({})
      const elsewhere = folderWith({ [name]: name === 'samples' ? '' : 'secret' })
      const target = name === 'samples' ? elsewhere : join(elsewhere, name)
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      symlinkSync(target, join(folder, name))
      expect((await found(folder)).map(({ message }) => message)).toEqual([expect.stringMatching(/leaves the folder/)])
    }
  })

  test('beside another is named beside it', async () => {
    const folder = folderWith({
      'confirm.subject.txt': '',
      'welcome.txt': edited('welcome.txt', 'address: from', 'address: form'),
      'kind.txt': 'News {{ verison }}',
    })
    const errors = (await found(folder)).filter(({ severity }) => severity === 'error')
    expect(errors.map(({ file }) => file.slice(folder.length + 1)).sort()).toEqual([
      'confirm.subject.txt',
      'kind.txt',
      'welcome.txt',
    ])
  })
})

describe('a remark', () => {
  const remarks = async (files: Readonly<Record<string, string>>) =>
    (await found(folderWith(files))).map(({ severity, message, fix }) => `${severity}: ${message} (${fix})`)

  test('is made of a file that stands in without its twin', async () => {
    expect(await remarks({ 'confirm.mjml': edited('confirm.mjml', "{% say 'mail.confirm.button' %}", 'Yes') })).toEqual(
      [
        "warning: stands in for Belfry's, and confirm.txt does not: people who read text get other words " +
          '(Write confirm.txt too; begin with belfry templates copy confirm.txt.)',
      ],
    )
  })

  test('is made of files that nothing reads', async () => {
    const said = await remarks({ 'confirm.html': 'x', 'Confirm.TXT': 'x', 'sample/confirm.json': '{}', '.gitkeep': '' })
    expect(said).toEqual([
      expect.stringContaining('no template uses this file; did you mean confirm.txt?'),
      expect.stringContaining('no template uses this file; did you mean confirm'),
      expect.stringContaining('no template uses this file; did you mean samples?'),
    ])
  })

  test('is made of words that nothing reads, and of those that are in English still', async () => {
    const english = 'mail:\n  noButton: "If the button does not work, open this address:"\n'
    expect(
      await remarks({ 'Words/x.yaml': '', 'de.yaml': '', 'words/en-us.yaml': '', 'words/de.yaml': english }),
    ).toEqual([
      expect.stringContaining('no template uses this file; did you mean words?'),
      expect.stringContaining('no template uses this file; did you mean words/de.yaml?'),
      expect.stringContaining('nothing reads this file; did you mean en-US.yaml?'),
      'warning: has 1 sentence in English still: mail.noButton (Translate what stands in quotes.)',
    ])
  })

  test('is not made of styles that hide something in some cases', async () => {
    const css = '@media print { a { display: none } } a:hover, .post > a { display: none } .never { opacity: 0 }'
    const styles = `<mj-raw><style>${css}</style><style media="print">a { display: none }</style></mj-raw><mj-button`
    const said = await remarks({ 'confirm.mjml': edited('confirm.mjml', '<mj-button', styles) })
    expect(said).toEqual([expect.stringContaining('and confirm.txt does not')])
  })

  test('is not made of a project without a mistake', async () => {
    const own = {
      'confirm.subject.txt': 'Bitte bestätigen',
      'kind.txt': 'Nachricht',
      'confirm.mjml': edited('confirm.mjml', inText, '<h1>Bestätigen Sie</h1><p>Eins<p>Zwei <br>&lt; 3 & 4'),
      'confirm.txt': edited('confirm.txt', "{% say 'mail.confirm.title' %}", 'Bestätigen Sie'),
      'samples/confirm-own.json': confirmSample,
    }
    expect(await remarks(own)).toEqual([])
  })
})

function lineOf(text: string | Buffer, at: string): number {
  const whole = typeof text === 'string' ? text : text.toString('latin1')
  if (!whole.includes(at)) throw new Error(`no ${at} in what was written`)
  return whole.slice(0, whole.indexOf(at)).split('\n').length
}
