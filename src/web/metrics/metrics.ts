/**
 * The metrics of a service in Prometheus's text format: what it observes as it works, and what stands in the ledger
 * when it is asked. In: observations, numbers of the ledger. Out: text. Each registry is its own. Names follow
 * Prometheus's conventions: base units, `_total` for what only rises. No address, domain or key is a label.
 */

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Observation } from '../../base/observed.js'
import type { LedgerNumbers } from '../../run/health/ledger-numbers-store.js'
import { webTexts } from '../texts.js'

const NOTICE_STATES = ['settling', 'held', 'asked', 'due', 'told', 'dismissed', 'gone']
const MAILING_STATES = ['queued', 'sending', 'paused']
const QUEUE_STATES = ['queued', 'deferred', 'uncertain', 'leased', 'sending']
const BOUNCE_CLASSES = ['hard', 'soft', 'policy', 'complaint']

const RUN_SECONDS = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 300]
/** Of a folder in which nothing changed, much less than of a run. */
const BUILD_SECONDS = [0.01, 0.05, ...RUN_SECONDS]
const REPLY_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

export class Metrics {
  readonly registry = new Registry()
  readonly #runs = this.#counter('belfry_runs_total', webTexts.metrics.scheduledRunsOutcome(), ['outcome'])
  readonly #runSeconds = this.#histogram('belfry_run_duration_seconds', webTexts.metrics.howLongRunsTook(), RUN_SECONDS)
  readonly #publishSeconds = this.#histogram(
    'belfry_publish_duration_seconds',
    webTexts.metrics.howLongPublishing(),
    RUN_SECONDS,
  )
  readonly #buildSeconds = this.#histogram(
    'belfry_build_duration_seconds',
    webTexts.metrics.howLongFeedsPages(),
    BUILD_SECONDS,
  )
  readonly #deliveries = this.#counter('belfry_deliveries_total', webTexts.metrics.repliesMessagesProcessOutcome(), [
    'outcome',
    'domain_class',
  ])
  readonly #replySeconds = this.#histogram(
    'belfry_smtp_reply_duration_seconds',
    webTexts.metrics.fromFirstByteMessage(),
    REPLY_SECONDS,
  )
  readonly #up = this.#gauge('belfry_ledger_up', webTexts.metrics.whereDatabaseAnsweredScrape())
  readonly #notices = this.#gauge('belfry_notices', webTexts.metrics.noticesState(), ['state'])
  readonly #mailings = this.#gauge('belfry_mailings', webTexts.metrics.mailingsNoticesNotOver(), ['state'])
  readonly #queue = this.#gauge('belfry_queue_deliveries', webTexts.metrics.deliveriesStateEachCounted(), ['state'])
  readonly #oldestDue = this.#gauge('belfry_queue_oldest_due_seconds', webTexts.metrics.howLongOldestDelivery())
  readonly #lease = this.#gauge('belfry_lease_overdue_seconds', webTexts.metrics.howLongAgoLease())
  readonly #bounces = this.#gauge('belfry_bounces_recent', webTexts.metrics.bouncesComplaintsDaysClass(), ['class'])
  readonly #mailed = this.#gauge('belfry_mailed_recent', webTexts.metrics.deliveriesNoticesDays())
  readonly #bounceRatio = this.#gauge('belfry_bounce_ratio', webTexts.metrics.bouncesDeliveryDays())
  readonly #complaintRatio = this.#gauge('belfry_complaint_ratio', webTexts.metrics.complaintsDeliveryDays())
  readonly #slowed = this.#gauge('belfry_slowed_domains', webTexts.metrics.domainsAskedForPatience())
  readonly #bytes = this.#gauge('belfry_database_size_bytes', webTexts.metrics.sizeDatabase())
  readonly #sequence = this.#gauge('belfry_ledger_sequence', webTexts.metrics.markWhatAllMachines())
  readonly #stopped = this.#gauge('belfry_mail_stopped', webTexts.metrics.whileSomethingStopsAll())
  readonly #lastRun = this.#gauge('belfry_last_run_timestamp_seconds', webTexts.metrics.whenRunLastDecided())

  constructor() {
    collectDefaultMetrics({ register: this.registry })
    for (const outcome of ['done', 'failed']) this.#runs.inc({ outcome }, 0)
  }

  observe(observation: Observation): void {
    if (observation.what === 'run') {
      this.#runs.inc({ outcome: observation.outcome })
      this.#runSeconds.observe(observation.seconds)
    } else if (observation.what === 'publish') this.#publishSeconds.observe(observation.seconds)
    else if (observation.what === 'build') this.#buildSeconds.observe(observation.seconds)
    else {
      this.#deliveries.inc({ outcome: observation.outcome, domain_class: observation.domainClass })
      this.#replySeconds.observe(observation.seconds)
    }
  }

  /** @param numbers undefined where the database does not answer: what was read last would look like news */
  async text(numbers: LedgerNumbers | undefined): Promise<string> {
    this.#up.set(numbers === undefined ? 0 : 1)
    this.#show(numbers)
    return await this.registry.metrics()
  }

  #show(numbers: LedgerNumbers | undefined): void {
    const by = (
      gauge: Gauge,
      label: string,
      words: readonly string[],
      values: ReadonlyMap<string, number> | undefined,
    ) =>
      words.forEach((word) => {
        if (values === undefined) gauge.remove({ [label]: word })
        else gauge.set({ [label]: word }, values.get(word) ?? 0)
      })
    by(this.#notices, 'state', NOTICE_STATES, numbers?.notices)
    by(this.#mailings, 'state', MAILING_STATES, numbers?.mailings)
    by(this.#queue, 'state', QUEUE_STATES, numbers?.queue)
    by(this.#bounces, 'class', BOUNCE_CLASSES, numbers?.bounces)
    const one = (gauge: Gauge, value: number | undefined) => (value === undefined ? gauge.remove() : gauge.set(value))
    one(this.#oldestDue, inSeconds(numbers?.oldestDueMs))
    one(this.#lease, inSeconds(numbers?.overdueLeaseMs))
    one(this.#mailed, numbers?.mailed)
    one(this.#bounceRatio, numbers && ratio(numbers, ['hard', 'soft', 'policy']))
    one(this.#complaintRatio, numbers && ratio(numbers, ['complaint']))
    one(this.#slowed, numbers?.slowedDomains)
    one(this.#bytes, numbers?.bytes)
    one(this.#sequence, numbers?.sequence)
    one(this.#stopped, numbers && Number(numbers.isMailStopped))
    one(this.#lastRun, inSeconds(numbers?.lastRunAt))
  }

  #counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name, help, labelNames, registers: [this.registry] })
  }

  #gauge(name: string, help: string, labelNames: string[] = []): Gauge {
    return new Gauge({ name, help, labelNames, registers: [this.registry] })
  }

  #histogram(name: string, help: string, buckets: number[]): Histogram {
    return new Histogram({ name, help, buckets, registers: [this.registry] })
  }
}

function inSeconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1000
}

function ratio({ bounces, mailed }: LedgerNumbers, classes: readonly string[]): number {
  const count = classes.reduce((sum, name) => sum + (bounces.get(name) ?? 0), 0)
  return mailed === 0 ? 0 : count / mailed
}
