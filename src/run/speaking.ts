/**
 * Speaking to a person in their language: the words, templates and sentences of another one of the languages that the
 * site offers. In: the app context, a tag. Out: the same context, which speaks it; the facts of the site stay as they
 * are.
 */

import type { Config } from '../config/schema.js'
import { configIn, otherLanguage } from '../config/spoken.js'
import type { UpdateContent } from '../mail/render-update.js'
import { type OpenTemplates, templatesWhenAsked } from '../mail/templates/open.js'
import type { EndOfLifeInput } from '../notices/end-of-life/facts.js'
import { type EndOfLifeTexts, endOfLifeTextsOf } from '../notices/end-of-life/texts.js'
import { endOfLifeText } from '../notices/end-of-life/title-and-text.js'
import type { Announcement } from '../posts/announcement.js'
import { say } from '../words/words.js'

/** What speaks one language. */
export interface Voice {
  readonly config: Config
  readonly templates: OpenTemplates
  readonly endOfLifeTexts: EndOfLifeTexts
}

/** @returns undefined for the site's own language, and for one that it does not offer */
export type VoiceIn = (language: string) => Voice | undefined

/** Each is made when somebody is first spoken to in it. */
export function voicesOf(config: Config): VoiceIn {
  const known = new Map<string, Voice>()
  return (language) => {
    const other = otherLanguage(config, language)
    if (other === '') return undefined
    const spoken = configIn(config, other)
    const voice = known.get(other) ?? {
      config: spoken,
      templates: templatesWhenAsked(spoken.mail.templates, spoken.words),
      endOfLifeTexts: endOfLifeTextsOf(spoken.words),
    }
    known.set(other, voice)
    return voice
  }
}

/** @param language of a person; empty where they said none */
export function speaking<Context extends Voice & { readonly voiceIn: VoiceIn }>(
  context: Context,
  language: string,
): Context {
  return { ...context, ...context.voiceIn(language) }
}

/** A post in a mail whose frame is in another language: it says which its own is. */
export function postWithin(post: Announcement, { site }: Config): Announcement {
  return { ...post, language: post.language ?? site.language }
}

/** What is said of an end of life, said in another language; an operator's own words stay as they are. */
export function endOfLifeWithin(
  post: Announcement,
  endOfLife: EndOfLifeInput,
  { own, other }: { readonly own: Voice; readonly other: Voice },
): Announcement {
  const ours = endOfLifeText({ ...endOfLife, texts: own.endOfLifeTexts })
  if (post.title !== ours.title || post.body !== ours.text) return postWithin(post, own.config)
  const { title, text } = endOfLifeText({ ...endOfLife, texts: other.endOfLifeTexts })
  return { ...post, title, body: text, language: other.config.site.language }
}

/**
 * The subject that a list first got, as those read it who are spoken to otherwise: a recall says so in their language.
 */
export function firstSubjectWithin(subject: UpdateContent['firstSubject'], own: Config, other: Config): string {
  const withdrawn = say(own.words, 'mail.announcement.withdrawn', { title: '' })
  if (!subject.startsWith(withdrawn)) return subject
  return say(other.words, 'mail.announcement.withdrawn', { title: subject.slice(withdrawn.length) })
}
