/**
 * What `belfry init` asks, and what stands for an answer that nobody gives. In: what was found, the flags. Out: title,
 * address, folders, time zone, sender.
 */
import { basename } from 'node:path'
import { createInterface } from 'node:readline'
import { siteDomain } from '../../adoption/config-text.js'
import type { FoundSite } from '../../adoption/read-site.js'
import { BelfryError } from '../../base/errors.js'
import { schema } from '../../config/schema.js'
import { cliTexts } from '../texts.js'

export interface InitFlags {
  readonly yes?: boolean
  readonly title?: string
  readonly url?: string
  readonly posts?: string
  readonly feed?: string
  readonly from?: string
}

export interface Answers {
  readonly title: string
  readonly url: string
  /** Relative to the site; none where there is none yet. */
  readonly posts: readonly string[]
  readonly timezone: string
  readonly from: string
}

/** What nobody said and nobody asks is found, or stands for something to be changed. */
export async function answersOf({ facts, posts }: FoundSite, root: string, flags: InitFlags): Promise<Answers> {
  const ask = flags.yes === true || !process.stdin.isTTY ? undefined : questions()
  const answer = async (question: string, given: string | undefined, found: string) =>
    given ?? ((await ask?.ask(`${question} [${found}] `)) || found)
  try {
    const title = await answer(cliTexts.init.titleSite(), flags.title, facts.title ?? basename(root))
    const url = (await answer('Its address?', flags.url, facts.url ?? UNKNOWN_URL)).replace(/\/+$/, '')
    const host = URL.canParse(url) ? siteDomain(url).replace(/^www\./, '') : 'example.org'
    const isFed = flags.feed !== undefined
    const folder = isFed ? '' : await answer(cliTexts.init.folderPostsOrSeveral(), flags.posts, posts.join(', '))
    const timezone = await answer(cliTexts.init.timeZone(), undefined, facts.timezone ?? 'UTC')
    const from = await answer(
      cliTexts.init.whoMailFrom(),
      flags.from,
      `${title.replace(/[^\p{L}\p{N} .'-]/gu, '')} <announce@${host}>`,
    )
    return { title, url, posts: foldersIn(folder), timezone, from }
  } finally {
    ask?.close()
  }
}

function foldersIn(answer: string): string[] {
  return answer
    .split(',')
    .map((folder) => folder.trim().replace(/\/+$/, ''))
    .filter((folder) => folder !== '')
}

export const UNKNOWN_URL = 'https://example.org'

function questions() {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  // An answer may be typed before its question is asked.
  const answers = lines[Symbol.asyncIterator]()
  const ask = async (question: string) => {
    lines.setPrompt(question)
    lines.prompt()
    const { value, done } = await answers.next()
    if (done !== true) return value.trim()
    const fix = cliTexts.init.runBelfryInitAgain()
    throw new BelfryError('USAGE', cliTexts.init.nobodyAnswersSoNothing(), { exitCode: 2, fix })
  }
  return { ask, close: () => lines.close() }
}

/** As far as it can be read by: what is wrong in an answer, `check` says. */
export function knownOf({ url, timezone }: Pick<Answers, 'url' | 'timezone'>) {
  const known = URL.canParse(url) && schema.shape.site.shape.timezone.safeParse(timezone).success
  return known ? { url, timezone } : { url: UNKNOWN_URL, timezone: 'UTC' }
}
