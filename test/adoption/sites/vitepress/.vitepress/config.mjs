import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createContentLoader, defineConfig } from 'vitepress'

const host = 'https://dunlin.example'

export default defineConfig({
  lang: 'en-GB',
  title: 'Dunlin',
  description: 'News of the Dunlin project',
  sitemap: { hostname: 'https://dunlin.example' },
  ignoreDeadLinks: true,
  transformHead: ({ pageData }) => {
    const { date, title } = pageData.frontmatter
    const isPost = pageData.relativePath.startsWith('posts/') && date !== undefined
    if (!isPost) return []
    return [
      ['meta', { name: 'source', content: pageData.relativePath }],
      ['meta', { name: 'date', content: new Date(date).toISOString() }],
      ['meta', { name: 'title', content: title ?? pageData.title }],
    ]
  },
  async buildEnd({ outDir }) {
    const posts = await createContentLoader('posts/**/*.md').load()
    const entries = posts.filter(({ frontmatter }) => frontmatter.date !== undefined).map(({ url, frontmatter }) =>
      `<entry><id>${host}${encodeURI(url)}</id><link href="${host}${encodeURI(url)}"/><title>${String(frontmatter.title ?? url).replaceAll('&', '&amp;')}</title>` +
      `<updated>${new Date(frontmatter.date).toISOString()}</updated></entry>`)
    const head = `<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><id>${host}/</id><title>Dunlin</title><updated>2026-01-01T00:00:00Z</updated>`
    writeFileSync(join(outDir, 'feed.xml'), `${head}${entries.join('')}</feed>`)
  },
})
