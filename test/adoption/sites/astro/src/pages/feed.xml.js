import { getCollection } from 'astro:content'

const text = (words) => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

export async function GET({ site }) {
  const posts = await getCollection('blog', ({ data }) => data.draft !== true)
  const items = posts.map(({ id, data }) => {
    const link = new URL(`/blog/${id}/`, site).href
    return `<item><guid isPermaLink="true">${link}</guid><link>${link}</link><title>${text(data.title)}</title><pubDate>${data.pubDate.toUTCString()}</pubDate></item>`
  })
  return new Response(`<rss version="2.0"><channel><title>Godwit</title><link>${site.href}</link><description>News</description>${items.join('')}</channel></rss>`)
}
