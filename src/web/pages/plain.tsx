/** Pages that only say something. Pure. In: the site. Out: HTML; none of them tells more than its reader knew. */
import { linkedTo, said } from '../../site/said.js'
import type { Site } from '../../site/site.js'
import { say } from '../../words/words.js'
import { webPage } from './frame.js'

export function sentPage(site: Site): string {
  const { words } = site
  return webPage(site, {
    title: say(words, 'forms.sent.title'),
    children: (
      <>
        <p class="leading">{say(words, 'forms.sent.what')}</p>
        <p>{say(words, 'forms.sent.who')}</p>
        <p>{said(words, 'forms.sent.nothing', {}, { link: linkedTo('/subscribe') })}</p>
        {site.outboxUrl && (
          <p class="aside">{said(words, 'forms.sent.outbox', {}, { link: linkedTo(site.outboxUrl) })}</p>
        )}
      </>
    ),
  })
}

export function invalidLinkPage(site: Site): string {
  return webPage(site, {
    title: say(site.words, 'forms.invalid.title'),
    children: (
      <>
        <p>{say(site.words, 'forms.invalid.cut')}</p>
        <p>{said(site.words, 'forms.invalid.help', {}, { link: linkedTo('/help') })}</p>
      </>
    ),
  })
}

/** For a form that another site sent in somebody's name. */
export function elsewherePage(site: Site): string {
  return webPage(site, {
    title: say(site.words, 'forms.elsewhere.title'),
    children: <p>{said(site.words, 'forms.elsewhere.text', {}, { link: linkedTo('/subscribe') })}</p>,
  })
}

export function tooOftenPage(site: Site, seconds: number): string {
  return webPage(site, {
    title: say(site.words, 'forms.tooOften.title'),
    children: <p>{say(site.words, 'forms.tooOften.text', { minutes: Math.ceil(seconds / 60) })}</p>,
  })
}

export function tooLargePage(site: Site): string {
  return webPage(site, {
    title: say(site.words, 'forms.tooLarge.title'),
    children: <p>{say(site.words, 'forms.tooLarge.text')}</p>,
  })
}

export function wrongMethodPage(site: Site): string {
  return webPage(site, {
    title: say(site.words, 'forms.wrongMethod.title'),
    children: <p>{said(site.words, 'forms.wrongMethod.text', {}, { link: linkedTo('/') })}</p>,
  })
}

export function failedPage(site: Site): string {
  return webPage(site, {
    title: say(site.words, 'forms.failed.title'),
    children: (
      <>
        <p>{say(site.words, 'forms.failed.what')}</p>
        <p>{say(site.words, 'forms.failed.again')}</p>
      </>
    ),
  })
}
