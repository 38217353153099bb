/**
 * What a script of thirty lines does: gray-matter, markdown-it and feed, a page a post and three feeds of twenty. No checks, no ids that
 * survive, no sanitising, no absolute links. In: folder of posts, folder to write to. To hold `belfry build` against.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Feed } from 'feed'
import matter from 'gray-matter'
import MarkdownIt from 'markdown-it'

const [, , posts = '', out = ''] = process.argv
const markdown = new MarkdownIt({ html: true })
const feed = new Feed({ title: 'Bare', id: 'https://bare.example/', link: 'https://bare.example/', copyright: '' })
const all = readdirSync(posts)
  .filter((name) => /^\d{4}-\d\d-\d\d-.*\.md$/.test(name))
  .map((name) => {
    const { data, content } = matter(readFileSync(join(posts, name), 'utf8'))
    return {
      name: name.slice(0, -3),
      title: String(data.title),
      date: new Date(name.slice(0, 10)),
      html: markdown.render(content),
    }
  })
  .sort((a, b) => Number(b.date) - Number(a.date))
for (const { name, title, html } of all) {
  mkdirSync(join(out, name), { recursive: true })
  writeFileSync(join(out, name, 'index.html'), `<!doctype html><title>${title}</title>${html}`)
}
for (const { name, title, date, html } of all.slice(0, 20)) {
  const link = `https://bare.example/${name}/`
  feed.addItem({ title, id: link, link, date, content: html })
}
writeFileSync(join(out, 'index.html'), all.map(({ name, title }) => `<a href="${name}/">${title}</a>`).join('\n'))
writeFileSync(join(out, 'atom.xml'), feed.atom1())
writeFileSync(join(out, 'rss.xml'), feed.rss2())
writeFileSync(join(out, 'feed.json'), feed.json1())
