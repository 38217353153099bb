/** What came of adopting or claiming a ledger, in lines for people. Pure. */

import type { Adoption } from '../../run/adopt.js'
import { cliTexts } from '../texts.js'

export function adoptionLines({ adopted, left, uncertain, mailings }: Adoption, isTrial: boolean): string[] {
  const would = isTrial ? 'would be ' : ''
  const lines = [
    ...adopted.map((key) => `${would}adopted ${key}`),
    ...(left === 0 ? [] : [`${counted(left, 'subscription')} ${would}ended: these people had left`]),
    ...(mailings.length === 0 ? [] : [`${counted(mailings.length, 'mailing')} ${would}paused: ${mailings.join(', ')}`]),
    ...(uncertain === 0 ? [] : [`${counted(uncertain, 'delivery', 'deliveries')} ${would}uncertain: ${HOW}`]),
  ]
  return lines.length === 0 ? [cliTexts.adoption.ledgerKnowsEverythingRegister()] : lines
}

const HOW = 'belfry mailings resume N sends and names them, belfry mailings cancel N leaves them'

function counted(count: number, one: string, more = `${one}s`): string {
  return `${count} ${count === 1 ? one : more}`
}
