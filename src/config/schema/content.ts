/** `content`: where posts are, how they are read, which of their keys hold what. Pure. */
import * as z from 'zod'
import { OTHERS_KEYS, POST_KEYS } from '../front-matter-keys.js'
import type { KeyFault } from '../key-fault.js'
import { calloutForms, flavours, headingIdRules } from '../markdown-names.js'
import { selectorParts } from '../page-selector.js'
import { tokenFaults } from '../permalink-tokens.js'
import { configTexts } from '../texts.js'
import { languageTag, optionalSection, section } from './values.js'

/** One folder or several. */
const postFolders = z
  .union([z.string().min(1), z.array(z.string().min(1)).min(1)], {
    error: (issue) => (issue.input === undefined ? undefined : 'must be a folder, or a list of folders'),
  })
  .transform((folders) => (typeof folders === 'string' ? [folders] : folders))

/** Which keys of a post's front matter hold what; `none`, or one key, or several. */
const keysOfPost = z
  .union([z.literal('none'), z.string().min(1), z.array(z.string().min(1)).min(1)], {
    error: 'must be none, or a key of front matter, or a list of such keys',
  })
  .transform((names) => (names === 'none' ? [] : typeof names === 'string' ? [names] : names))

const postKeys = [...POST_KEYS, ...OTHERS_KEYS]

// Object.fromEntries forgets which keys it is given.
const fieldNames = Object.fromEntries(postKeys.map((key) => [key, keysOfPost.optional()])) as Record<
  (typeof postKeys)[number],
  z.ZodOptional<typeof keysOfPost>
>

export const contentSection = section({
  posts: postFolders.default([]),
  feed: z.string().trim().default(''),
  releases: z.string().default(''),
  register: z.string().default(''),
  permalink: z
    .string()
    .regex(/^\/|^(?:date|pretty|ordinal|weekdate|none)$/, {
      error: 'must begin with a slash, or be date, pretty, ordinal, weekdate or none',
    })
    .superRefine((pattern, context) => {
      for (const message of tokenFaults(pattern)) context.addIssue({ code: 'custom', message })
    })
    .default('/news/:year/:month/:day/:title/'),
  language: z.literal('').or(languageTag).prefault(''),
  authors: z.string().default(''),
  undated: z.enum(['none', 'git']).default('none'),
  untitled: z.enum(['none', 'name']).default('none'),
  timestamps: z.enum(['site', 'utc']).default('site'),
  bulletins: z.array(z.string().trim().min(1)).default([]),
  liquid: z.boolean().default(false),
  render: z.enum(['markdown', 'site']).default('markdown'),
  built: z.string().trim().default(''),
  selector: z
    .string()
    .trim()
    .superRefine((text, context) => {
      const parts = text === '' ? [] : selectorParts(text)
      if ('fault' in parts) context.addIssue({ code: 'custom', message: parts.fault })
    })
    .default(''),
  shortcodes: z.enum(['none', 'hugo', 'zola', 'hexo', 'vitepress']).default('none'),
  markdown: z.enum(['', ...flavours]).default(''),
  callouts: z.array(z.enum(calloutForms)).default([]),
  emoji: z.boolean().default(false),
  headingIds: z.enum(['', ...headingIdRules]).default(''),
  smartQuotes: z.boolean().optional(),
  fields: optionalSection({ ...fieldNames, categories: keysOfPost.default(['categories', 'category']) }),
  git: optionalSection({
    remote: z.string().default(''),
    branch: z.string().default('main'),
    allowedSigners: z.string().default(''),
    revokedSigners: z.string().default(''),
    signed: z.enum(['tip', 'every']).default('tip'),
  }),
})

type Content = z.output<typeof contentSection>

/** @param isSaid of `content.posts` something is wrong already */
export function contentFaults(content: Content, hasPages: boolean, isSaid: boolean): KeyFault[] {
  const { git, liquid, shortcodes, posts, feed } = content
  const checks: readonly [isWrong: boolean, key: string, message: string][] = [
    [posts.length === 0 && feed === '' && !isSaid, 'posts', configTexts.schema.missingMustFolderOr()],
    [posts.length > 0 && feed !== '', 'feed', configTexts.schema.wherePostsComeFrom()],
    [feed !== '' && git.remote !== '', 'feed', configTexts.schema.wherePostsComeFromPlace()],
    [liquid && shortcodes !== 'none', 'shortcodes', configTexts.schema.forSitesHugoZola()],
  ]
  return [
    ...checks.filter(([isWrong]) => isWrong).map(([, key, message]) => ({ path: ['content', key], message })),
    ...renderFaults(content, hasPages),
    ...gitFaults(git),
  ]
}

/** `content.render: site` shows what another program made. */
function renderFaults({ render, built, selector, feed }: Content, hasPages: boolean): KeyFault[] {
  if (render !== 'site')
    return Object.entries({ built, selector })
      .filter(([, value]) => value !== '')
      .map(([key]) => ({ path: ['content', key], message: configTexts.schema.saysWherePagesSite() }))
  const path = ['content', 'render']
  return [
    ...(hasPages ? [{ path, message: configTexts.schema.forSitesWhosePages() }] : []),
    ...(feed === '' ? [] : [{ path, message: configTexts.schema.forPostsFilesEntries() }]),
  ]
}

function gitFaults({ remote, signed, allowedSigners, revokedSigners }: Content['git']): KeyFault[] {
  const named = remote === '' ? Object.entries({ allowedSigners, revokedSigners }) : []
  const needless = named.filter(([, file]) => file !== '').map(([key]) => key)
  const path = (key: string) => ['content', 'git', key]
  return [
    ...needless.map((key) => ({ path: path(key), message: configTexts.schema.forPostsFromRepository() })),
    ...(signed === 'every' && allowedSigners === ''
      ? [{ path: path('signed'), message: configTexts.schema.saysWhichCommitsMust() }]
      : []),
  ]
}
