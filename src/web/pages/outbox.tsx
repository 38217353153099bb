/** The mails of a trial run, newest first. Pure. In: the site, heads of mails. Out: HTML. */
import type { VNode } from 'preact'
import type { Site } from '../../site/site.js'
import type { OutboxMail } from '../outbox-mail.js'
import { breakable } from './address-text.js'
import { webPage } from './frame.js'
import { formatInstant } from './instants.js'

export interface OutboxEntry extends OutboxMail {
  /** File name. */
  readonly name: string
}

export interface OutboxProps {
  readonly entries: readonly OutboxEntry[]
  /** Mails in the folder, shown or not. */
  readonly count: number
  readonly timezone: string
}

export function outboxPage(site: Site, { entries, count, timezone }: OutboxProps): string {
  return webPage(site, {
    title: 'Outbox',
    wide: true,
    children: (
      <>
        <p class="aside">
          A folder on this machine, in place of a mail server: <strong>nothing was sent to the network.</strong> Only
          this machine can open this page.
        </p>
        {entries.length === 0 ? <Empty /> : <Entries site={site} entries={entries} timezone={timezone} />}
        {count > entries.length && (
          <p class="aside">
            These are the newest {entries.length} of {count}. The others are files in the same folder.
          </p>
        )}
      </>
    ),
  })
}

function Empty(): VNode {
  return (
    <p class="leading">
      No mail yet. <a href="/subscribe">Subscribe</a> with any address, and the request to confirm turns up here.
    </p>
  )
}

function Entries({
  site,
  entries,
  timezone,
}: {
  site: Site
  entries: readonly OutboxEntry[]
  timezone: string
}): VNode {
  return (
    <ol class="outbox">
      {entries.map(({ name, subject, to, from, sentAt }) => (
        <li key={name}>
          <a href={`/outbox/${name}`}>{subject}</a>{' '}
          <span class="who">
            <span>
              to <bdi>{breakable(to)}</bdi>
            </span>{' '}
            <span>
              from <bdi>{from}</bdi>
            </span>
          </span>{' '}
          {sentAt !== undefined && (
            <time dateTime={new Date(sentAt).toISOString()}>{formatInstant(sentAt, site.language, timezone)}</time>
          )}
        </li>
      ))}
    </ol>
  )
}
