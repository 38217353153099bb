/**
 * The runs of a service, one after another: read, decide, publish, queue; operators and hubs are told beside them, and
 * what forms ask for is done. In: the app context. Out: whether mail may go out, and sentences in the log. Nothing is
 * thrown: where a run comes to nothing, what is queued goes on where the ledger is sound.
 */
import { randomUUID } from 'node:crypto'
import { BelfryError, messageOf } from '../base/errors.js'
import { withFacts } from '../base/log.js'
import { secondsBetween } from '../base/observed.js'
import { writeAudiences } from '../delivery/audience/unwritten-store.js'
import type { AppContext } from '../run/app-context.js'
import { mayGoOn, problemsIn } from '../run/failed-run.js'
import { feedFilesIn, run } from '../run/pipeline.js'
import type { RunReport } from '../run/run-report.js'
import { tellHooks } from '../run/tell-hooks.js'
import { tellHubs } from '../run/tell-hubs.js'
import { tellFailure, tellOperators } from '../run/tell-operators.js'
import { FormWork } from './form-work.js'

/** False while something stops all mail from here, confirmations too. */
export type TellMayMail = (mayMail: boolean) => void

export class ScheduledRuns {
  readonly #stopping = new AbortController()
  readonly #formWork: FormWork
  #telling: Promise<void> | undefined

  constructor(
    private readonly context: AppContext,
    private readonly tellMayMail: TellMayMail,
  ) {
    this.#formWork = new FormWork(context)
  }

  /** One run; whoever calls waits for it before the next. */
  async run(): Promise<void> {
    const { observe } = this.context
    // So that all that one run says can be found together.
    const log = withFacts(this.context.log, { run: randomUUID().slice(0, 8) })
    const context = { ...this.context, log }
    const startedAt = performance.now()
    const ended = (outcome: 'done' | 'failed') =>
      observe?.({ what: 'run', outcome, seconds: secondsBetween(startedAt, performance.now()) })
    try {
      const report = await run(context, {
        send: false,
        signal: this.#stopping.signal,
        onReleased: this.tellMayMail,
      })
      for (const fault of report.problems) log.warn(`${fault.file}: ${fault.message} (${fault.fix})`)
      for (const { notice, recipients, mailing } of report.told)
        log.info(`told ${notice.key} to ${recipients} people`, { key: notice.key, recipients, mailing })
      ended('done')
      this.#telling ??= this.#tell(report).finally(() => {
        this.#telling = undefined
      })
    } catch (thrown) {
      ended('failed')
      await goOn(context, thrown, this.tellMayMail, this.#stopping.signal)
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await Promise.all([this.#telling, this.#formWork.stop()])
  }

  async #tell(report: RunReport): Promise<void> {
    const { signal } = this.#stopping
    try {
      const faults = [
        ...(await tellOperators(this.context, report)),
        ...(await tellHooks(this.context, { signal })),
        ...(await tellHubs(this.context, feedFilesIn(report.published), { signal })),
      ]
      for (const { message, fix } of faults) this.context.log.warn(`${message} (${fix})`)
    } catch (thrown) {
      this.context.log.error(`operators and hubs are not told: ${messageOf(thrown)}`)
    }
  }
}

/** What is queued goes out, confirmations too, where the ledger is sound; operators hear of it. */
export async function goOn(
  context: AppContext,
  thrown: unknown,
  tellMayMail: TellMayMail,
  signal?: AbortSignal,
): Promise<void> {
  const { log } = context
  const code = thrown instanceof BelfryError ? thrown.code : undefined
  log.error(`the run failed: ${messageOf(thrown)}`, { code })
  try {
    const mayMail = await mayGoOn(context)
    tellMayMail(mayMail)
    if (mayMail) await writeAudiences(context.store, signal)
    for (const { message, fix } of await tellFailure(context, problemsIn(context, thrown)))
      log.warn(`${message} (${fix})`)
  } catch (again) {
    log.error(`operators are not told: ${messageOf(again)}`)
  }
}
