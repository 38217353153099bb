/** What `belfry init` says at its end: what was found and written, and what comes next. Pure. Out: lines. */
import type { Adopted } from '../../adoption/config-text.js'
import type { FoundSite } from '../../adoption/read-site.js'
import type { Problem } from '../../base/errors.js'
import type { ReadResult } from '../../source/collect-posts.js'
import { counted } from '../shown/counted.js'
import { problemLine } from '../terminal.js'
import { cliTexts } from '../texts.js'
import { UNKNOWN_URL } from './answers.js'
import { type First, isUnfilled, type Past, RELEASES } from './first-read.js'

interface Found {
  readonly first: ReadResult | undefined
  readonly made: string | undefined
  readonly problems: readonly Problem[]
  readonly past: Past | undefined
  readonly hasReleases: boolean
}

/** Five lines. */
export function foundLines({ facts, others }: FoundSite, adopted: Adopted, found: Found): string[] {
  const { first, made, problems, past, hasReleases } = found
  const ofNone = first === undefined ? 'a new project' : 'no generator known'
  const { generator = adopted.feed === undefined ? ofNone : 'a feed' } = facts
  const errors = problems.filter(({ severity }) => severity === 'error')
  const codes = [...new Set(problems.map(({ code }) => code))].join(', ')
  const warnings = problems.length - errors.length
  const folders = adopted.feed ?? adopted.posts.map((folder) => folder.slice(3) || '.').join(', ')
  const count = counted(first?.announcements.length ?? 0, 'post')
  const there = first === undefined ? `a first post, ${made}` : `${count} in ${folders}`
  const shown = adopted.built === undefined ? '' : `; shown as ${adopted.built.slice(3)} shows them`
  const more = shown + (others.length === 0 ? '' : `; not read: ${others.join(', ')}`)
  const lists =
    adopted.categories.length === 0 ? 'one, for everything' : `${adopted.categories.join(', ')}, everything else`
  const [newest] = first?.announcements ?? []
  const leftOut = first?.unreadable.length ?? 0
  const written = hasReleases ? `config/belfry.yaml and ${RELEASES} are` : 'config/belfry.yaml is'
  const last = newest === undefined ? '' : `, the newest “${newest.title}” of ${newest.day}`
  return [
    `${written} written (${generator}): ${adopted.title}, ${adopted.url}.`,
    `Posts: ${there}${leftOut === 0 ? '' : `, ${leftOut} left out`}${last}${more}.`,
    `Lists: ${lists}.`,
    `check: ${counted(errors.length, 'error')}, ${counted(warnings, 'warning')}${codes === '' ? '' : ` (${codes})`}.`,
    pastLine(past, adopted.feed),
    // check says nothing of the generator's own files.
    ...facts.problems.slice(0, 3).map(problemLine),
    ...errors
      .filter((one) => !facts.problems.includes(one))
      .slice(0, 3)
      .map(problemLine),
  ]
}

function pastLine(past: Past | undefined, feed: string | undefined): string {
  if (past === undefined) return cliTexts.init.replayNothingBecauseNo()
  const { steps, told, asked, held } = past
  const walked = counted(steps, feed === undefined ? 'commit' : 'instant')
  return cliTexts.init.replayOverWouldHave(walked, told, asked, held)
}

/** A post whose mail is worth a look: the newest that is out, where a shell takes its name as it is. */
export function sampleOf(first: First | undefined, now: number): string | undefined {
  return first?.read.announcements.find(({ instant, id }) => instant <= now && /^[\w.-]+$/.test(id))?.id
}

interface Ahead {
  readonly feeds: readonly string[]
  readonly problems: readonly Problem[]
  readonly sample: string | undefined
}

export function nextLines(
  folder: string | undefined,
  { url, hasPages, feed }: Adopted,
  { feeds, problems, sample }: Ahead,
): string[] {
  const old = feeds.length === 0 ? 'FEED' : feeds.join(' ')
  return [
    'Next:',
    ...(folder === undefined || folder === '.' ? [] : [`  cd ${folder}`]),
    ...(url === UNKNOWN_URL ? ['  set site.url, feeds.authority and mail.from in config/belfry.yaml'] : []),
    '  belfry check    # what is to be mended, with file and line',
    ...(hasPages && feed === undefined && problems.some(isUnfilled) ? [cliTexts.init.buildSiteAndRender()] : []),
    ...(hasPages && feed === undefined
      ? [`  belfry ids ${old.padEnd(4)} # the feeds that the site has now: entries keep their ids`]
      : []),
    '  belfry run      # the first run records what is there and tells nothing',
    ...(sample === undefined ? [] : [`  belfry send ${sample} --test YOU@…   # ${cliTexts.init.itsMailToYou()}`]),
    '  belfry serve    # pages, forms and the outbox, on this machine alone',
  ]
}
