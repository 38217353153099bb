/** Pages that only say something. Pure. In: the site. Out: HTML; none of them tells more than its reader knew. */
import type { Site } from '../../site/site.js'
import { webPage } from './frame.js'

export function sentPage(site: Site): string {
  return webPage(site, {
    title: 'Check your mail',
    children: (
      <>
        <p class="leading">
          If there is something to confirm or to change for this address, a mail is on its way to it.
        </p>
        <p>
          Whoever is new gets a link to a page that asks once more; until you have said yes there, nothing else is sent.
          Whoever is subscribed already gets a link to change what they get.
        </p>
        <p>
          Nothing there after ten minutes? Look in the folder for junk mail, then <a href="/subscribe">ask again</a>.
        </p>
        {site.outboxUrl && (
          <p class="aside">
            On this machine mail goes into a folder instead of the network: read it in the{' '}
            <a href={site.outboxUrl}>outbox</a>.
          </p>
        )}
      </>
    ),
  })
}

export function invalidLinkPage(site: Site): string {
  return webPage(site, {
    title: 'This link is not valid',
    children: (
      <>
        <p>
          It may have been cut in two by the mail program. Copy the whole address, to its last letter, and try it again.
        </p>
        <p>
          Every mail carries a link to leave and one to change what you get. The rest is in the <a href="/help">help</a>
          .
        </p>
      </>
    ),
  })
}

/** For a form that another site sent in somebody's name. */
export function elsewherePage(site: Site): string {
  return webPage(site, {
    title: 'This came from another site',
    children: (
      <p>
        Nothing was sent. If it was you who asked, do so with the <a href="/subscribe">form of this site</a>.
      </p>
    ),
  })
}

export function tooOftenPage(site: Site, seconds: number): string {
  const minutes = Math.ceil(seconds / 60)
  return webPage(site, {
    title: 'That was too often',
    children: (
      <p>
        The form was used many times within the hour from where you are, or for this address. Nothing was sent this
        time. Try again in {minutes === 1 ? 'a minute' : `${minutes} minutes`}.
      </p>
    ),
  })
}

export function tooLargePage(site: Site): string {
  return webPage(site, {
    title: 'That is too much',
    children: <p>What was sent is larger than any form of ours. Nothing was changed.</p>,
  })
}

export function wrongMethodPage(site: Site): string {
  return webPage(site, {
    title: 'This address does not accept that',
    children: (
      <p>
        What was sent here is of no use at this address, and nothing was changed. <a href="/">The front page</a> is
        there to begin from.
      </p>
    ),
  })
}

export function failedPage(site: Site): string {
  return webPage(site, {
    title: 'Something failed here',
    children: (
      <>
        <p>It was not your doing. What happened is written down for the people who run this server.</p>
        <p>Please try again in a few minutes. If you asked to be unsubscribed, only a page that says so has done it.</p>
      </>
    ),
  })
}
