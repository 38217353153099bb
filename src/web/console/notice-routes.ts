/**
 * Notices in the console: one of them, its mail, what is decided about it. In: requests of operators. Out: pages; what
 * they decide goes the way of the command line, after a second step.
 */
import type { Context } from 'hono'
import { isoInstant } from '../../base/clock.js'
import { dayIn } from '../../base/days.js'
import { instantToCome } from '../../base/instant-to-come.js'
import { personalise, slotNames } from '../../mail/slots.js'
import { isOpen, type Notice } from '../../notices/notice.js'
import type { Right } from '../../operators/roles.js'
import { isAgreed, waitsSentence } from '../../run/approvals.js'
import { approveNotice, type Decided, dismissNotice, holdNotice } from '../../run/decide-notice.js'
import { noticeId } from '../../run/notice-record.js'
import {
  foreseeNotice,
  mailOfNotice,
  noticesNow,
  noticeWithId,
  sendForeseen,
  tryNotice,
  waitsUntil,
} from '../../run/operator-acts.js'
import { parseAddress } from '../../subscribers/address.js'
import type { Limiter } from '../limits.js'
import { framedHtml, type OutboxMail, parseMail } from '../outbox-mail.js'
import type { Web, WebApp, WebEnv } from '../web-context.js'
import { peopleCount } from './frame.js'
import { looking, notFresh, type Pressed, pressing, refuseWith } from './guard.js'
import { approvedSentence, noticePage, type Sure, surePage } from './notice.js'
import { mailPolicy } from './policies.js'
import type { SignedIn } from './signed-in.js'

const NOBODYS = Object.fromEntries(slotNames.map((name) => [name, '0'.repeat(name === 'leave' ? 46 : 39)]))

type C = Context<WebEnv>

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
    const mail = await parsedMail(web, await noticeWithId(context, c.req.param('id')))
    if (mail?.html === undefined) return refuseWith(c, 404, 'There is no HTML', 'This notice has no mail in HTML.')
    return c.html(framedHtml(mail.html), 200, { 'Content-Security-Policy': mailPolicy(true) })
  })
  const on = (act: string, right: Right, work: (c: C, here: Pressed, notice: Notice) => Promise<Response>) =>
    app.post(`/notices/:id/${act}`, async (c) => {
      const here = await pressing(web, c, right)
      if (here instanceof Response) return here
      return await work(c, here, await noticeWithId(context, c.req.param('id') ?? ''))
    })
  const decided = async (c: C, here: Pressed, done: Decided) => {
    const said = isAgreed(done) ? `It is ${done.notice.state} now.` : waitsSentence(done)
    return await shown(web, c, { here, notice: done.notice, said })
  }
  on('hold', 'try', async (c, here, { key }) => await decided(c, here, await holdNotice(context, key, here.word)))
  on('dismiss', 'decide', async (c, here, { key }) => {
    const coveredBy = here.form.text('coveredBy').trim() || undefined
    return await decided(c, here, await dismissNotice(context, key, coveredBy, here.word))
  })
  on('approve', 'decide', async (c, here, notice) => {
    const late = notFresh(c, here)
    if (late !== undefined) return late
    const text = here.form.text('text')
    const revision = revisionOf(here)
    const words = text.trim() === '' || text.trim() === notice.text.trim() ? {} : { text: text.slice(0, 20_000) }
    const { config, clock } = context
    const then = here.form.text('at').trim()
    const at = then === '' ? undefined : instantToCome(then, config.schedule.timezone, clock.now())
    const approval = { revision, ...words, ...(at !== undefined && { at }) }
    if (here.form.text('sure') !== 'yes') {
      const [now] = await noticesNow(context, [notice])
      const who = `${peopleCount(now?.recipients ?? 0)} on ${now?.lists.join(', ') || 'no list'}`
      const opens = at === undefined ? now?.opens : waitsUntil(context, { ...notice, notBefore: at })
      const says = approvedSentence(who, opens, config.site.timezone)
      const fields = Object.entries({ ...words, ...(at !== undefined && { at: isoInstant(at) }) })
      return c.html(surePage(sureOf(here, notice, { act: 'approve', label: 'Approve', says }, fields)))
    }
    return await decided(c, here, await approveNotice(context, notice.key, approval, here.word))
  })
  on('send', 'decide', async (c, here, notice) => {
    const late = notFresh(c, here)
    if (late !== undefined) return late
    const foreseen = await foreseeNotice(context, notice, revisionOf(here), {})
    if (here.form.text('sure') !== 'yes') {
      const { post, recipients, lists } = foreseen
      const says = `“${post.title}” is mailed at once to ${peopleCount(recipients)} on ${lists.join(', ')}.`
      return c.html(surePage(sureOf(here, notice, { act: 'send', label: 'Send now', says })))
    }
    const sent = await sendForeseen(context, foreseen, here.word)
    web.hooks.mailWaiting()
    if (sent.mailing !== undefined) return c.redirect(`/console/mailings/${sent.mailing}`, 303)
    return await shown(web, c, { here, notice, said: waitsSentence(sent) })
  })
  on('test', 'try', async (c, here, notice) => {
    const to = parseAddress(here.operator.address)
    if (to === undefined) return refuseWith(c, 422, 'No mail can go there', 'Your address cannot be mailed to.')
    const wait = await limiter.waitSeconds(c.env.client, to)
    if (wait !== undefined)
      return refuseWith(c, 429, 'That was too often', `Try again in ${Math.ceil(wait / 60)} minutes. Nothing was sent.`)
    const said = await tryNotice(context, notice, to, here.word)
    return await shown(web, c, { here, notice, said: `The server said of the test: ${said}` })
  })
}

function revisionOf({ form }: Pressed): number {
  return /^\d{1,9}$/.test(form.text('revision')) ? Number(form.text('revision')) : 0
}

function sureOf(
  here: Pressed,
  { key }: Notice,
  step: { readonly act: string; readonly label: string; readonly says: string },
  fields: Sure['fields'] = [],
): Sure {
  const back = `/console/notices/${noticeId(key)}`
  const { act, label, says } = step
  const seen = [['revision', String(revisionOf(here))] as const, ...fields]
  return { here, title: `${label}?`, label, says, back, action: `${back}/${act}`, fields: seen }
}

async function shown(
  web: Web,
  c: C,
  { here, notice, said }: { readonly here: SignedIn; readonly notice: Notice; readonly said?: string },
) {
  const { context } = web
  const [now] = await noticesNow(context, [notice])
  const mail = isOpen(notice) ? await parsedMail(web, notice) : undefined
  const about = { here, timezone: context.config.site.timezone, ...(said !== undefined && { said }) }
  if (now === undefined) return refuseWith(c, 404, 'There is no such notice', notice.key)
  return c.html(noticePage({ ...about, now, ...(mail !== undefined && { mail }) }))
}

async function parsedMail({ context }: Web, notice: Notice): Promise<OutboxMail | undefined> {
  const variants = (await mailOfNotice(context, notice))?.variants ?? []
  const [first] = [...variants.filter(({ format }) => format === 'html'), ...variants]
  if (first === undefined) return undefined
  // As nobody gets it: its links belong to no person.
  const values = { ...NOBODYS, since: dayIn(context.clock.now(), context.config.site.timezone) }
  return await parseMail(personalise(first.frozen, 'you@example.org', values))
}
