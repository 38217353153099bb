/**
 * How subscribing and leaving work, in plain words; List-Help (RFC 2369 §3.1) points here. Pure. In: site,
 * configuration. Out: HTML.
 */
import type { Config } from '../../config/schema.js'
import type { Site } from '../../site/site.js'
import { webPage } from './frame.js'
import { Lists } from './lists.js'

export function helpPage(site: Site, config: Config): string {
  const { replyTo } = config.mail
  return webPage(site, {
    title: 'How the mail works',
    canonical: `${config.web.url}/help`,
    children: (
      <div class="help">
        <p class="leading">{site.title} sends a mail when there is something to announce, and nothing else.</p>
        <h2>The lists</h2>
        <Lists lists={config.lists} />
        {config.lists.length > 1 && <p>Whoever is on several of them still gets each announcement once.</p>}
        <h2>To subscribe</h2>
        <p>
          Fill in <a href="/subscribe">the form</a>. A mail comes to your address; open the link in it and press the
          button there. Nobody can subscribe you without that.
        </p>
        <h2>To leave</h2>
        <p>
          Press <em>Unsubscribe</em> in your mail program, or follow the link at the end of any mail. You need no
          password, it takes effect at that moment, and there is no farewell mail.
        </p>
        <h2>To change what you get</h2>
        <p>
          The link to your preferences stands beside it: choose other lists there, or plain text in place of HTML. Both
          links are yours alone; take them out before you forward a mail.
        </p>
        <h2>What is kept</h2>
        <p>
          Your address, your lists, and which mails went to you. Mails hold no tracking pixel and no rewritten link:
          nobody here can tell whether you read them.
        </p>
        {replyTo !== '' && (
          <>
            <h2>To reach people</h2>
            <p>
              Answer any mail, or write to <a href={`mailto:${replyTo.address}`}>{replyTo.address}</a>.
            </p>
          </>
        )}
        <h2>Without mail</h2>
        <p>
          The same announcements are in the <a href="/#follow">feeds</a>, which need no address of yours.
        </p>
      </div>
    ),
  })
}
