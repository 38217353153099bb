/** Deliveries over time, subscribers by list, bounces. Pure. In: counts. Out: HTML. */

import type { ChartsNow, DayCounts } from '../../run/charts-now.js'
import { webTexts } from '../texts.js'
import type { SignedIn } from './accounts/signed-in.js'
import { BarChart } from './bars.js'
import { consolePage, peopleCount } from './frame.js'

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
          says={webTexts.charts.mailNoticesDayWhich(span, mailed)}
        />
        <BarChart
          title="Subscribers"
          of="List"
          series={['confirmed', 'asked to confirm']}
          rows={lists.map((list) => ({ label: list.title, values: [list.confirmed, list.pending] }))}
          says={webTexts.charts.listOrderOneAt(titles.join(', '), peopleCount(confirmed))}
        />
        <BarChart
          title="What came back"
          of="Day"
          series={['no such mailbox', 'for a while', 'by policy', 'complaints']}
          rows={rowsOf(({ hard, soft, policy, complaint }) => [hard, soft, policy, complaint])}
          says={webTexts.charts.bouncesComplaintsDayOne(span, returned)}
        />
        <p class="quiet">Belfry does not track whether a mail was opened.</p>
      </>
    ),
  })
}
