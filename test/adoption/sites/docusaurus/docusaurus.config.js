export default {
  title: 'Skua',
  tagline: 'Parcels of bits',
  url: 'https://skua.example',
  baseUrl: '/app/',
  onBrokenLinks: 'ignore',
  onBrokenAnchors: 'ignore',
  i18n: { defaultLocale: 'en', locales: ['en'] },
  presets: [
    [
      'classic',
      {
        docs: false,
        blog: { routeBasePath: 'blog', onInlineAuthors: 'ignore', onInlineTags: 'ignore', onUntruncatedBlogPosts: 'ignore',
          feedOptions: { type: 'all', limit: null, copyright: '' } },
        theme: {},
      },
    ],
  ],
}
