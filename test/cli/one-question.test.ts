/** One cause, one question, from the edit of three posts to the register: asked once, answered for each. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readRegister } from '../../src/register/read.js'
import { belfry } from '../support/cli.js'
import { dialects } from '../support/databases.js'
import { makeProject, type Project } from '../support/project.js'
import { type Sink, startSink } from '../support/smtp-sink.js'

const WORDS = ['glass', 'mantle', 'wick']
const IDS = WORDS.map((word) => `2026-05-02-news-of-the-${word}`)
const KEYS = IDS.map((id) => `update:${id}:2026-05-05`)

interface Shown {
  readonly key: string
  readonly state: string
  readonly revision: number
  readonly posts?: readonly string[]
  readonly askedWith?: string
}

for (const dialect of dialects) {
  describe(`on ${dialect}`, () => {
    let project: Project
    let sink: Sink
    /** Key of the notice that asks for all. */
    let lead: string

    const call = async (now: string, ...args: string[]) =>
      await belfry([...args, '--json'], { config: project.configFile, now })
    const notices = async (now: string, ...more: string[]): Promise<Shown[]> =>
      (await call(now, 'notices', 'list', ...more)).json() as never
    const write = (edit: (body: string, word: string) => string) => {
      for (const word of WORDS)
        project.post(
          `2026-05-02-news-of-the-${word}.md`,
          { title: `News of the ${word}` },
          edit(`The ${word} is made daily by hand.`, word),
        )
    }

    beforeEach(async () => {
      sink = await startSink()
      project = await makeProject(dialect, { mail: { transport: sink.transport } })
      write((body) => body)
      await call('2026-05-04T08:00:00Z', 'subscribers', 'add', 'ada@example.org', '--confirmed')
      await call('2026-05-04T09:00:00Z', 'run')
      write((body) => body.replace('daily', 'weekly'))
      const asked = (await call('2026-05-05T09:00:00Z', 'run')).json() as { asked: Shown[] }
      expect(asked.asked).toHaveLength(1)
      lead = asked.asked[0]?.key ?? ''
      expect(KEYS).toContain(lead)
    })

    afterEach(async () => {
      await sink.close()
    })

    const told = () => [...readRegister(`${project.folder}/content/register.yaml`).told.keys()]

    test('it lists its posts, and approved it tells each its own update', async () => {
      expect((await notices('2026-05-05T09:10:00Z')).map(({ key }) => key)).toEqual([lead])
      const shown = (await call('2026-05-05T09:10:00Z', 'notices', 'show', lead)).json()
      expect(shown).toMatchObject({ state: 'asked', posts: expect.arrayContaining(IDS), askedWith: lead })
      write((body, word) => body.replace('daily', word === 'wick' ? 'weekly,' : 'weekly'))
      await call('2026-05-05T09:20:00Z', 'run')
      expect(await notices('2026-05-05T09:25:00Z')).toMatchObject([{ key: lead }])
      const approved = await call('2026-05-05T09:30:00Z', 'notices', 'approve', lead)
      expect([approved.code, approved.json()]).toMatchObject([0, { state: 'due' }])
      await call('2026-05-05T09:40:00Z', 'run')
      const subjects = sink.received.map(({ bytes }) => /^Subject: (.*)$/m.exec(String(bytes))?.[1])
      expect(subjects.sort()).toEqual(WORDS.map((word) => expect.stringContaining(`News of the ${word}`)))
      for (const key of KEYS) expect(told()).toContain(key)
      const after = await notices('2026-05-05T10:00:00Z', '--all')
      expect(KEYS.map((key) => after.find((one) => one.key === key)?.state)).toEqual(['told', 'told', 'told'])
      expect((await call('2026-05-06T09:00:00Z', 'run')).json()).toMatchObject({ tell: [], asked: [], silent: [] })
    })

    test('dismissed it is dismissed for all, and later edits are compared with what stands there', async () => {
      await call('2026-05-05T09:30:00Z', 'notices', 'dismiss', lead)
      const after = await notices('2026-05-05T10:00:00Z', '--all')
      expect(KEYS.map((key) => after.find((one) => one.key === key)?.state)).toEqual(Array(3).fill('dismissed'))
      await call('2026-05-05T11:00:00Z', 'run')
      expect(sink.received).toEqual([])
      for (const key of KEYS) expect(told()).not.toContain(key)
      write((body, word) => body.replace('daily', word === 'wick' ? 'yearly' : 'weekly'))
      const run = (await call('2026-05-06T09:00:00Z', 'run')).json()
      expect(run).toMatchObject({ asked: [{ reason: 'a corrected word (weekly → yearly)' }] })
    })
  })
}
