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

/** The language of a post, in the order in which they are asked. */
export const LANGUAGE_KEYS = ['lang', 'language', 'locale'] as const

/** A key whose value is read: one that stands in none of these lists does not compile. */
export type PostKey = (typeof POST_KEYS)[number] | (typeof OTHERS_KEYS)[number] | (typeof LANGUAGE_KEYS)[number]
