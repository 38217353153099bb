/** What node-cron is told: the zone, the jitter, and whose log it writes to. */
import { expect, test } from 'vitest'
import { OWN_CRON } from '../../src/config/schema/schedule.js'
import { openReadContext } from '../../src/run/read-context.js'
import { cronTerms } from '../../src/schedule/cron-terms.js'
import { refuseNoCron } from '../../src/schedule/read-cron.js'
import { makeProject } from '../support/project.js'

const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined }

test('runs begin later by up to the jitter, by the clock of the zone, one at a time', async () => {
  const project = await makeProject('sqlite')
  const scheduleOf = (environment: Readonly<Record<string, string>>) =>
    openReadContext({ file: project.configFile, environment, log: QUIET }).config.schedule
  const said = { BELFRY_SCHEDULE__JITTER: '2m', BELFRY_SCHEDULE__TIMEZONE: 'Europe/Berlin' }
  expect(cronTerms(scheduleOf(said), QUIET)).toMatchObject({
    ...{ timezone: 'Europe/Berlin', maxRandomDelay: 120_000, noOverlap: true },
  })
  expect(cronTerms(scheduleOf({}), QUIET)).toMatchObject({ maxRandomDelay: 0 })
  expect(scheduleOf({ BELFRY_SCHEDULE__JITTER: '30m' }).jitter).toBe(1_800_000)
  expect(() => scheduleOf({ BELFRY_SCHEDULE__JITTER: '31m' })).toThrow(
    expect.objectContaining({ problems: [expect.objectContaining({ message: expect.stringMatching(/30m at most/) })] }),
  )
})

test('what node-cron says stands in the log, and what is no news nowhere', () => {
  const said: string[] = []
  const log = { ...QUIET, warn: (text: string) => said.push(text), error: (text: string) => said.push(text) }
  const { logger } = cronTerms({ timezone: 'UTC', jitter: 0 }, log)
  logger?.info('ready')
  logger?.debug('ready')
  logger?.warn('late')
  logger?.error(new Error('broken'))
  expect(said).toEqual(['the schedule: late', 'the schedule: broken'])
})

test('when runs come, unless a project says, is what node-cron reads: check looks at nothing else', () => {
  refuseNoCron(OWN_CRON)
  expect(() => refuseNoCron(`${OWN_CRON} of the clock`)).toThrow(/schedule\.cron/)
})
