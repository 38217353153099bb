/**
 * `belfry doctor`: what keeps mail from arriving: the records of the sending domain, the web address, the mail server,
 * this machine. In: the configuration. Out: findings, each with its cure. Changes nothing and mails nobody.
 */

import type { Finding } from '../run/doctor.js'
import { type AddCommand, withReadContext } from './command.js'
import { cliTexts } from './texts.js'

export const doctorCommand: AddCommand = (self, finish) => {
  self.action(async (_flags, command) => {
    await withReadContext(command, async (context, terminal) => {
      const { examine, systemOutside } = await import('../run/read-doctor.js')
      const findings = await examine(context, systemOutside())
      const ok = !findings.some(({ health }) => health === 'error')
      terminal.print({ ok, findings }, () => linesOf(findings))
      finish(ok ? 0 : 1)
    })
  })
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
