/**
 * Metrics by Prometheus's conventions; each that the documents, the dashboard and the alert rules name is there, and
 * each that is there is documented. What the ledger says is counted right on both databases.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { domainClass } from '../../../src/delivery/domain-class.js'
import { readLedgerNumbers } from '../../../src/run/health/ledger-numbers-store.js'
import { Metrics } from '../../../src/web/metrics/metrics.js'
import { openLedger } from '../../delivery/ledger.js'
import { dialects } from '../../support/databases.js'

const doc = (name: string) => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8')
const own = async () =>
  (await new Metrics().registry.getMetricsAsJSON()).filter(({ name }) => name.startsWith('belfry_'))
const namedIn = (text: string) =>
  new Set([...text.matchAll(/\bbelfry_[a-z0-9_]+/g)].map(([name]) => name.replace(/_(bucket|sum|count)$/, '')))

describe('names', () => {
  test('say their unit, end in _total where they only rise, and have help', async () => {
    for (const { name, type, help } of await own()) {
      expect(name).toMatch(/^belfry_[a-z]+(_[a-z]+)*$/)
      expect(name).not.toMatch(/_(ms|milliseconds|minutes|hours|kb|percent|counter|gauge)$/)
      expect(name.endsWith('_total')).toBe(String(type) === 'counter')
      if (String(type) === 'histogram') expect(name).toMatch(/_seconds$/)
      expect(help).toMatch(/\.$/)
    }
  })

  test.each(['operating.md', 'grafana-dashboard.json', 'prometheus-alerts.yaml'])('%s names no other', async (file) => {
    const there = new Set((await own()).map(({ name }) => name))
    const named = namedIn(doc(file))
    expect(named.size).toBeGreaterThan(5)
    expect([...named].filter((name) => !there.has(name))).toEqual([])
  })

  test('each is documented', async () => {
    const named = namedIn(doc('operating.md'))
    expect((await own()).map(({ name }) => name).filter((name) => !named.has(name))).toEqual([])
  })

  test('alert rules say what is to be done; panels of the dashboard ask something', () => {
    const { groups } = parse(doc('prometheus-alerts.yaml')) as {
      groups: { rules: { alert: string; expr: string; annotations: { summary: string; answer: string } }[] }[]
    }
    const rules = groups.flatMap((group) => group.rules)
    expect(rules.length).toBeGreaterThan(5)
    for (const { expr, annotations } of rules)
      expect([expr, annotations.summary, annotations.answer]).toEqual([
        expect.stringContaining('belfry_'),
        expect.stringMatching(/\.$/),
        expect.stringContaining('belfry '),
      ])
    const { panels } = JSON.parse(doc('grafana-dashboard.json')) as { panels: { targets: { expr: string }[] }[] }
    for (const { targets } of panels) for (const { expr } of targets) expect(expr).toContain('belfry_')
  })
})

test('each registry is its own, and counts what it is told', async () => {
  const [one, other] = [new Metrics(), new Metrics()]
  one.observe({ what: 'run', outcome: 'failed', seconds: 2 })
  one.observe({ what: 'reply', outcome: 'accepted', domainClass: 'google', seconds: 0.2 })
  const text = await one.text(undefined)
  expect(text).toContain('belfry_runs_total{outcome="failed"} 1')
  expect(text).toContain('belfry_deliveries_total{outcome="accepted",domain_class="google"} 1')
  expect(text).toContain('belfry_smtp_reply_duration_seconds_bucket{le="0.25"} 1')
  expect(text).toContain('belfry_ledger_up 0')
  expect(text).not.toContain('belfry_notices{')
  expect(await other.text(undefined)).toContain('belfry_runs_total{outcome="failed"} 0')
})

test.each([
  ['gmail.com', 'google'],
  ['hotmail.co.uk', 'microsoft'],
  ['yahoo.co.jp', 'yahoo'],
  ['me.com', 'apple'],
  ['notgmail.com', 'other'],
  ['gmail.com.example', 'other'],
])('%s is of %s', (domain, is) => expect(domainClass(domain)).toBe(is))

describe.each(dialects)('the ledger in numbers, on %s', (dialect) => {
  test('says what stands in it', async () => {
    const store = await openLedger(dialect)
    try {
      const now = Date.parse('2026-12-01T12:00:00Z')
      const numbers = await readLedgerNumbers(store, now)
      expect(numbers).toMatchObject({ oldestDueMs: 0, overdueLeaseMs: 0, mailed: 0, isMailStopped: false })
      expect(numbers.queue.get('queued')).toBe(0)
      expect(numbers.bytes).toBeGreaterThan(10_000)
      await store.db
        .insertInto('meta')
        .values({ name: 'last-run', value: String(now) })
        .execute()
      await store.db.insertInto('meta').values({ name: 'mail-stopped', value: '1' }).execute()
      const later = await readLedgerNumbers(store, now)
      expect(later).toMatchObject({ lastRunAt: now, isMailStopped: true })
      const text = await new Metrics().text(later)
      expect(text).toContain(`belfry_last_run_timestamp_seconds ${now / 1000}`)
      expect(text).toContain('belfry_mail_stopped 1')
      expect(text).toContain('belfry_queue_deliveries{state="queued"} 0')
    } finally {
      await store.close()
    }
  })
})
