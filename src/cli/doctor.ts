/**
 * `belfry doctor`: what keeps mail from arriving: the records of the sending domain, the web address, the mail server,
 * this machine. In: the configuration. Out: findings, each with its cure. Changes nothing and mails nobody but, where
 * it is asked to, itself.
 */

import type { Finding } from '../run/health/doctor.js'
import type { ReadContext } from '../run/read-context.js'
import { type AddCommand, withReadContext } from './command.js'
import { cliTexts } from './texts.js'

export const doctorCommand: AddCommand = (self, finish) => {
  self.option('--mail', 'also send a message to itself, and see whether it comes in')
  self.action(async (flags: { readonly mail?: boolean }, command) => {
    await withReadContext(command, async (context, terminal) => {
      const { examine, systemOutside } = await import('../run/health/read-doctor.js')
      const seen = await examine(context, systemOutside())
      const findings = flags.mail === true ? [...seen, await mailed(context)] : seen
      const ok = !findings.some(({ health }) => health === 'error')
      terminal.print({ ok, findings }, () => linesOf(findings))
      finish(ok ? 0 : 1)
    })
  })
}

async function mailed(context: ReadContext): Promise<Finding> {
  // Only who is asked to needs what sends mail.
  const { tryInbound } = await import('../run/health/open-mail-trial.js')
  return await tryInbound(context)
}

const MARKS: Readonly<Record<Finding['health'], string>> = {
  good: 'good',
  unknown: '?',
  warning: 'warning',
  error: 'ERROR',
}

function linesOf(findings: readonly Finding[]): string[] {
  const count = (health: Finding['health']) => findings.filter((one) => one.health === health).length
  return [
    ...findings.flatMap(({ name, health, says, fix }) => [
      `${MARKS[health].padEnd(8)} ${name}: ${says}.`,
      ...(fix === undefined ? [] : [`         ${fix}`]),
    ]),
    cliTexts.doctor.goodWarningsErrorsNot(count('good'), count('warning'), count('error'), count('unknown')),
  ]
}
