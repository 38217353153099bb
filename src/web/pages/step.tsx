/**
 * The second step while very many ask: to wait a little and press a button, or to let a script work. Pure. In: the
 * site, what was asked, the ticket. Out: HTML that asks the same again, with the ticket.
 */
import type { Site } from '../../site/site.js'
import { say } from '../../words/words.js'
import { RUN_FIELD } from '../run-offer.js'
import { type NextStep, STEP_BITS } from '../second-step.js'
import { STEP_SCRIPT_PATH } from '../step-script.js'
import type { Request } from '../subscribe-request.js'
import { webPage } from './frame.js'

export function stepPage(site: Site, request: Request, { ticket, ms }: NextStep): string {
  return webPage(site, {
    title: say(site.words, 'forms.step.title'),
    script: STEP_SCRIPT_PATH,
    children: (
      <>
        <p class="leading">{say(site.words, 'forms.step.wait', { seconds: Math.ceil(ms / 1000) })}</p>
        <form class="boxed" method="post" action="/subscribe" data-bits={STEP_BITS}>
          {fieldsOf(request, ticket).map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          <button type="submit">{say(site.words, 'forms.step.go')}</button>
        </form>
        <p class="aside" id="working" role="status" hidden>
          {say(site.words, 'forms.step.working')}
        </p>
      </>
    ),
  })
}

function fieldsOf(
  { to, lists, format, runs, language, asked, isForLink }: Request,
  ticket: string,
): (readonly [string, string])[] {
  return [
    ['address', to.address],
    ...lists.map((list) => ['list', list] as const),
    ['format', format],
    ...(runs === undefined ? [] : ['', ...runs]).map((run) => [RUN_FIELD, run] as const),
    ...(language === undefined ? [] : [['language', language] as const]),
    ...(asked === undefined ? [] : [['asked', asked] as const]),
    ...(isForLink ? [['want', 'preferences'] as const] : []),
    ['ticket', ticket],
    ['work', ''],
  ]
}
