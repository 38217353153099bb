/**
 * Notices in the console: one of them, its mail, what is decided about it. In: requests of operators. Out: pages; what
 * they decide goes the way of the command line, after a second step.
 */

import type { Context } from 'hono'
import { isoInstant } from '../../base/clock.js'
import { dayIn } from '../../base/days.js'
import { BelfryError } from '../../base/errors.js'
import { instantToCome } from '../../base/instant-to-come.js'
import { listReach } from '../../delivery/audience/audience-store.js'
import { mailingsOf } from '../../delivery/mailing-reports-store.js'
import type { FrozenVariant } from '../../mail/freeze-notice.js'
import { personalise, slotNames } from '../../mail/slots.js'
import { isOpen, type Notice } from '../../notices/notice.js'
import type { Right } from '../../operators/roles.js'
import { severities } from '../../posts/announcement.js'
import type { AppContext } from '../../run/app-context.js'
import {
  foreseeNotice,
  mailOfNotice,
  noticesNow,
  noticeWithId,
  sendForeseen,
  tryNotice,
  waitsUntil,
} from '../../run/operators/acts.js'
import { isAgreed, waitsSentence } from '../../run/operators/agreement.js'
import { approveNotice, type Decided, dismissNotice, holdNotice } from '../../run/operators/decide-notice.js'
import { noticeId } from '../../run/operators/notice-record.js'
import { parseAddress } from '../../subscribers/address.js'
import type { Limiter } from '../limits.js'
import { parseMail } from '../outbox-mail.js'
import { webTexts } from '../texts.js'
import type { Web, WebApp, WebEnv } from '../web-context.js'
import { peopleCount } from './frame.js'
import { looking, notFresh, type Pressed, pressing, refuseWith } from './guard.js'
import {
  approvedSentence,
  DISMISSES,
  HOLDS,
  type NoticeMail,
  type NoticePage,
  noticePage,
  triedSentence,
} from './notice.js'
import { mailPolicy } from './policies.js'
import { previewHtml, viewNamed } from './previews.js'
import { type Sure, surePage } from './sure.js'

const NOBODYS = Object.fromEntries(slotNames.map((name) => [name, '0'.repeat(name === 'leave' ? 46 : 39)]))

type C = Context<WebEnv>

/** What stands in a form of the second step beside the notice. */
type Fields = Sure['fields']

export function noticeRoutes(app: WebApp, web: Web, limiter: Limiter): void {
  const { context } = web
  app.get('/notices/:id', async (c) => {
    const here = await looking(web, c, 'see')
    if (here instanceof Response) return here
    return await shown(web, c, { here, notice: await noticeWithId(context, c.req.param('id')) })
  })
  app.get('/notices/:id/html', async (c) => {
    const here = await looking(web, c, 'see')
    if (here instanceof Response) return here
    const found = await parsedMail(web, c, await noticeWithId(context, c.req.param('id')))
    const html = found?.mail.html
    if (found === undefined || html === undefined)
      return refuseWith(c, 404, 'There is no HTML', webTexts.noticeRoutes.noticeHasNoMail())
    return c.html(previewHtml(html, found.view, context.config.site.url), 200, {
      'Content-Security-Policy': mailPolicy(found.view !== 'images-off'),
    })
  })
  const on = (act: string, right: Right, work: (c: C, here: Pressed, notice: Notice) => Promise<Response>) =>
    app.post(`/notices/:id/${act}`, async (c) => {
      const here = await pressing(web, c, right)
      if (here instanceof Response) return here
      return await work(c, here, await noticeWithId(context, c.req.param('id') ?? ''))
    })
  const decided = async (c: C, here: Pressed, done: Decided) => {
    const said = isAgreed(done) ? webTexts.noticeRoutes.itIsNow(done.notice.state) : waitsSentence(done)
    return await shown(web, c, { here, notice: done.notice, said })
  }
  const titleOf = async (notice: Notice) => (await noticesNow(context, [notice]))[0]?.title
  on('hold', 'try', async (c, here, notice) => {
    if (isFirst(here))
      return c.html(
        surePage(sureOf(here, notice, { act: 'hold', label: 'Hold', says: HOLDS, title: await titleOf(notice) })),
      )
    return await decided(c, here, await holdNotice(context, notice.key, here.word))
  })
  on('dismiss', 'decide', async (c, here, notice) => {
    const coveredBy = here.form.text('coveredBy').trim() || undefined
    if (isFirst(here)) {
      const says = coveredBy === undefined ? DISMISSES : webTexts.noticeRoutes.postTellsSame(DISMISSES, coveredBy)
      const fields: Fields = coveredBy === undefined ? [] : [['coveredBy', coveredBy]]
      return c.html(
        surePage(
          sureOf(here, notice, { act: 'dismiss', label: 'Dismiss', says, title: await titleOf(notice) }, fields),
        ),
      )
    }
    return await decided(c, here, await dismissNotice(context, notice.key, coveredBy, here.word))
  })
  on('approve', 'decide', async (c, here, notice) => {
    const late = notFresh(c, here)
    if (late !== undefined) return late
    // A browser ends lines by two characters (HTML, "multipart form data"), the command line by one.
    const text = here.form.text('text').replace(/\r\n?/g, '\n')
    const revision = revisionOf(here)
    const severity = severities.find((one) => one === here.form.text('severity'))
    const words = text.trim() === '' || text.trim() === notice.text.trim() ? {} : { text: text.slice(0, 20_000) }
    const { config } = context
    const at = instantAsked(context, here.form.text('at').trim())
    if (typeof at === 'string')
      return await shown(web, c, { here, notice, fault: { field: 'at', says: at, typed: here.form } })
    const said = { ...words, ...(severity !== undefined && { severity }) }
    if (isFirst(here)) {
      const [now] = await noticesNow(context, [notice])
      const who = `${peopleCount(now?.recipients ?? 0)} on ${now?.lists.join(', ') || 'no list'}`
      const opens = at === undefined ? now?.opens : waitsUntil(context, { ...notice, notBefore: at })
      const changed = [
        ...(severity === undefined || severity === notice.severity
          ? []
          : [webTexts.noticeRoutes.severityBecomes(severity)]),
        ...(words.text === undefined ? [] : [` It is told in these words: ${words.text}`]),
      ]
      const says = approvedSentence(who, opens, config.schedule.timezone) + changed.join('')
      const fields = Object.entries({ ...said, ...(at !== undefined && { at: isoInstant(at) }) })
      return c.html(
        surePage(sureOf(here, notice, { act: 'approve', label: 'Approve', says, title: now?.title }, fields)),
      )
    }
    const approval = { revision, ...said, ...(at !== undefined && { at }) }
    return await decided(c, here, await approveNotice(context, notice.key, approval, here.word))
  })
  on('send', 'decide', async (c, here, notice) => {
    const late = notFresh(c, here)
    if (late !== undefined) return late
    const foreseen = await foreseeNotice(context, notice, revisionOf(here), {})
    if (isFirst(here)) {
      const { post, recipients, lists } = foreseen
      const says = webTexts.noticeRoutes.mailedAtOnce(post.title, peopleCount(recipients), lists.join(', '))
      return c.html(surePage(sureOf(here, notice, { act: 'send', label: 'Send now', says })))
    }
    const sent = await sendForeseen(context, foreseen, here.word)
    web.hooks.mailWaiting()
    if (sent.mailing !== undefined) return c.redirect(`/console/mailings/${sent.mailing}`, 303)
    return await shown(web, c, { here, notice, said: waitsSentence(sent) })
  })
  on('test', 'try', async (c, here, notice) => {
    const to = parseAddress(here.operator.address)
    if (to === undefined)
      return refuseWith(c, 422, 'No mail can go there', webTexts.noticeRoutes.yourAddressCannotMailed())
    const says = triedSentence(to.address)
    if (isFirst(here))
      return c.html(
        surePage(sureOf(here, notice, { act: 'test', label: 'Test send', says, title: await titleOf(notice) })),
      )
    const wait = await limiter.waitSeconds(c.env.client, to)
    if (wait !== undefined)
      return refuseWith(
        c,
        429,
        'That was too often',
        webTexts.noticeRoutes.tryAgainMinutesNothing(Math.ceil(wait / 60)),
      )
    const said = await tryNotice(context, notice, to, here.word)
    return await shown(web, c, { here, notice, said: `The server said of the test: ${said}` })
  })
}

/** @returns what is wrong with it, as text */
function instantAsked({ config, clock }: AppContext, text: string): number | undefined | string {
  if (text === '') return undefined
  try {
    return instantToCome(text, config.schedule.timezone, clock.now())
  } catch (thrown) {
    if (!(thrown instanceof BelfryError) || thrown.code !== 'USAGE') throw thrown
    return `${thrown.message} ${thrown.fix} ${webTexts.noticeRoutes.nothingDecided()}`
  }
}

function isFirst({ form }: Pressed): boolean {
  return form.text('sure') !== 'yes'
}

function revisionOf({ form }: Pressed): number {
  return /^\d{1,9}$/.test(form.text('revision')) ? Number(form.text('revision')) : 0
}

interface Step {
  readonly act: string
  readonly label: string
  readonly says: string
  /** Of the notice, where the sentence does not say it. */
  readonly title?: string | undefined
}

function sureOf(
  here: Pressed,
  { key, revision }: Notice,
  { act, label, says, title }: Step,
  fields: Fields = [],
): Sure {
  const back = `/console/notices/${noticeId(key)}`
  const seen = [['revision', String(revisionOf(here))] as const, ...fields]
  const about = [title, `${key}, revision ${revision}`].filter(Boolean).join(': ')
  return { here, label, about, says, back, action: `${back}/${act}`, fields: seen }
}

async function shown(
  web: Web,
  c: C,
  { here, notice, said, fault }: Pick<NoticePage, 'here' | 'said' | 'fault'> & { readonly notice: Notice },
) {
  const { context } = web
  const [now] = await noticesNow(context, [notice])
  if (now === undefined) return refuseWith(c, 404, 'There is no such notice', notice.key)
  const mail = isOpen(notice) ? await parsedMail(web, c, notice) : undefined
  const audience = now.lists.length === 0 ? [] : await listReach(context.store.db, now.lists)
  const mailings = await mailingsOf(context.store.db, [notice.key])
  const about = {
    here,
    audience,
    mailings,
    timezone: context.config.schedule.timezone,
    ...(said !== undefined && { said }),
    ...(fault !== undefined && { fault }),
  }
  return c.html(noticePage({ ...about, now, ...(mail !== undefined && { mail }) }), fault === undefined ? 200 : 422)
}

/** The mail that is asked for, else the first. */
async function parsedMail({ context }: Web, c: C, notice: Notice): Promise<NoticeMail | undefined> {
  const frozen = (await mailOfNotice(context, notice))?.variants ?? []
  const named = new Map(frozen.filter(({ format }) => format === 'text').map((one) => [variantName(one), one]))
  for (const one of frozen) if (one.format === 'html') named.set(variantName(one), one)
  const asked = c.req.query('as') ?? ''
  const variant = named.has(asked) ? asked : ([...named.keys()][0] ?? '')
  const found = named.get(variant)
  if (found === undefined) return undefined
  // As nobody gets it: its links belong to no person.
  const values = { ...NOBODYS, since: dayIn(context.clock.now(), context.config.site.timezone) }
  const mail = await parseMail(personalise(found.frozen, 'you@example.org', values))
  return { mail, view: viewNamed(c.req.query('view')), variants: [...named.keys()], variant }
}

function variantName({ list, language, because }: FrozenVariant): string {
  return [list, language, because].filter((part) => part !== undefined && part !== '').join(',')
}
