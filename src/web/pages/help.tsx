/**
 * How subscribing and leaving work, in plain words; List-Help (RFC 2369 §3.1) points here. Pure. In: site,
 * configuration. Out: HTML.
 */
import type { Config } from '../../config/schema.js'
import { linkedTo, said } from '../../site/said.js'
import type { Site } from '../../site/site.js'
import { say } from '../../words/words.js'
import { webPage } from './frame.js'
import { Lists } from './lists.js'

export function helpPage(site: Site, config: Config): string {
  const { replyTo } = config.mail
  const sentence = (key: string) => say(site.words, `forms.help.${key}`)
  return webPage(site, {
    title: sentence('title'),
    canonical: `${config.web.url}/help`,
    children: (
      <div class="help">
        <p class="leading">{say(site.words, 'forms.help.what', { site: site.title })}</p>
        <h2>{sentence('lists')}</h2>
        <Lists lists={config.lists} language={site.language} />
        {config.lists.length > 1 && <p>{sentence('several')}</p>}
        <h2>{sentence('subscribe')}</h2>
        <p>{said(site.words, 'forms.help.subscribeHow', {}, { link: linkedTo('/subscribe') })}</p>
        <h2>{sentence('leave')}</h2>
        <p>{said(site.words, 'forms.help.leaveHow')}</p>
        <h2>{sentence('change')}</h2>
        <p>{sentence('changeHow')}</p>
        <h2>{sentence('kept')}</h2>
        <p>{sentence('keptWhat')}</p>
        {replyTo !== '' && (
          <>
            <h2>{sentence('people')}</h2>
            <p>
              {said(site.words, 'forms.help.peopleHow', {
                address: <a href={`mailto:${replyTo.address}`}>{replyTo.address}</a>,
              })}
            </p>
          </>
        )}
        <h2>{sentence('feeds')}</h2>
        <p>{said(site.words, 'forms.help.feedsHow', {}, { link: linkedTo('/#follow') })}</p>
      </div>
    ),
  })
}
