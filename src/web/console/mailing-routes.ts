/**
 * Mailings in the console: all, one of them, what is decided about it. In: requests of operators. Out: pages; what they
 * decide goes the way of the command line.
 */

import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import { streamSSE } from 'hono/streaming'
import { messageOf } from '../../base/errors.js'
import { lookAtMailing, type MailingLook } from '../../delivery/mailing-look-store.js'
import { countNoticeMailings, listMailings, troubledDeliveries } from '../../delivery/mailing-reports-store.js'
import { bouncesFrom } from '../../inbound/bounce-store.js'
import { findNotice } from '../../notices/memory-store.js'
import { sessionOf } from '../../operators/operator-store.js'
import { masked, may, withMaskedAddresses } from '../../operators/roles.js'
import { MOST_IN_HAND, mailingsInHand } from '../../run/mail-in-hand.js'
import { isAgreed, waitsSentence } from '../../run/operators/agreement.js'
import { mailingNumbered } from '../../run/operators/mailing-numbered.js'
import { agreedToSteer, foreseeRetries, retryMailing, steerMailing } from '../../run/operators/steer-mailing.js'
import { webTexts } from '../texts.js'
import type { Web, WebApp, WebEnv } from '../web-context.js'
import type { SignedIn } from './accounts/signed-in.js'
import { peopleCount } from './frame.js'
import { COOKIE, looking, pageOf, pressing, refuseWith } from './guard.js'
import { AGAIN_MS } from './live-script.js'
import {
  actOf,
  isRetry,
  leftOutSentence,
  liveHtml,
  type MailingAct,
  MOST,
  mailingPage,
  mailingsPage,
  SHOWN_MAILINGS,
} from './mailings.js'
import { isUnderWay, MailingWatches, type WatchedLook } from './open-mailing-watch.js'
import { POLICY_WITH_SCRIPT } from './policies.js'
import { surePage } from './sure.js'
import { pausedWords, wordsFor } from './words-on.js'

/** Each so many looks it is asked whether the operator is signed in still. */
const LOOKS = 3

/** Of what was decided of a mailing, so many are shown: the audit has all. */
const MOST_WORDS = 20

type C = Context<WebEnv>

export function mailingRoutes(app: WebApp, web: Web): void {
  const { context } = web
  app.get('/mailings', async (c) => {
    const here = await looking(web, c, 'see')
    if (here instanceof Response) return here
    const text = (c.req.query('text') ?? '').trim().slice(0, MOST_IN_HAND)
    if (text !== '') {
      const mailings = await mailingsInHand(context, text)
      const paused = await pausedWords(web, here, mailings)
      return c.html(mailingsPage({ here, mailings, paused, text, page: 1, last: 1 }))
    }
    const { db } = context.store
    const last = Math.max(1, Math.ceil((await countNoticeMailings(db)) / SHOWN_MAILINGS))
    const page = Math.min(pageOf(c), last)
    const part = { most: SHOWN_MAILINGS, offset: (page - 1) * SHOWN_MAILINGS }
    const mailings = await listMailings(db, false, part)
    const paused = await pausedWords(web, here, mailings)
    return c.html(mailingsPage({ here, mailings, paused, text, page, last }))
  })
  const { store, config, clock } = context
  const { timezone } = config.schedule
  const lookAt = async (mailing: number) =>
    await lookAtMailing(store, mailing, clock.now(), { resendUncertain: config.delivery.uncertain === 'resend' })
  const watches = new MailingWatches(lookAt, context.log)
  // Once for all who watch it.
  const [inClear, maskedOf] = [new WeakMap<WatchedLook, string>(), new WeakMap<WatchedLook, string>()]
  const drawn = (found: WatchedLook, clear: boolean) => {
    const known = clear ? inClear : maskedOf
    const html =
      known.get(found) ?? liveHtml(clear ? found.look : withoutAddresses(found.look), found.progress, timezone)
    known.set(found, html)
    return html
  }
  const page = async (c: C, here: SignedIn, number: string, said?: string) => {
    const { mailing } = await mailingNumbered(context, number)
    const look = await lookAt(mailing)
    if (look === undefined) return refuseWith(c, 404, 'There is no such mailing', number)
    const clear = may(here.operator.role, 'people')
    const name = clear ? (text: string) => text : masked
    const words = clear ? (text: string) => text : withMaskedAddresses
    const troubled = (await troubledDeliveries(store.db, mailing, ['failed', 'uncertain'], MOST)).map((one) => ({
      ...one,
      address: name(one.address),
      reply: words(one.reply),
    }))
    const bounced = (await bouncesFrom(store.db, mailing)).slice(0, MOST).map((one) => ({
      ...one,
      address: name(one.address),
      words: words(one.words),
    }))
    const shown = clear ? look : withoutAddresses(look)
    if (isUnderWay(look)) c.header('Content-Security-Policy', POLICY_WITH_SCRIPT)
    const retriable = await foreseeRetries(context, look)
    const agreed = await agreedToSteer(context, look, retriable)
    const decided = await wordsFor(web, here, mailing, MOST_WORDS)
    const notice = await findNotice(store.db, look.key)
    const told = { ...(notice !== undefined && { notice }), ...(said !== undefined && { said }) }
    return c.html(mailingPage({ here, look: shown, troubled, bounced, agreed, retriable, words: decided, ...told }))
  }
  app.get('/mailings/:number', async (c) => {
    const here = await looking(web, c, 'see')
    return here instanceof Response ? here : await page(c, here, c.req.param('number'))
  })
  app.get('/mailings/:number/events', async (c) => {
    const here = await looking(web, c, 'see')
    if (here instanceof Response) return here
    const { mailing } = await mailingNumbered(context, c.req.param('number'))
    if (c.req.method === 'HEAD') return c.body(null, 200, { 'Content-Type': 'text/event-stream' })
    const ended = new AbortController()
    const seen = watches.watch(mailing, here.operator.id, ended.signal)
    if (seen === undefined)
      return c.text(webTexts.mailingRoutes.tooManyWatchPageWorks(), 429, { 'Retry-After': String(AGAIN_MS / 1000) })
    const clear = may(here.operator.role, 'people')
    const secret = getCookie(c, COOKIE) ?? ''
    c.header('X-Accel-Buffering', 'no')
    return streamSSE(
      c,
      async (stream) => {
        stream.onAbort(() => ended.abort())
        let last = ''
        let looks = 0
        for await (const found of seen) {
          // Watching is no doing: a page that was left open keeps nobody signed in.
          looks += 1
          if (looks % LOOKS === 0 && (await sessionOf(store.db, secret, clock.now(), false)) === undefined) break
          const data = drawn(found, clear)
          if (data === last) await stream.write(': nothing new\n\n')
          else await stream.writeSSE({ event: 'look', data })
          last = data
        }
        if (!stream.aborted) await stream.writeSSE({ event: 'end', data: '' })
      },
      async (error) => context.log.error(`a stream of mailing ${mailing} failed: ${messageOf(error)}`),
    )
  })
  // Stopping waits for nothing: what it stops goes on with one more press.
  for (const move of ['pause', 'resume', 'cancel'] as const)
    app.post(`/mailings/:number/${move}`, async (c) => {
      const here = await pressing(web, c, move === 'resume' ? 'decide' : 'stop')
      if (here instanceof Response) return here
      const number = c.req.param('number')
      if (move !== 'pause' && here.form.text('sure') !== 'yes') return await sure(c, here, number, move)
      const done = await steerMailing(context, number, move, here.word)
      web.hooks.mailWaiting()
      return await page(c, here, number, isAgreed(done) ? MOVED[move]() : waitsSentence(done))
    })
  app.post('/mailings/:number/retry', async (c) => {
    const here = await pressing(web, c, 'decide')
    if (here instanceof Response) return here
    const number = c.req.param('number')
    const what = here.form.text('what') === 'uncertain' ? 'uncertain' : 'failed'
    if (here.form.text('sure') !== 'yes') return await sure(c, here, number, what)
    const done = await retryMailing(context, number, { what }, here.word)
    web.hooks.mailWaiting()
    const said = isAgreed(done)
      ? webTexts.mailingRoutes.isSentAgain(peopleCount(done.retried)) + leftOutSentence(done)
      : waitsSentence(done)
    return await page(c, here, number, said)
  })
  const sure = async (c: C, here: SignedIn, number: string, act: MailingAct) => {
    const { mailing } = await mailingNumbered(context, number)
    const look = await lookAt(mailing)
    if (look === undefined) return refuseWith(c, 404, 'There is no such mailing', number)
    const back = `/console/mailings/${mailing}`
    const { label, says } = actOf(act, look, await foreseeRetries(context, look))
    const again = isRetry(act) ? { action: `${back}/retry`, fields: [['what', act]] as const } : {}
    const about = { here, label, says: `“${look.subject}”: ${says}`, back }
    return c.html(surePage({ ...about, action: `${back}/${act}`, ...again }))
  }
}

const MOVED = {
  pause: webTexts.mailingRoutes.isPaused,
  resume: webTexts.mailingRoutes.isResumed,
  cancel: webTexts.mailingRoutes.isCancelled,
} as const

/** For whoever may not see them. */
function withoutAddresses(look: MailingLook): MailingLook {
  const domains = look.domains.map((one) => ({ ...one, reply: withMaskedAddresses(one.reply) }))
  return { ...look, reason: withMaskedAddresses(look.reason), domains }
}
