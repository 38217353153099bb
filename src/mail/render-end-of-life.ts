/**
 * What a person reads when a cycle nears or reached its end: first whether to act, then what was told. Pure but for the
 * templates given. In: the notice as an announcement, the facts of the releases table. Out: a RenderedMail, made with
 * the means of render-notice.ts.
 */

import { formatDay } from '../base/format-day.js'
import { linkTarget } from '../markup/escape-markdown.js'
import { type EndOfLifeInput, endOfLifeFacts } from '../notices/end-of-life/facts.js'
import type { EndOfLifeTexts } from '../notices/end-of-life/texts.js'
import {
  actParagraph,
  howToUpgrade,
  isAdviceShared,
  namesOfReleases,
  supportWords,
  whoeverRuns,
} from '../notices/end-of-life/title-and-text.js'
import { becausesOf } from '../subscribers/because.js'
import { oneLine } from './one-line.js'
import { contentValues, renderFitting } from './render-fitting.js'
import { mailHtml, type NoticeInput, noticeValues, type Reason, type RenderedMail } from './render-notice.js'

export interface EndOfLifeContent {
  /** What the text of the notice was made of, on the same day and in the same words. */
  readonly endOfLife: EndOfLifeInput
  readonly endOfLifeTexts: EndOfLifeTexts
}

export async function renderEndOfLife(
  input: NoticeInput & EndOfLifeContent & { readonly severity?: NoticeInput['announcement']['severity'] },
): Promise<RenderedMail> {
  const { announcement, config, endOfLife, endOfLifeTexts } = input
  const { language } = config.site
  const about = { ...endOfLife, texts: endOfLifeTexts }
  const { act, end, field, change, successor } = endOfLifeFacts(endOfLife)
  const advised = isAdviceShared(about) ? { successor, upgrade: endOfLife.release.upgrade } : {}
  const values = {
    ...noticeValues(input, input.severity ?? announcement.severity),
    act,
    end_date: typeof end === 'string' ? formatDay(end, language) : '',
    field,
    change: change ?? '',
    release: oneLine(whoeverRuns(about)),
    support: oneLine(supportWords(about)),
    successor: oneLine(advised.successor?.name ?? ''),
    successor_due: advised.successor?.due === undefined ? '' : formatDay(advised.successor.due, language),
    upgrade_url: buttonTo(advised.upgrade),
  }
  const start = `${actParagraph(about)}\n\n`
  // The button says it.
  const link = advised.upgrade === undefined ? '' : howToUpgrade(endOfLife.release, endOfLifeTexts)
  const body = withoutStart(announcement.body, start).replace(link, '')
  const whole = mailHtml({ ...announcement, body }, config)
  const { templates } = input
  return await renderFitting(templates, {
    template: 'end-of-life',
    values,
    wholes: [whole],
    valuesOf: ([content]) => contentValues(content, templates),
  })
}

/** By the word that a delivery keeps: what the mail says of why a person gets it. */
export function endOfLifeReasons({
  endOfLife,
  endOfLifeTexts,
}: EndOfLifeContent): { because: string; reason: Reason }[] {
  const { further = [], occasion } = endOfLife
  const isOver = occasion.stage === 'reached'
  return becausesOf(1 + further.length).map((because) => {
    const runs = because.kind === 'runs' ? namesRun(because.runs, { endOfLife, endOfLifeTexts }) : ''
    return { because: because.word, reason: { kind: because.kind, runs, isOver, asks: because.word === 'ask' } }
  })
}

function namesRun(runs: readonly number[] | 'some', { endOfLife, endOfLifeTexts }: EndOfLifeContent): string {
  const { release, further = [] } = endOfLife
  if (runs === 'some') return whoeverRuns({ ...endOfLife, texts: endOfLifeTexts })
  const chosen = [release, ...further].filter((_, at) => runs.includes(at))
  return namesOfReleases(endOfLife.product, chosen, endOfLifeTexts)
}

function buttonTo(upgrade: string | undefined): string {
  return upgrade === undefined || linkTarget(upgrade) === undefined ? '' : new URL(upgrade).href
}

/** It stands in a frame of its own. An operator's text may begin in another way, and then stands whole. */
function withoutStart(text: string, start: string): string {
  return text.startsWith(start) ? text.slice(start.length) : text
}
