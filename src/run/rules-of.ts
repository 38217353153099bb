/** The settings that deciding depends on. Pure. In: the configuration, the sentences of ends of life. Out: rules. */
import type { Config } from '../config/schema.js'
import type { EndOfLifeTexts } from '../notices/end-of-life/texts.js'
import type { Rules } from '../notices/rules.js'

export function rulesOf({ notices, site }: Config, endOfLifeTexts: EndOfLifeTexts): Rules {
  return {
    baseline: notices.baseline === 'first-run' ? 'first-run' : Date.parse(notices.baseline),
    settleMs: notices.settle,
    newWithinMs: notices.newWithin,
    backfillAfterMs: notices.backfillAfter,
    holdAbove: notices.holdAbove,
    batchAbove: notices.batchAbove,
    staleAfterMs: notices.staleAfter,
    massEdit: notices.massEdit,
    askQuestions: notices.questions === 'ask',
    timezone: site.timezone,
    endOfLife: notices.endOfLife,
    endOfLifeAt: notices.endOfLifeAt,
    movedFarDays: notices.movedFar,
    endOfLifeTexts,
  }
}
