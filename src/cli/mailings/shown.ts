/** A mailing in sentences: what it is, how far it is, what an operator can do. Pure. In: its details. Out: lines. */

import type { MailingDetails } from '../../delivery/mailing-reports-store.js'
import { commandLines, listed, people } from '../shown/counted.js'
import { cliTexts } from '../texts.js'

export function mailingLines(details: MailingDetails): string[] {
  const { mailing, state, subject, audience, accepted, lists, key, messageId, reason } = details
  return [
    `Mailing ${mailing}, ${state}: ${subject}`,
    ...(reason === '' ? [] : [`${reason}.`.replace(/\.\.$/, '.')]),
    cliTexts.mailingsShown.ofAccepted(accepted, people(audience), lists.length === 0 ? '' : `, on ${listed(lists)}`),
    ...counts(details),
    times(details),
    `  ${key}, ${messageId}`,
    ...ways(details),
  ]
}

/** What is not zero, in the order in which a delivery goes. */
function counts(details: MailingDetails): string[] {
  const names = ['queued', 'leased', 'sending', 'deferred', 'failed', 'uncertain', 'cancelled'] as const
  const said = names.filter((name) => details[name] > 0).map((name) => `${details[name]} ${name}`)
  const twice = details.maybeTwice > 0 ? [`${details.maybeTwice} may have it twice`] : []
  return said.length + twice.length === 0 ? [] : [`${[...said, ...twice].join(', ')}.`]
}

function times({ startedAt, finishedAt, rate }: MailingDetails): string {
  if (startedAt === null) return cliTexts.mailingsShown.nothingSentYet()
  const speed = rate > 0 ? `, ${rate} accepted a second` : ''
  return cliTexts.mailingsShown.beganAt(startedAt, finishedAt === null ? '' : ` and ended at ${finishedAt}`, speed)
}

function ways({ mailing, state, failed, uncertain, maybeTwice }: MailingDetails): string[] {
  const isOpen = state === 'queued' || state === 'sending'
  const all: readonly (readonly [isSo: boolean, words: string, does: string])[] = [
    [isOpen, `watch ${mailing}`, 'how it goes'],
    [isOpen, `pause ${mailing}`, 'nothing more of it is started'],
    [state === 'paused', `resume ${mailing}`, 'it goes on'],
    [isOpen || state === 'paused', `cancel ${mailing}`, 'what was not started is never sent'],
    [failed > 0, `retry ${mailing}`, 'what failed is tried again'],
    [failed > 0, `show ${mailing} --failed`, 'whose server refused it, and its words'],
    [uncertain > 0, `show ${mailing} --uncertain`, 'of whom nobody knows whether they have it'],
    [maybeTwice > 0, `show ${mailing} --maybe-twice`, 'who may have it twice'],
  ]
  return commandLines(all.flatMap(([isSo, words, does]) => (isSo ? [[`belfry mailings ${words}`, does] as const] : [])))
}
