/**
 * The worker is killed in the middle of a mailing, without a chance to say anything. The next run finishes it: nobody
 * is left out, and whoever may have it twice is named.
 */
import { expect, test } from 'vitest'
import { belfry, startBelfry } from '../support/cli.js'
import { dialects } from '../support/databases.js'
import { startSink } from '../support/smtp-sink.js'
import { readyToTell } from './crowd.js'
import { readMail } from './mail.js'

const PEOPLE = Array.from({ length: 240 }, (_, index) => `reader-${index}@example.org`)
/** The defaults of delivery.connections and delivery.lanes: so many may be in doubt. */
const MOST_IN_DOUBT = 10 * 4

for (const dialect of dialects) {
  for (const [when, killAt] of [
    ['at the beginning', 20],
    ['half way', 120],
    ['near the end', 230],
  ] as const) {
    test(`killed ${when} of a mailing to 240 on ${dialect}: everybody has it, and who has it twice is named`, async () => {
      let kill = () => {}
      // After the final dot and before the reply to it: the moment at which nobody can know.
      const sink = await startSink(undefined, (count) => {
        if (count === killAt) kill()
      })
      const { project, tellAt } = await readyToTell(dialect, sink.transport, PEOPLE)
      const call = { config: project.configFile, now: tellAt }
      const first = startBelfry(['run'], call)
      kill = () => void first.process.kill('SIGKILL')
      expect((await first.ended).signal).toBe('SIGKILL')
      const caught = sink.received[killAt - 1]?.to
      const before = sink.received.length
      expect(before).toBeGreaterThanOrEqual(killAt)
      expect(before).toBeLessThan(killAt + MOST_IN_DOUBT)

      const second = await belfry(['run', '--json'], call)
      expect(second).toMatchObject({ code: 0, stderr: expect.not.stringContaining('error') })
      await sink.close()

      const copies = new Map<string, number>()
      for (const { to } of sink.received) copies.set(to, (copies.get(to) ?? 0) + 1)
      const doubles = [...copies].filter(([, count]) => count > 1).map(([to]) => to)
      expect([...copies.keys()].sort()).toEqual([...PEOPLE].sort())
      expect(Math.max(...copies.values())).toBe(2)
      expect(doubles).toContain(caught)
      expect(doubles.length).toBeLessThanOrEqual(MOST_IN_DOUBT)

      const [mailing] = (await belfry(['mailings', 'list', '--json'], call)).json() as {
        mailing: number
        state: string
        accepted: number
        audience: number
      }[]
      expect(mailing).toMatchObject({ state: 'finished', accepted: PEOPLE.length, audience: PEOPLE.length })
      const named = (
        await belfry(['mailings', 'show', String(mailing?.mailing), '--maybe-twice', '--json'], call)
      ).json() as string[]
      expect(named).toEqual(expect.arrayContaining(doubles))
      expect(named.length).toBeLessThanOrEqual(MOST_IN_DOUBT)

      const twice = await Promise.all(sink.received.filter(({ to }) => to === caught).map(readMail))
      expect(twice).toHaveLength(2)
      expect(twice[1]?.raw).toBe(twice[0]?.raw)
      expect(
        new Set(sink.received.map(({ bytes }) => /^Message-ID: (.*)$/m.exec(bytes.toString('latin1'))?.[1])).size,
      ).toBe(1)
    })
  }
}
