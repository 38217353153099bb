/** `belfry mailings retry`: what failed is sent again, and nothing else. */

import type { Command } from 'commander'
import { BelfryError } from '../../base/errors.js'
import type { MailingDetails } from '../../delivery/mailing-reports-store.js'
import { countRetry, type Retried, type Retry } from '../../delivery/retry-store.js'
import { isAgreed, waitsSentence } from '../../run/operators/agreement.js'
import { mailingNumbered } from '../../run/operators/mailing-numbered.js'
import { retryMailing } from '../../run/operators/steer-mailing.js'
import { parseAddress } from '../../subscribers/address.js'
import { addCommand, withAppContext } from '../command.js'
import { type WordFlags, withWord, wordOf } from '../operator-word.js'
import { cliTexts } from '../texts.js'

interface RetryFlags extends WordFlags {
  readonly domain?: string
  readonly uncertain?: boolean
}

export function addRetry(group: Command): void {
  withWord(addCommand(group, 'retry <mailing>', 'send again what failed of it; the next run, or serve, does'))
    .option('--domain <domain>', 'only addresses at this domain')
    .option('--uncertain', 'instead what may have arrived, which may make second copies')
    .action(async (number: string, flags: RetryFlags, command) => {
      await withAppContext(command, async (context, terminal) => {
        const { mailing } = await mailingNumbered(context, number)
        const retry: Retry = {
          what: flags.uncertain === true ? 'uncertain' : 'failed',
          ...(flags.domain !== undefined && { domain: domainNamed(flags.domain) }),
        }
        const done = await retryMailing(context, number, retry, wordOf(flags))
        const after = await mailingNumbered(context, number)
        const inDoubt =
          retry.what === 'uncertain'
            ? 0
            : await countRetry(context.store.dialect, context.store.db, mailing, { ...retry, what: 'uncertain' })
        const { approvals, needed, ...retried } = done
        terminal.print({ ...after, ...retried }, () =>
          isAgreed(done) ? retriedLines(after, retry, done, inDoubt) : waitsSentence({ approvals, needed }),
        )
      })
    })
}

function retriedLines(
  { mailing, state }: MailingDetails,
  { what, domain }: Retry,
  { retried, unwanted }: Retried,
  inDoubt: number,
): string[] {
  const where = domain === undefined ? '' : ` at ${domain}`
  const nothing = `${what === 'failed' ? 'failed' : 'is uncertain'}${unwanted > 0 ? ' and is still wanted' : ''}`
  const sends =
    state === 'paused' ? `once belfry mailings resume ${mailing} ends its pause` : 'by the next belfry run, or serve'
  return [
    retried > 0
      ? cliTexts.mailingsRetry.sentAgainMailing(sends, deliveries(retried), mailing, where)
      : cliTexts.mailingsRetry.nothingSentAgainNothing(mailing, where, nothing),
    ...(unwanted > 0 ? [cliTexts.mailingsRetry.leftBeforeWhosePerson(deliveries(unwanted))] : []),
    ...(inDoubt > 0 ? [cliTexts.mailingsRetry.leftBeforeMayHave(deliveries(inDoubt))] : []),
  ]
}

function deliveries(count: number): string {
  return count === 1 ? '1 delivery' : `${count} deliveries`
}

/** As the ledger has it: in lower case and A-labels. @throws BelfryError USAGE */
function domainNamed(text: string): string {
  const domain = parseAddress(`postmaster@${text}`)?.key.split('@')[1]
  if (domain !== undefined) return domain
  throw new BelfryError('USAGE', cliTexts.mailingsRetry.domainNoDomain(text), {
    fix: cliTexts.mailingsRetry.writeWhatStandsAfter(),
    exitCode: 2,
  })
}
