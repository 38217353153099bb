/**
 * The keys of front matter that Belfry reads. Pure data. `content.fields` may say of each which key of a site holds it,
 * or that none does.
 */
export const POST_KEYS = [
  'title',
  'date',
  'categories',
  'category',
  'author',
  'authors',
  'kind',
  'severity',
  'version',
  'download_url',
  'upgrade',
  'redirect_to',
  'redirect_from',
  'image',
  'updates',
  'withdrawn',
  'follows',
  'endOfLife',
  'id',
  'permalink',
  'slug',
  'published',
  'draft',
  'unlisted',
  'evergreen',
] as const

/** Keys of other generators that are read as they mean them. */
export const OTHERS_KEYS = ['tags', 'publishDate', 'expiryDate', 'aliases', 'lang'] as const
