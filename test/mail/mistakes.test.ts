/**
 * The mistakes that people make in templates, samples and words: each is named once, with file, line and cure, and no
 * mail is made of it. What is no mistake passes.
 */
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { BelfryError, type Problem } from '../../src/base/errors.js'
import { loadTemplates } from '../../src/mail/load-templates.js'
import { templateOf } from '../../src/mail/samples.js'
import { templateNames, templateParts } from '../../src/mail/template-names.js'
import { loadWords } from '../../src/words/load-words.js'
import { repository } from '../support/project.js'

const emails = join(repository, 'emails')
const shipped = (name: string) => readFileSync(join(emails, name), 'utf8')

/** A shipped file in which something else stands in the place of something. */
function edited(name: string, from: string, to: string): string {
  const text = shipped(name)
  if (!text.includes(from)) throw new Error(`${name} holds no ${from}`)
  return text.replace(from, to)
}

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

interface Mistake {
  readonly of: string
  /** The file, and all that stands in it. */
  readonly file: string
  readonly text: string | Buffer
  /** The words at which it is found; absent where something is missing, which stands nowhere. */
  readonly at?: string
  readonly says: RegExp
  /** Nothing is mailed by samples. */
  readonly mailed?: true
}

const confirm = (from: string, to: string) => ({ file: 'confirm.mjml', text: edited('confirm.mjml', from, to) })
const button = '<mj-button css-class="button" padding="8px 20px 24px" href="{{ confirm_url }}">'
const inText = "<h1>{% say 'mail.confirm.title' %}</h1>"
const plain = (name: string, from: string, to: string) => ({ file: name, text: edited(name, from, to) })
const words = (text: string) => ({ file: 'words/de.yaml', text: `endOfLife:\n${text.replace(/^(?=.)/gm, '  ')}` })
const inPages = (text: string) => ({ file: 'words/de.yaml', text: `pages:\n  support:\n    ${text}` })
const sample = (text: string) => ({ file: 'samples/confirm-own.json', text, mailed: true as const })
const confirmSample = shipped('samples/confirm.json')

const mistakes: readonly Mistake[] = [
  // Tags
  {
    of: 'a tag of MJML closed by another name',
    ...confirm('</mj-text>\n        <mj-button', '</mj-txt>\n        <mj-button'),
    at: '</mj-txt>',
    says: /<\/mj-txt> closes a tag that was not opened .*</s,
  },
  {
    of: 'a tag of MJML that is not closed',
    ...confirm('</mj-text>\n        <mj-button', '\n        <mj-button'),
    at: '<mj-text css-class="ink">',
    says: /<mj-text> is not closed/,
  },
  {
    of: 'an unknown tag of MJML',
    file: 'confirm.mjml',
    text: edited('confirm.mjml', button, '<mj-buton href="{{ confirm_url }}">').replace('</mj-button>', '</mj-buton>'),
    at: '<mj-buton',
    says: /<mj-buton> is no element of MJML/,
  },
  {
    of: 'bold that goes on',
    ...confirm(inText, '<h1>Confirm <b>your subscription</h1>'),
    at: '<b>',
    says: /<b> is not closed/,
  },
  { of: 'a heading closed by another', ...confirm(inText, '<h1>Confirm</h2>'), at: '</h2>', says: /<\/h2> closes/ },
  { of: 'a tag without an end', ...confirm(inText, '<h1>Confirm</h1 \n<p>x</p>'), at: '</h1 ', says: /has no end/ },
  {
    of: 'quotes that are not closed',
    ...confirm(inText, '<h1 class="big>Confirm</h1>'),
    at: '<h1 class',
    says: /has no end/,
  },
  {
    of: 'words between columns',
    ...confirm('<mj-column>', '<mj-column>\nHello!'),
    at: 'Hello!',
    says: /words stand in <mj-column>/,
  },
  {
    of: 'HTML between columns',
    ...confirm('<mj-column>', '<mj-column>\n<p><br></p>'),
    at: '<p><br></p>',
    says: /<p> is no element/,
  },
  {
    of: 'an unknown attribute',
    ...confirm('<mj-text css-class="ink">', '<mj-text colour="red">'),
    at: 'colour',
    says: /no attribute colour/,
  },
  {
    of: 'a size without unit',
    ...confirm('<mj-text css-class="ink">', '<mj-text font-size="big">'),
    at: 'font-size="big"',
    says: /font-size/,
  },
  // What has no place in a mail
  {
    of: 'a script',
    ...confirm(inText, `${inText}\n<script>alert(1)</script>`),
    at: '<script>',
    says: /<script> has no place/,
  },
  {
    of: 'a form',
    ...confirm(inText, `${inText}\n<form action="https://x.example"></form>`),
    at: '<form',
    says: /<form> has no place/,
  },
  { of: 'a field', ...confirm(inText, `${inText}\n<input name="q">`), at: '<input', says: /<input> has no place/ },
  {
    of: 'a frame',
    ...confirm(inText, `${inText}\n<iframe src="https://x.example"></iframe>`),
    at: '<iframe',
    says: /<iframe>/,
  },
  {
    of: 'a handler',
    ...confirm(inText, '<h1 onclick="go()">Confirm</h1>'),
    at: 'onclick',
    says: /onclick would run a program/,
  },
  {
    of: 'a link that runs a program',
    ...confirm(inText, `${inText}<a href="javascript:go()">x</a>`),
    at: 'javascript',
    says: /run a program/,
  },
  {
    of: 'a remote picture',
    ...confirm(inText, `${inText}\n<img src="https://x.example/a.png" alt="a" width="90">`),
    at: 'a.png',
    says: /would fetch https:\/\/x\.example\/a\.png/,
  },
  {
    of: 'a picture of MJML',
    ...confirm(button, `<mj-image src="https://x.example/b.png" alt="b" />\n${button}`),
    at: 'b.png',
    says: /would fetch/,
  },
  {
    of: 'a remote ground',
    ...confirm('<mj-section padding="24px 0 0">', '<mj-section background-url="https://x.example/c.png">'),
    at: 'c.png',
    says: /would fetch/,
  },
  {
    of: 'a picture of one pixel',
    ...confirm(inText, `${inText}\n<img src="https://x.example/d.gif" width="1" height="1" alt="">`),
    at: 'd.gif',
    says: /one pixel/,
  },
  {
    of: 'a font of the net',
    ...confirm(inText, `${inText}\n<link rel="stylesheet" href="https://x.example/f.css">`),
    at: 'f.css',
    says: /<link> has no place/,
  },
  {
    of: 'an include of MJML',
    ...confirm(button, `<mj-include path="./a.mjml" />\n${button}`),
    at: 'mj-include',
    says: /mj-include is not allowed/,
  },
  // What must be shown
  {
    of: 'no link to confirm as HTML',
    file: 'confirm.mjml',
    text: shipped('confirm.mjml').replaceAll('{{ confirm_url }}', 'https://x.example/'),
    says: /confirm_url is not shown/,
  },
  {
    of: 'no link to confirm as text',
    ...plain('confirm.txt', '{{ confirm_url }}', ''),
    says: /confirm_url is not shown/,
  },
  {
    of: 'a link to confirm that a comment hides',
    ...plain('confirm.txt', '{{ confirm_url }}', '{% comment %}{{ confirm_url }}{% endcomment %}'),
    says: /confirm_url is not shown/,
  },
  {
    of: 'a link that holds no words',
    file: 'membership.mjml',
    text: shipped('membership.mjml').replace(">{% say 'mail.unsubscribe' %}<", '><'),
    says: /unsubscribe_url is not shown/,
  },
  {
    of: 'no way out as text',
    ...plain('membership.txt', "{% say 'mail.unsubscribe' %}:\n{{ unsubscribe_url }}", ''),
    says: /unsubscribe_url is not shown/,
  },
  {
    of: 'no link to choose',
    file: 'preferences.txt',
    text: shipped('preferences.txt')
      .replace("{% say 'mail.preferences.howText' %}\n\n{{ preferences_url }}", '')
      .replace(/\{%- block footer[\s\S]*/, '{%- block footer -%}x{%- endblock -%}'),
    says: /_url is not shown/,
  },
  {
    of: 'no address of the post',
    file: 'end-of-life.txt',
    text: shipped('end-of-life.txt').replaceAll('{{ url }}', ''),
    says: /url is not shown/,
  },
  {
    of: 'a frame without its main part',
    file: 'layout.txt',
    text: edited('layout.txt', '{%- block main %}{% endblock %}', ''),
    says: /lose what they must show/,
  },
  {
    of: 'a frame without a postal address',
    file: 'layout.txt',
    text: shipped('layout.txt').replaceAll('{{ line }}', ''),
    says: /postal_address is not shown/,
  },
  {
    of: 'news that say nothing',
    file: 'update.mjml',
    text: edited('update.mjml', '{{ news | raw }}', ''),
    says: /news is not shown/,
  },
  {
    of: 'tags of the post as words',
    file: 'announcement.mjml',
    text: edited('announcement.mjml', '{{ content | raw }}', '{{ content }}'),
    says: /content is HTML/,
  },
  {
    of: 'text that is not escaped',
    file: 'confirm.mjml',
    text: edited('layout.mjml', '/">{{ site.title }}</a>', '/">{{ site.title | raw }}</a>'),
    at: 'site.title | raw',
    says: /site\.title is text/,
  },
  // Lines
  { of: 'an empty subject', file: 'confirm.subject.txt', text: '\n', says: /the subject is empty/ },
  { of: 'a subject that nobody sees', file: 'confirm.subject.txt', text: '\u200b\u3164', says: /the subject is empty/ },
  {
    of: 'a subject of two lines',
    file: 'confirm.subject.txt',
    text: 'Confirm\nyour subscription',
    says: /the subject has several lines/,
  },
  {
    of: 'a subject whose values are all hidden',
    file: 'welcome.subject.txt',
    text: '{% if lists.size == 0 %}Welcome{% endif %}',
    says: /the subject is empty/,
  },
  { of: 'an empty text part', file: 'operators.txt', text: '', says: /occasions is not shown/ },
  { of: 'a test that is not marked', file: 'test.subject.txt', text: '', says: /no word would be read/ },
  { of: 'a picture without its words', file: 'image.txt', text: '[image]', says: /alt is not shown/ },
  // Liquid
  {
    of: 'a value misspelt',
    ...plain('confirm.txt', '{{ confirm_url }}', '{{ confirm_ulr }}'),
    at: '{{ confirm_ulr',
    says: /there is no value confirm_ulr here.*Did you mean confirm_url\?/,
  },
  {
    of: 'a value of another template',
    ...plain('confirm.txt', '{{ confirm_url }}', '{{ confirm_url }}\n{{ unsubscribe_url }}'),
    at: '{{ unsubscribe_url',
    says: /there is no value unsubscribe_url/,
  },
  {
    of: 'a filter misspelt',
    ...plain('confirm.txt', '{{ list.title }}', '{{ list.title | upcas }}'),
    at: 'upcas',
    says: /there is no filter upcas here.*Did you mean upcase\?/,
  },
  {
    of: 'a tag of Liquid misspelt',
    ...plain('confirm.txt', '{% for list', '{% fro list'),
    at: '{% fro',
    says: /there is no tag fro here.*Did you mean for\?/,
  },
  {
    of: 'an if without an end',
    file: 'kind.txt',
    text: '{% if kind %}\nNews',
    at: '{% if',
    says: /\{% if kind %\} is not closed.*\{% endif %\}/,
  },
  {
    of: 'an end without an if',
    file: 'kind.txt',
    text: 'News\n{% endif %}',
    at: '{% endif',
    says: /\{% endif %\} belongs to no tag/,
  },
  {
    of: 'an output without an end',
    file: 'kind.txt',
    text: 'News {{ version',
    at: '{{ version',
    says: /\{\{ version is not closed/,
  },
  { of: 'one = for two', file: 'kind.txt', text: "{% if kind = 'news' %}x{% endif %}", at: '{% if', says: /==/ },
  {
    of: 'a partial that is not there',
    file: 'kind.txt',
    text: "News {% render 'knid.txt' %}",
    at: 'knid',
    says: /there is no template knid\.txt here.*Did you mean kind\.txt\?/,
  },
  {
    of: 'a partial outside of the folder',
    file: 'kind.txt',
    text: "News {% render '../../etc/passwd' %}",
    at: '../../etc',
    says: /there is no template/,
  },
  // Files
  {
    of: 'Latin-1',
    file: 'kind.txt',
    text: Buffer.from('Nachricht\nf\u00fcr alle', 'latin1'),
    at: 'f',
    says: /not UTF-8.*Save the file as UTF-8/,
  },
  {
    of: 'UTF-16',
    file: 'kind.txt',
    text: Buffer.from('Nachricht', 'utf16le'),
    at: 'N',
    says: /Save the file as UTF-8/,
  },
  // Samples
  {
    of: 'a sample that is no JSON',
    ...sample(confirmSample.replace('"ltr",', '"ltr"')),
    at: '"direction"',
    says: /no JSON from here on/,
  },
  { of: 'a sample that is cut off', ...sample('{'), at: '{', says: /no JSON from here on/ },
  { of: 'a sample that is a list', ...sample('[]'), says: /one JSON object/ },
  {
    of: 'a sample that lacks a value',
    ...sample(confirmSample.replace(/,\s*"confirm_url": "[^"]*"/, '')),
    says: /confirm_url is missing.*Add it/,
  },
  {
    of: 'a sample with a slip',
    ...sample(confirmSample.replace('confirm_url', 'confirm_ulr')),
    at: 'confirm_ulr',
    says: /confirm_ulr is no value.*Did you mean confirm_url\?/,
  },
  {
    of: 'a sample with text for a list',
    ...sample(confirmSample.replace(/"lists": \[[\s\S]*?\n {2}\]/, '"lists": "Releases"')),
    at: '"lists"',
    says: /lists is no list/,
  },
  // Words
  { of: 'a sentence that lacks a name', ...words('act:\n  now: "Jetzt!"\n'), at: 'now', says: /lacks \{name\}/ },
  { of: 'an unknown name', ...words('act:\n  now: "Jetzt {nmae}!"\n'), at: 'now', says: /\{nmae\} is not known/ },
  { of: 'an unknown key', ...words('act:\n  nwo: "Jetzt {name}!"\n'), at: 'nwo', says: /Did you mean now/ },
  { of: 'a brace without quotes', ...words('act:\n  now: {name} jetzt!\n'), at: 'now', says: /quotes/ },
  { of: 'a tab', ...words('act:\n\tnow: "Jetzt {name}!"\n'), at: 'now', says: /[Tt]ab/ },
  {
    of: 'words in Latin-1',
    file: 'words/de.yaml',
    text: Buffer.from('endOfLife:\n  act:\n    now: "F\u00fcr {name}"\n', 'latin1'),
    at: 'now',
    says: /UTF-8/,
  },
  {
    of: 'one key twice',
    ...words('act:\n  now: "{name}!"\n  now: "{name}"\n'),
    at: '    now: "{name}"\n',
    says: /twice/,
  },
  // More of each kind
  { of: 'an object', ...confirm('<h1>', '<object data="x"></object><h1>'), at: '<object', says: /no place in a mail/ },
  { of: 'a film', ...confirm('<h1>', '<video src="x"></video><h1>'), at: '<video', says: /<video> has no place/ },
  { of: 'a drawing', ...confirm('<h1>', '<svg onload="x()"></svg><h1>'), at: '<svg', says: /<svg> has no place/ },
  {
    of: 'a page that leads on by itself',
    ...confirm('<h1>', '<meta http-equiv="refresh" content="0;url=https://e.example/"><h1>'),
    at: '<meta',
    says: /<meta http-equiv> has no place/,
  },
  {
    of: 'a style sheet of the net',
    ...confirm('<h1>', '<style>@import url(https://e.example/x.css);</style><h1>'),
    at: '@import',
    says: /the mail would fetch/,
  },
  {
    of: 'a link that is a page',
    ...confirm('<h1>', '<a href="data:text/html,x">x</a><h1>'),
    at: 'data:',
    says: /would run a program/,
  },
  {
    of: 'HTML in place of MJML',
    file: 'confirm.mjml',
    text: '<html><body><a href="{{ confirm_url }}">x</a></body></html>',
    at: '<html>',
    says: /<html> is no element of MJML/,
  },
  { of: 'an empty file', file: 'confirm.mjml', text: ' ', says: /holds no MJML.*belfry templates copy/ },
  {
    of: 'a sentence that is none',
    ...confirm('mail.confirm.title', 'mail.confirm.titel'),
    at: 'titel',
    says: /there is no sentence mail\.confirm\.titel .*Name a key/,
  },
  {
    of: 'a sentence without quotes',
    ...confirm("{% say 'mail.confirm.title' %}", '{% say mail.confirm.title %}'),
    at: '{% say mail.confirm.title',
    says: /there is no sentence without a key .*in quotes/,
  },
  {
    of: 'a sentence without its value',
    file: 'confirm.subject.txt',
    text: "{% say 'mail.confirm.subject' %}",
    at: '{% say',
    says: /needs \{site\}, and is given none.*site: VALUE/,
  },
  {
    of: 'an if that asks nothing',
    file: 'confirm.preview.txt',
    text: '{% if %}x{% endif %}',
    at: '{% if',
    says: /holds no value that Liquid knows/,
  },
  {
    of: 'a for without an end',
    file: 'confirm.txt',
    text: '{% for list in lists %}{{ confirm_url }}',
    at: '{% for',
    says: /is not closed.*endfor/,
  },
  {
    of: 'a template that calls itself',
    file: 'kind.txt',
    text: "{% render 'kind.txt' %}",
    at: '{% render',
    says: /makes too much.*leads back to it/,
  },
  { of: 'a subject file of nothing', file: 'confirm.subject.txt', text: '', says: /the subject is empty.*one line/ },
  { of: 'octets that are no text', file: 'kind.txt', text: 'a\u0000b', at: 'a', says: /no text.*UTF-8/ },
  { of: 'a plural left out', ...inPages('left:\n      other: "{days} Tage"\n'), at: 'other:', says: /Add a line one/ },
  {
    of: 'a plural that is none',
    ...inPages('left:\n      one: "{days}"\n      viele: "{days}"\n      other: "{days} Tage"\n'),
    at: 'viele',
    says: /viele: is no plural/,
  },
  {
    of: 'a tag that a sentence lacks',
    ...inPages('ofTheirOwn: "Ein Feed"\n'),
    at: 'ofTheirOwn',
    says: /<link>…<\/link>/,
  },
  { of: 'a tag too many', ...inPages('release: "<b>Version</b>"\n'), at: 'release', says: /It holds no tags/ },
  { of: 'a brace that stays open', ...inPages('due: "am {day"\n'), at: 'due', says: /lacks \{day\}/ },
  { of: 'a sentence where a group is', file: 'words/de.yaml', text: 'mail: "x"\n', at: 'mail', says: /key: value/ },
]

describe('a mistake', () => {
  test('is one of at least sixty', () => {
    expect(mistakes.length).toBeGreaterThanOrEqual(60)
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
