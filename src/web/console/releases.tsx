/** The releases table: each cycle, days left, what is mailed of it and when. Pure. Out: HTML. */

import type { ComponentChildren, VNode } from 'preact'
import { occasionIn } from '../../register/notice-keys.js'
import { distanceOf, type End } from '../../releases/release.js'
import type { Phase } from '../../releases/support.js'
import type { CycleNow, ReleasesNow } from '../../run/releases-now.js'
import type { AheadFact } from '../../run/year-ahead.js'
import { formatInstant } from '../pages/instants.js'
import { webTexts } from '../texts.js'
import type { SignedIn } from './accounts/signed-in.js'
import { consolePage, FaultList, peopleCount, Table } from './frame.js'

const PHASES: Readonly<Record<Phase, string>> = {
  planned: 'planned',
  supported: 'supported',
  security: 'security updates only',
  extended: 'extended support only',
  ended: 'ended',
}

const HEAD = ['Cycle', 'Support', 'Days left', 'Active support', 'End of life', 'Extended', 'Latest', 'Next mail']

export function releasesPage(here: SignedIn, now: ReleasesNow, timezone: string): string {
  const { products, faults, today, until } = now
  return consolePage({
    title: 'Releases',
    here,
    children: (
      <>
        <p>
          Today is {today}. Below is what the releases table has mailed until {until}, if nobody edits it.
        </p>
        {products.length === 0 && <p>There is no releases table, or nothing in it.</p>}
        {products.map(({ product, cycles }) => (
          <section key={product.id}>
            <h2>{product.title}</h2>
            <Table
              caption={`Release cycles of ${product.title}`}
              head={HEAD}
              rows={cycles.map((cycle) => cellsOf(cycle, timezone))}
            />
            <Ahead cycles={cycles} timezone={timezone} />
          </section>
        ))}
        <FaultList title="What is wrong with the table" faults={faults} />
      </>
    ),
  })
}

function cellsOf({ release, support, ahead }: CycleNow, timezone: string): ComponentChildren[] {
  const { eoas, eol, eoes, latest = '', label } = release
  const { daysLeft } = support
  const [next] = ahead
  return [
    label,
    PHASES[support.phase],
    daysLeft === undefined || daysLeft < 0 ? '' : daysLeft,
    endText(eoas),
    endText(eol),
    endText(eoes),
    latest,
    next === undefined ? '' : `${stageOf(next)}, ${formatInstant(next.at, 'en', timezone)}`,
  ]
}

function endText(end: End | undefined): ComponentChildren {
  return typeof end === 'string' ? <span class="whole">{end}</span> : end === undefined ? '' : end ? 'ended' : 'no date'
}

/** What of a cycle is told. */
function stageOf({ key }: AheadFact): string {
  const occasion = occasionIn(key)
  if (occasion === undefined) return key
  const days = distanceOf(occasion.stage)
  const what = { eoas: 'active support', eol: 'support', eoes: 'extended support' }[occasion.field]
  if (days === undefined) return `the end of ${what} was moved to ${occasion.date}`
  return days === 0 ? `${what} ends` : `${days} days before ${what} ends`
}

/** Each once, also where it is of several cycles. */
function Ahead({ cycles, timezone }: { cycles: readonly CycleNow[]; timezone: string }): VNode | null {
  const facts = [...new Map(cycles.flatMap(({ ahead }) => ahead).map((fact) => [fact.key, fact])).values()]
  if (facts.length === 0) return <p class="quiet">Nothing is mailed of it until then.</p>
  return (
    <>
      <h3>What is mailed, and when</h3>
      <ul class="rows">
        {facts
          .sort((a, b) => a.at - b.at)
          .map((fact) => (
            <li key={fact.key}>
              <p>
                {formatInstant(fact.at, 'en', timezone)}: {fact.title || stageOf(fact)}
              </p>
              <p>{howTold(fact)}</p>
              {fact.unreached > 0 && (
                <p class="alarm">
                  {peopleCount(fact.unreached)} who run it will not hear of it: no list of theirs is told.
                </p>
              )}
              <p class="quiet">{fact.key}</p>
            </li>
          ))}
      </ul>
    </>
  )
}

function howTold({ severity, lists, recipients, posts, waits }: AheadFact): string {
  const to = `${peopleCount(recipients)} on ${lists.join(', ') || 'no list'}`
  const named = posts.join(' and ')
  if (waits) return webTexts.releases.waitsForThenGoes(severity, named, to)
  if (posts.length === 0) return webTexts.releases.goesTo(severity, to)
  return recipients === 0
    ? webTexts.releases.toldBy(severity, named)
    : webTexts.releases.goesWhomDoesNot(severity, to, named)
}
