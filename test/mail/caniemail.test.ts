/**
 * Every feature of HTML and CSS that the mail uses stands in caniemail.json with what Gmail, Apple Mail, Outlook
 * (Windows and new) and Thunderbird make of it, and with a fallback where one of them does not know it. What is used is
 * read from the HTML of every sample and of a post with all that Markdown can say.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { postHtml } from '../../src/mail/post-html.js'
import { loadTemplates } from '../../src/mail/templates/load.js'
import { templateNames } from '../../src/mail/templates/names.js'
import { renderMarkdown } from '../../src/markup/markdown.js'
import { safeHtml } from '../../src/markup/sanitise.js'
import { repository } from '../support/project.js'

interface Feature {
  readonly source: string
  readonly tested: string
  readonly verdicts: Readonly<Record<string, string>>
  readonly covers: readonly string[]
  readonly fallback?: string
}

const {
  features,
  withoutPage,
}: {
  features: Record<string, Feature>
  withoutPage: { covers: string[]; why: string }[]
} = JSON.parse(readFileSync(new URL('./caniemail.json', import.meta.url), 'utf8'))

const PROGRAMS = ['gmail', 'appleMail', 'outlookWindows', 'outlookNew', 'thunderbird']

const EVERYTHING = `
# One
## Two
### Three
#### Four

*a* **b** ~~c~~ \`d\` [e](/e) <kbd>f</kbd> g[^1] <sup>2</sup>

> quoted

3. three
4. four

- a
- b

| a | b |
|:--|--:|
| 1 | 2 |

---

![chart](/chart.png "title")
<details><summary>more</summary><figure><img src="/a.png" alt="a" width="30" height="20"><figcaption>x</figcaption></figure></details>

\`\`\`sh
code
\`\`\`

[^1]: note
`

async function mails(): Promise<string[]> {
  const templates = loadTemplates('')
  const samples = join(repository, 'emails/samples')
  const rendered = readdirSync(samples).map(async (file) => {
    const values = JSON.parse(readFileSync(join(samples, file), 'utf8'))
    const name = templateNames.find((candidate) => file.startsWith(candidate)) ?? 'announcement'
    const base = { siteUrl: 'https://x.example', postUrl: 'https://x.example/p' }
    const content = postHtml(safeHtml(renderMarkdown(EVERYTHING), base))
    return (await templates.render(name, file === 'announcement-general.json' ? { ...values, content } : values)).html
  })
  return await Promise.all(rendered)
}

/** As the table writes them: `element:p`, `property:color`, `selector:class` … */
function featuresOf(html: string): Set<string> {
  const found = new Set<string>()
  const css = [...html.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map(([, text]) => text ?? '').join('\n')
  for (const [, name = '', attributes = ''] of html.matchAll(/<([a-z][a-z0-9]*)\b((?:"[^"]*"|[^">])*)>/gi)) {
    found.add(`element:${name.toLowerCase()}`)
    for (const [, attribute = ''] of attributes.matchAll(/([\w:-]+)="/g))
      if (!attribute.startsWith('xmlns:')) found.add(`attribute:${attribute.toLowerCase()}`)
  }
  const inline = [...html.matchAll(/\sstyle="([^"]*)"/g)].map(([, text]) => text ?? '')
  const blocks = [...css.matchAll(/([^{}]*)\{([^{}]*)/g)]
  for (const declarations of [...inline, ...blocks.map(([, , text]) => text ?? '')]) declared(declarations, found)
  for (const [, head = ''] of blocks) (head.trim().startsWith('@') ? query : selected)(head.trim(), found)
  return found
}

function declared(text: string, found: Set<string>): void {
  for (const declaration of text.split(';')) {
    const [, property = '', value = ''] = /^\s*([\w-]+)\s*:\s*(.*)$/s.exec(declaration) ?? []
    if (property === '') continue
    found.add(`property:${property}`)
    if (value.includes('!important')) found.add('value:!important')
    if (property === 'display' && value.startsWith('none')) found.add('value:display:none')
    for (const [, name = ''] of value.matchAll(/\b([a-z-]+)\(/g)) found.add(`function:${name}`)
    for (const [, unit = ''] of value.matchAll(/\b\d+(rem|em|vw|vh|ch|ex)\b/g)) found.add(`unit:${unit}`)
  }
}

function query(head: string, found: Set<string>): void {
  found.add(`at:${/^@([\w-]+)/.exec(head)?.[1] ?? ''}`)
  for (const [, name = ''] of head.matchAll(/\(([\w-]+)\s*:/g)) found.add(`media:${name}`)
  if (/\bscreen\b/.test(head)) found.add('media:screen')
}

function selected(head: string, found: Set<string>): void {
  for (const selector of head.split(',')) {
    const text = selector.trim()
    if (/\./.test(text)) found.add('selector:class')
    if (/#/.test(text)) found.add('selector:id')
    if (/\[/.test(text)) found.add('selector:attribute')
    if (/:/.test(text)) found.add('selector:pseudo-class')
    if (/>/.test(text)) found.add('selector:child')
    if (/[\w\])] [\w.[#]/.test(text)) found.add('selector:descendant')
    if (/(^|[ >])[a-z]/.test(text)) found.add('selector:type')
  }
}

test('every feature that a mail uses stands in the table, and none that it does not use', async () => {
  const used = new Set((await mails()).flatMap((html) => [...featuresOf(html)]))
  expect(used.size).toBeGreaterThan(90)
  const covered = new Set([...Object.values(features), ...withoutPage].flatMap(({ covers }) => covers))
  expect([...used].filter((feature) => !covered.has(feature)).sort()).toEqual([])
  expect([...covered].filter((feature) => !used.has(feature)).sort()).toEqual([])
})

test('where one of the programs does not know a feature, the table says what a reader sees instead', () => {
  const report = Object.entries(features).map(([name, { verdicts, fallback }]) => {
    expect(Object.keys(verdicts), name).toEqual(PROGRAMS)
    for (const verdict of Object.values(verdicts)) expect(verdict, name).toMatch(/^[yanu]$/)
    const isSafe = Object.values(verdicts).every((verdict) => verdict === 'y')
    if (!isSafe) expect(fallback ?? '', name).toMatch(/\w.*\.$/)
    return `${name.padEnd(36)} ${PROGRAMS.map((program) => verdicts[program]).join(' ')}  ${fallback ?? ''}`.trimEnd()
  })
  process.stdout.write(`${report.join('\n')}\n`)
  for (const { why } of withoutPage) expect(why).toMatch(/\.$/)
})

test('each source is the page of its feature', () => {
  for (const [name, { source, tested }] of Object.entries(features)) {
    expect(source).toBe(`https://www.caniemail.com/features/${name}/`)
    expect(tested).toMatch(/^20\d\d-\d\d-\d\d$/)
  }
})
