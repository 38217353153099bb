/**
 * One mail of the outbox: who, when, the HTML in a frame that can run nothing, the text. Pure. In: the site, a mail.
 * Out: HTML.
 */
import type { VNode } from 'preact'
import { linked } from '../../site/linked-text.js'
import type { Site } from '../../site/site.js'
import { breakable } from './address-text.js'
import { webPage } from './frame.js'
import { formatInstant } from './instants.js'
import type { OutboxEntry } from './outbox.js'

/**
 * What the frame may do: lead the window on when somebody presses a link, nothing else. The part's own header says it
 * again.
 */
export const FRAME_SANDBOX = 'allow-top-navigation-by-user-activation'

export function outboxMailPage(site: Site, mail: OutboxEntry, timezone: string): string {
  const path = `/outbox/${mail.name}`
  return webPage(site, {
    title: mail.subject,
    wide: true,
    children: (
      <>
        <Facts site={site} mail={mail} timezone={timezone} />
        <p class="ways">
          <a href="/outbox">All mails</a> <a href={`${path}/source`}>Source of the message</a>
        </p>
        {mail.html !== undefined && (
          <section aria-labelledby="html-part">
            <h2 id="html-part">HTML</h2>
            <iframe class="mail" src={`${path}/html`} sandbox={FRAME_SANDBOX} title={`HTML of: ${mail.subject}`} />
          </section>
        )}
        {mail.text !== undefined && (
          <section aria-labelledby="text-part">
            <h2 id="text-part">Plain text</h2>
            <pre class="mail-text">{linked(mail.text)}</pre>
          </section>
        )}
        <section aria-labelledby="header-fields">
          <h2 id="header-fields">Header fields</h2>
          <Fields mail={mail} />
        </section>
      </>
    ),
  })
}

function Facts({ site, mail, timezone }: { site: Site; mail: OutboxEntry; timezone: string }): VNode {
  return (
    <dl class="mail-head">
      <dt>From</dt>
      <dd>{mail.from}</dd>
      <dt>To</dt>
      <dd>{breakable(mail.to)}</dd>
      {mail.sentAt !== undefined && (
        <>
          <dt>Date</dt>
          <dd>{formatInstant(mail.sentAt, site.language, timezone)}</dd>
        </>
      )}
    </dl>
  )
}

function Fields({ mail }: { mail: OutboxEntry }): VNode {
  return (
    <dl class="fields">
      {mail.headers.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
