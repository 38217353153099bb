/**
 * What a script of forty lines does: gray-matter, markdown-it and feed. No checks, no ids that survive, no sanitising,
 * no absolute links. To hold `belfry build` against. In: folder of posts, folder to write to, and `feeds` for three
 * feeds of twenty entries, or `all` for a page a post and three feeds of everything.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Feed } from 'feed'
import matter from 'gray-matter'
import MarkdownIt from 'markdown-it'

const [, , posts = '', out = '', what = 'feeds'] = process.argv
const markdown = new MarkdownIt({ html: true })
const feed = new Feed({ title: 'Bare', id: 'https://bare.example/', link: 'https://bare.example/', copyright: '' })
const newestFirst = readdirSync(posts)
  .filter((name) => /^\d{4}-\d\d-\d\d-.*\.md$/.test(name))
  .map((name) => ({ name: name.slice(0, -3), ...matter(readFileSync(join(posts, name), 'utf8')) }))
  .sort((a, b) => (a.name < b.name ? 1 : -1))
const pages: string[] = []
for (const { name, data, content } of what === 'all' ? newestFirst : newestFirst.slice(0, 20)) {
  const title = String(data.title)
  const html = markdown.render(content)
  const path = `news/${name.slice(0, 10).replaceAll('-', '/')}/${name.slice(11)}`
  const link = `https://bare.example/${path}/`
  feed.addItem({ title, id: link, link, date: new Date(name.slice(0, 10)), content: html })
  if (what !== 'all') continue
  pages.push(path)
  mkdirSync(join(out, path), { recursive: true })
  writeFileSync(join(out, path, 'index.html'), `<!doctype html><title>${title}</title>${html}`)
}
if (what === 'all')
  writeFileSync(join(out, 'index.html'), pages.map((path) => `<a href="${path}/">${path}</a>`).join('\n'))
writeFileSync(join(out, 'atom.xml'), feed.atom1())
writeFileSync(join(out, 'rss.xml'), feed.rss2())
writeFileSync(join(out, 'feed.json'), feed.json1())
