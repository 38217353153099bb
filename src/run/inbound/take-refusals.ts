/**
 * What servers said to our own delivery counts like a bounce (`source: rcpt`). In: the app context. Out: nothing but
 * what follows; one line of the log. Each run looks at what was refused in mailings that are under way or ended lately,
 * and was not looked at before.
 */
import { mailingsSince, refusedIn } from '../../delivery/refused-store.js'
import { parseAddress } from '../../subscribers/address.js'
import type { AppContext } from '../app-context.js'
import type { TakenBounce } from './take-bounce.js'

/** A mailing that ended before has had a run since, and more than one. */
const LATELY_MS = 7 * 86_400_000
const AT_ONCE = 500

export async function takeRefusals(context: AppContext): Promise<void> {
  const counts = new Map<TakenBounce['outcome'], number>()
  for (const mailing of await mailingsSince(context.store.db, context.clock.now() - LATELY_MS))
    for await (const { outcome } of takeOf(context, mailing)) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  counts.delete('known')
  if (counts.size === 0) return
  const said = [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ')
  context.log.info(`what servers refused: ${said}`)
}

async function* takeOf(context: AppContext, mailing: number): AsyncGenerator<TakenBounce> {
  let after = 0
  for (;;) {
    const rows = await refusedIn(context.store.db, mailing, after, AT_ONCE)
    if (rows.length === 0) return
    const [{ refusalClass }, { takeBounce }] = await weighing()
    for (const { person, address, reply } of rows) {
      const to = parseAddress(address)
      // Empty once the person is erased.
      if (to === undefined) continue
      yield await takeBounce(context, { person, mailing, ...refusalClass(reply), source: 'rcpt' }, to)
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < AT_ONCE) return
    after = last.id
  }
}

/** What weighs a refusal is loaded where there is one. */
async function weighing() {
  return await Promise.all([import('../../inbound/bounce-class.js'), import('./take-bounce.js')])
}
