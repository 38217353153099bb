/** The settings that deciding depends on. Pure. In: the configuration, the sentences of ends of life. Out: rules. */
import type { Config } from '../config/schema.js'
import type { EndOfLifeTexts } from '../notices/end-of-life/texts.js'
import type { Rules } from '../notices/rules.js'

export function rulesOf({ notices, site, schedule }: Config, endOfLifeTexts: EndOfLifeTexts): Rules {
  return {
    baseline: notices.baseline === 'first-run' ? 'first-run' : Date.parse(notices.baseline),
    settleMs: notices.settle,
    newWithinMs: notices.newWithin,
    backfillAfterMs: notices.backfillAfter,
    holdAbove: notices.holdAbove,
    batchAbove: notices.batchAbove,
    staleAfterMs: notices.staleAfter,
    sending: { windows: schedule.windows, timezone: schedule.timezone },
    massEdit: notices.massEdit,
    askQuestions: notices.questions === 'ask',
    timezone: site.timezone,
    endOfLife: notices.endOfLife,
    endOfLifeAt: notices.endOfLifeAt,
    movedFarDays: notices.movedFar,
    endOfLifeTexts,
  }
}

/** For what would be told, whenever it leaves: of a history, or of a branch. */
export function atAnyTime(rules: Rules): Rules {
  return { ...rules, sending: { ...rules.sending, windows: [] } }
}
