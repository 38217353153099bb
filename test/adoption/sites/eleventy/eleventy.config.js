import { feedPlugin } from '@11ty/eleventy-plugin-rss'

const url = 'https://dotterel.example'

export default function (config) {
  config.addPlugin(feedPlugin, {
    type: 'atom',
    outputPath: '/feed.xml',
    collection: { name: 'posts', limit: 0 },
    metadata: { language: 'en', title: 'Dotterel', subtitle: 'News', base: 'https://dotterel.example/', author: { name: 'Rut Aas' } },
  })
  config.addGlobalData('url', url)
  return { dir: { input: 'src', output: '_site' }, markdownTemplateEngine: 'liquid' }
}
