import { expect, test } from 'vitest'
import { fillShortcodes, type ShortcodesOf } from '../../../src/posts/templating/shortcodes.js'

const host = {
  url: 'https://quay.example/news/boats/',
  addressOf: (name: string) => (/lamp(?:\.md)?$/.test(name) ? 'https://quay.example/news/lamp/' : undefined),
  paramOf: (name: string) => (name === 'version' ? '4.2' : undefined),
  titleOf: () => undefined,
  values: {},
}
const fill = (body: string, generator: ShortcodesOf) => fillShortcodes(body, generator, host)
const shown = (body: string, generator: ShortcodesOf) => {
  const filled = fill(body, generator)
  return 'fault' in filled ? filled.fault : filled.text
}

/** By the documentation of Hugo 0.150 and Zola 0.21. */
const cases: readonly (readonly [ShortcodesOf, string, string])[] = [
  [
    'hugo',
    '[a]({{< ref "news/lamp.md" >}}) [b]({{% relref "lamp.md#oil" %}})',
    '[a](https://quay.example/news/lamp/) [b](https://quay.example/news/lamp/#oil)',
  ],
  [
    'hugo',
    '[a]({{< ref "#oil" >}}) [b]({{< ref path="/news/lamp" >}})',
    '[a](https://quay.example/news/boats/#oil) [b](https://quay.example/news/lamp/)',
  ],
  [
    'hugo',
    '{{< figure src="a.png" alt="A \\"b\\"" caption="Of *oil*" link="/x" title="T" >}}',
    '<figure><a href="/x"><img src="a.png" alt="A &quot;b&quot;"></a><figcaption><strong>T</strong> Of <em>oil</em></figcaption></figure>',
  ],
  ['hugo', '{{< figure src=a.png />}}', '<figure><img src="a.png" alt=""></figure>'],
  ['hugo', '{{< highlight go "linenos=table" >}}\na := "{{"\n{{< /highlight >}}', '```go\na := "{{"\n```'],
  [
    'hugo',
    '{{< youtube w7Ft2ymGmfc >}} {{< youtube id="w7" title="x" >}}',
    '<https://www.youtube.com/watch?v=w7Ft2ymGmfc> <https://www.youtube.com/watch?v=w7>',
  ],
  [
    'hugo',
    '{{< vimeo 55073825 >}} {{< gist ann 12ab >}}',
    '<https://vimeo.com/55073825> <https://gist.github.com/ann/12ab>',
  ],
  [
    'hugo',
    '{{< x user="Ann" id="7" >}} {{< instagram Cab >}}',
    '<https://x.com/Ann/status/7> <https://www.instagram.com/p/Cab/>',
  ],
  ['hugo', 'Version {{< param version >}} {{% param "version" %}}', 'Version 4.2 4.2'],
  ['hugo', '{{</* figure src="a" */>}} {{%/* ref */%}}', '{{< figure src="a" >}} {{% ref %}}'],
  ['hugo', '{{< details summary="More" >}}\nOil.\n{{< /details >}}', '\n\n**More**\n\nOil.\n\n'],
  ['hugo', 'a {{ .Title }} b {{ x }}', 'a {{ .Title }} b {{ x }}'],
  [
    'zola',
    '{{ youtube(id="w7", autoplay=true) }} {{vimeo(id="5")}}',
    '<https://www.youtube.com/watch?v=w7> <https://vimeo.com/5>',
  ],
  [
    'zola',
    '{{ gist(url="https://gist.github.com/ann/12ab") }} {{ streamable(id="92ok4") }}',
    '<https://gist.github.com/ann/12ab> <https://streamable.com/92ok4>',
  ],
  ['zola', '{% quote(author="Ann") %}\nOil\nand wick\n{% end %}', '\n> Oil\n> and wick\n>\n> — Ann\n'],
  [
    'zola',
    '{{/* youtube(id="w7") */}} {%/* quote() */%}x{%/* end */%}',
    '{{ youtube(id="w7") }} {% quote() %}x{% end %}',
  ],
  [
    'zola',
    '[a](@/news/lamp.md) [b](@/news/lamp.md#oil) `[c](@/x.md)`',
    '[a](https://quay.example/news/lamp/) [b](https://quay.example/news/lamp/#oil) `[c](@/x.md)`',
  ],
  [
    'zola',
    '<a href="@/news/lamp.md">a</a>\n\n[r]: @/news/lamp.md',
    '<a href="https://quay.example/news/lamp/">a</a>\n\n[r]: https://quay.example/news/lamp/',
  ],
  ['zola', 'a {{ name }} and ann@/home', 'a {{ name }} and ann@/home'],
]

test.each(cases)('%s: %s', (generator, body, text) => {
  expect(shown(body, generator)).toBe(text)
})

const faults: readonly (readonly [ShortcodesOf, string, number, RegExp])[] = [
  ['hugo', 'a\n{{< notice warn >}}b{{< /notice >}}', 2, /^notice is a shortcode of the site's own/],
  ['hugo', 'a\n\n{{% tabs %}}', 3, /^tabs is a shortcode of the site's own/],
  ['hugo', '{{< ref "docs/oil.md" >}}', 1, /^ref names docs\/oil\.md, which is no post/],
  ['hugo', 'a\n{{< figure alt="x" >}}', 2, /^figure: says no src/],
  ['hugo', 'a\n{{< highlight go >}}\nb', 2, /^highlight is not closed/],
  ['hugo', '{{< /highlight >}}', 1, /ends nothing/],
  ['hugo', 'a\n{{< figure src="a', 2, /is not closed/],
  ['hugo', '{{< youtube "javascript:alert(1)" >}}', 1, /^youtube: id is "javascript/],
  ['hugo', '{{< gist ann "../../x" >}}', 1, /^gist: id is/],
  ['hugo', '{{< param nothing >}}', 1, /^param names nothing/],
  ['hugo', '{{< figure src=a"b >}}', 1, /not closed|no value/],
  ['hugo', '{{< >}}', 1, /has no name/],
  ['hugo', `${'{{< param version >}}\n'.repeat(2_001)}`, 2_001, /more than 2000 shortcodes/],
  ['hugo', `a\n{{< figure src="${'x'.repeat(20_000)}" >}}`, 2, /is not closed/],
  ['zola', 'a\n{{ admonition(type="note") }}', 2, /^admonition is a shortcode of the site's own/],
  ['zola', '{% quote() %}a', 1, /^quote is not closed/],
  ['zola', '{% end %}', 1, /ends nothing/],
  ['zola', 'a\n\n[x](@/docs/oil.md)', 3, /^@\/docs\/oil\.md is no post/],
  ['zola', '{% quote() %}\na\n{% end %}\n\n[x](@/docs/oil.md)', 5, /^@\/docs\/oil\.md is no post/],
  ['zola', '{{ gist(url="https://evil.example/x") }}', 1, /^gist: url is no address/],
]

test.each(faults)('%s: %s is named with its line', (generator, body, line, message) => {
  expect(fill(body, generator)).toMatchObject({ fault: { line, message: expect.stringMatching(message) as string } })
})

test('lines behind a shortcode of several lines are those of the post', () => {
  const filled = fill('one\n{{< highlight sh >}}\na\nb\n{{< /highlight >}}\nsix\n', 'hugo')
  expect(filled).toEqual({ text: 'one\n```sh\na\nb\n```\nsix\n', lines: [1, 2, 2, 2, 2, 6, 7] })
})
