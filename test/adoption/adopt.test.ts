import { expect, test } from 'vitest'
import { templatesIn } from '../../src/adoption/adopt.js'

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
