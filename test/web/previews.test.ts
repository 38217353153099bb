import { expect, test } from 'vitest'
import { mailPolicy } from '../../src/web/console/policies.js'
import { previewHtml, viewNamed } from '../../src/web/console/previews.js'

const HTML = `<html><head><meta name="color-scheme" content="light dark"><style>
p { color: #111 } @media (prefers-color-scheme: dark) { p { color: #eee } }
@media ( PREFERS-color-scheme:light ) { i { color: red } }
</style></head><body><p style="color: #222222">x</p><img src="https://site.example/a.png">
<img src="https://other.example/b.png">
<a href="https://site.example/" target="_blank">y</a></body></html>`
const SITE = 'https://site.example'

test('a dark preview is dark, and a light one light, whatever the operator has', () => {
  const dark = previewHtml(HTML, 'dark', SITE)
  expect(dark).toContain('@media (min-width: 0) { p { color: #eee } }\n@media (max-width: 0) { i { color: red } }')
  expect(dark).toContain('content="dark"')
  const light = previewHtml(HTML, 'phone', SITE)
  expect(light).toContain('@media (max-width: 0) { p { color: #eee } }\n@media (min-width: 0) { i { color: red } }')
  expect(light).toContain('content="light"')
})

test('a mail that its program makes dark has the colours of that', () => {
  const darkened = previewHtml(HTML, 'darkened', SITE)
  expect(darkened).toContain('background: #18181b !important')
  expect(darkened).toContain('@media (max-width: 0) { p { color: #eee } }')
})

test('images of the site are asked of this server, others of nobody; with images off none is', () => {
  const html = previewHtml(HTML, 'desktop', SITE)
  expect(html).toContain('src="/a.png"')
  expect(html).toContain('src="https://other.example/b.png"')
  expect(mailPolicy(true)).toContain("img-src 'self' data:;")
  expect(mailPolicy(false)).toContain("img-src 'none';")
  for (const policy of [mailPolicy(true), mailPolicy(false)])
    expect(policy).toMatch(/default-src 'none'.*form-action 'none'.*frame-ancestors 'self'; sandbox$/)
})

test('what is no view is the first', () => {
  expect([viewNamed(undefined), viewNamed('dark'), viewNamed('"><script>')]).toEqual(['desktop', 'dark', 'desktop'])
})
