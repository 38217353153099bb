/** The feeds as they are published: address, last change, entries, what is wrong. Pure. Out: HTML. */

import type { FeedNow, FeedsNow } from '../../run/output/read-feeds.js'
import { formatInstant } from '../pages/instants.js'
import { webTexts } from '../texts.js'
import type { SignedIn } from './accounts/signed-in.js'
import { consolePage, FaultList, Pages, Table } from './frame.js'

export const FEEDS_ON_A_PAGE = 30

/** @param page from 1, of FEEDS_ON_A_PAGE each */
export function feedsNowPage(here: SignedIn, { feeds, count }: FeedsNow, page: number, timezone: string): string {
  const last = Math.max(1, Math.ceil(count / FEEDS_ON_A_PAGE))
  const faults = feeds.flatMap(({ problems = [] }) => problems)
  const waiting = feeds.filter(({ changes }) => changes).length
  return consolePage({
    title: 'Feeds',
    here,
    children: (
      <>
        <p>
          {count} feeds are published, each checked by the rules of its format.{' '}
          {waiting > 0 && webTexts.feeds.nextBuildWritesThose(waiting)}
        </p>
        <Table
          caption="Published feeds"
          head={['Address', 'Entries', 'Last change', 'Checked']}
          rows={feeds.map((feed) => [
            <a href={feed.url}>{feed.feed}</a>,
            feed.entries,
            feed.changedAt === undefined ? 'not published yet' : formatInstant(feed.changedAt, 'en', timezone),
            verdict(feed),
          ])}
        />
        <Pages page={page} last={last} pathOf={(number) => `/console/feeds?page=${number}`} />
        <FaultList title="What is wrong with them" faults={faults} />
      </>
    ),
  })
}

function verdict({ problems, changes }: FeedNow): string {
  if (problems === undefined) return 'not yet'
  const errors = problems.filter(({ severity }) => severity === 'error').length
  const warnings = problems.length - errors
  const found = [
    ...(errors === 0 ? [] : [`${errors} ${errors === 1 ? 'error' : 'errors'}`]),
    ...(warnings === 0 ? [] : [`${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`]),
  ]
  return `${found.join(', ') || 'valid'}${changes ? ', rewritten by the next build' : ''}`
}
