import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { templatesIn } from '../../src/adoption/adopt.js'
import { releaseTable } from '../../src/adoption/release-table.js'
import { kindOf } from '../../src/posts/kind.js'
import { versionIn } from '../../src/posts/version.js'

const bytesOf = (path: string) => Buffer.from(path)

test('what a generator fills in is set where a post holds it, and nowhere else', () => {
  expect(templatesIn('jekyll', ['plain', 'a {{ site.url }}'], bytesOf)).toEqual({ liquid: true })
  expect(templatesIn('eleventy', ['{% include x %}'], bytesOf)).toEqual({ liquid: true })
  expect(templatesIn('hugo', ['{{< figure src="a" >}}'], bytesOf)).toEqual({ shortcodes: 'hugo' })
  expect(templatesIn('zola', ['[a](@/a.md)'], bytesOf)).toEqual({ shortcodes: 'zola' })
  for (const [generator, post] of [
    ['jekyll', 'plain'],
    ['hugo', 'a {{ x }}'],
    ['astro', '{{ x }}'],
    [undefined, '{{ x }}'],
  ] as const)
    expect(templatesIn(generator, [post], bytesOf)).toEqual({})
})

const titled = (titles: readonly string[]) =>
  titles.map((title, at) => {
    const version = versionIn(title)
    const kind = kindOf({ title, categories: [], version })
    return { title, kind, day: `2026-01-0${at + 1}`, ...(version !== undefined && { version }) }
  })

test.each([
  ['Lantern OS', ['Lantern OS 4.2 has been released', 'Lantern OS 4.2.1 is out', 'Lantern OS v4.3 is now available']],
  ['Lantern OS', ['Announcing Lantern OS 4.2', 'Introducing Lantern OS 4.3', 'Released: Lantern OS version 4.3.1']],
  ['Lantern OS', ['Release of Lantern OS 4.2', 'Announcing the release of Lantern OS 4.3', '[ANN] Lantern OS 4.3.1']],
  [
    'Lantern OS',
    ['Version 4.2 of Lantern OS is out', 'Version 4.3 of Lantern OS released', 'Lantern OS: 4.3.1 released'],
  ],
  [
    'Lantern',
    [
      'New release: Lantern 4.2 is out',
      'Lantern - 4.3 released',
      "We're happy to announce Lantern 4.3.1: it has landed",
    ],
  ],
])('the releases of %s, as titles say it: %j', (product, titles) => {
  const { products } = parse(releaseTable(titled(titles)) ?? '{}') as {
    products?: Record<string, Record<string, unknown>>
  }
  expect(Object.values(products ?? {})).toMatchObject([
    { title: product, releases: [{ releaseCycle: '4.3' }, { releaseCycle: '4.2' }] },
  ])
})

test('figures without a dot are cycles of their own', () => {
  const table = releaseTable(titled(['Wick 41 released', 'Wick 42 is out', 'Wick 42.1 released'])) ?? ''
  expect(parse(table)).toMatchObject({
    products: { wick: { releases: [{ releaseCycle: '42', latest: '42.1' }, { releaseCycle: '41' }] } },
  })
})

test('titles of several products, or of none, make no table', () => {
  expect(releaseTable(titled(['Lantern 4.2 released', 'Wick 4.3 released', 'Oil 4.4 released']))).toBeUndefined()
  expect(releaseTable(titled(['Version 4.2 released', '4.3 is out', 'Release 4.4 is out']))).toBeUndefined()
})
