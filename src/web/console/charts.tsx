/** Deliveries over time, subscribers by list, bounces. Pure. In: counts. Out: HTML. */
import type { ChartsNow, DayCounts } from '../../run/charts-now.js'
import { BarChart } from './bars.js'
import { consolePage, peopleCount } from './frame.js'
import type { SignedIn } from './signed-in.js'

export function chartsPage(here: SignedIn, { days, lists }: ChartsNow): string {
  const most = (count: (day: DayCounts) => number) => Math.max(0, ...days.map(count))
  const span = `${days[0]?.day ?? ''} to ${days.at(-1)?.day ?? ''}`
  const rowsOf = (values: (day: DayCounts) => number[]) => days.map((day) => ({ label: day.day, values: values(day) }))
  const mailed = most(({ accepted, failed }) => accepted + failed)
  const returned = most(({ hard, soft, policy, complaint }) => hard + soft + policy + complaint)
  const titles = lists.map(({ title }) => title)
  const confirmed = Math.max(0, ...lists.map((list) => list.confirmed))
  return consolePage({
    title: 'Charts',
    here,
    children: (
      <>
        <BarChart
          title="Deliveries"
          of="Day"
          series={['accepted', 'failed']}
          rows={rowsOf(({ accepted, failed }) => [accepted, failed])}
          says={`Mail of notices by the day on which it began, ${span}; ${mailed} on one day at the most.`}
        />
        <BarChart
          title="Subscribers"
          of="List"
          series={['confirmed', 'asked to confirm']}
          rows={lists.map((list) => ({ label: list.title, values: [list.confirmed, list.pending] }))}
          says={`By list, in the order ${titles.join(', ')}; ${peopleCount(confirmed)} on one at the most.`}
        />
        <BarChart
          title="What came back"
          of="Day"
          series={['no such mailbox', 'for a while', 'by policy', 'complaints']}
          rows={rowsOf(({ hard, soft, policy, complaint }) => [hard, soft, policy, complaint])}
          says={`Bounces and complaints by day, ${span}; ${returned} on one day at the most.`}
        />
        <p class="quiet">Whether somebody opened a mail is asked by nothing that Belfry sends.</p>
      </>
    ),
  })
}
