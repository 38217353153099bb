/**
 * What stops what is new stops neither confirmations nor what is queued, is told to operators once while it lasts, and
 * is said by `plan`.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import type { AppContext } from '../../src/run/app-context.js'
import { subscribe } from '../../src/run/people/membership.js'
import { run } from '../../src/run/pipeline.js'
import { startDaemon } from '../../src/schedule/daemon.js'
import { MAIL_STOPPED, setFact } from '../../src/store/meta-store.js'
import { belfry } from '../support/cli.js'
import { dialects, testOn } from '../support/databases.js'
import { makeProject, openTestWorld, type Project, testClock } from '../support/project.js'
import { type Sink, startSink } from '../support/smtp-sink.js'

const OPERATOR = 'ops@lantern.example'

for (const dialect of dialects) {
  describe(`what is stopped, on ${dialect}`, () => {
    const it = testOn(dialect)
    let project: Project
    let sink: Sink
    const clock = testClock('2026-05-04T08:00:00Z')
    const register = () => join(project.folder, 'content', 'register.yaml')
    const call = async (...args: string[]) =>
      await belfry(args, { config: project.configFile, now: new Date(clock.now()).toISOString() })
    const open = async <Made>(work: (world: AppContext) => Promise<Made>) => {
      const world = await openTestWorld(project, clock)
      try {
        return await work(world)
      } finally {
        await world.close()
      }
    }
    /** Asks for a confirmation, which then waits in the ledger. */
    const ask = async (name: string) => {
      const address = { address: `${name}@example.org`, key: `${name}@example.org` }
      await open(async (world) => {
        await subscribe(world, { address, lists: ['releases'], details: {}, ask: 'request' })
      })
    }
    let onMail: (count: number) => void = () => undefined
    const reached = async (messages: number) =>
      await new Promise<void>((resolve) => {
        onMail = (count) => {
          if (count >= messages) resolve()
        }
      })
    const to = (address: string) => sink.received.filter((mail) => mail.to === address).length
    const toOperators = () => to(OPERATOR)

    beforeEach(async () => {
      clock.set('2026-05-04T08:00:00Z')
      sink = await startSink(
        () => undefined,
        (count) => onMail(count),
      )
      project = await makeProject(dialect, { mail: { transport: sink.transport, operators: [OPERATOR] } })
      project.post('2026-04-10-older.md', { title: 'Older news' }, 'What happened.')
      expect((await call('run')).code).toBe(0)
      return async () => await sink.close()
    })

    const broken: Readonly<Record<string, { code: string; breakIt: () => void; mend: () => void }>> = {
      'conflict markers in the register': {
        code: 'REGISTER_SYNTAX',
        breakIt: () => {
          renameSync(register(), `${register()}.good`)
          writeFileSync(register(), `<<<<<<< HEAD\n${readFileSync(`${register()}.good`, 'utf8')}>>>>>>> other\n`)
        },
        mend: () => renameSync(`${register()}.good`, register()),
      },
      'a folder in place of the register': {
        code: 'REGISTER_SYNTAX',
        breakIt: () => {
          renameSync(register(), `${register()}.good`)
          mkdirSync(register())
        },
        mend: () => {
          rmSync(register(), { recursive: true })
          renameSync(`${register()}.good`, register())
        },
      },
      'garbage in the register': {
        code: 'REGISTER_SYNTAX',
        breakIt: () => {
          renameSync(register(), `${register()}.good`)
          writeFileSync(register(), Buffer.from([0, 0xff, 0xfe, 0x7b]))
        },
        mend: () => renameSync(`${register()}.good`, register()),
      },
      'a folder of posts that is not there': {
        code: 'POSTS_FOLDER',
        breakIt: () => renameSync(project.posts, `${project.posts}.good`),
        mend: () => renameSync(`${project.posts}.good`, project.posts),
      },
      'a file in place of the public folder': {
        code: 'OUTPUT_FOLDER',
        breakIt: () => {
          renameSync(project.public, `${project.public}.good`)
          writeFileSync(project.public, 'full')
        },
        mend: () => {
          rmSync(project.public)
          renameSync(`${project.public}.good`, project.public)
        },
      },
    }

    test.each(Object.entries(broken))('%s: confirmations go out, operators hear of it once', async (_name, one) => {
      one.breakIt()
      await ask('ada')
      const result = await call('run')
      expect({ code: result.code, said: result.stderr.includes(`[${one.code}]`) }).toEqual({ code: 1, said: true })
      expect({ ada: to('ada@example.org'), operators: toOperators() }).toEqual({ ada: 1, operators: 1 })
      clock.advance(300_000)
      await ask('bob')
      await call('run')
      expect({ bob: to('bob@example.org'), operators: toOperators() }).toEqual({ bob: 1, operators: 1 })
      one.mend()
      clock.advance(300_000)
      expect((await call('run')).code).toBe(0)
      one.breakIt()
      clock.advance(300_000)
      await call('run')
      expect(toOperators()).toBe(2)
    })

    it('a service tells operators as well, and mails what waits from its first breath', async () => {
      broken['garbage in the register']?.breakIt()
      await ask('ada')
      const arrived = reached(2)
      await open(async (world) => {
        const daemon = startDaemon(world)
        await arrived
        await daemon.stop()
      })
      expect({ ada: to('ada@example.org'), operators: toOperators() }).toEqual({ ada: 1, operators: 1 })
    })

    it('where the ledger is known to be behind, a register that cannot be read lets nothing out', async () => {
      broken['garbage in the register']?.breakIt()
      await ask('ada')
      await open(async ({ store }) => await setFact(store.db, MAIL_STOPPED, true))
      await call('run')
      expect(to('ada@example.org')).toBe(0)
    })

    interface Plan {
      stopped: { code: string; stops: string[]; message: string; fix: string }[]
    }

    it('plan says what a list that is gone, changed ids, posts that are gone and a ledger behind stop', async () => {
      const stopsIn = async () => {
        const { stopped } = (await call('plan', '--json')).json() as Plan
        expect(stopped.every(({ message, fix }) => message !== '' && fix !== '')).toBe(true)
        return Object.fromEntries(stopped.map(({ code, stops }) => [code, stops]))
      }
      expect(await stopsIn()).toEqual({})
      const good = readFileSync(register(), 'utf8')
      writeFileSync(
        register(),
        `${good}\n`.replace(/\ntold: \{\}\n|\n$/, '\ntold:\n  announcement:lost: 2026-05-01T00:00:00Z\n'),
      )
      expect(await stopsIn()).toEqual({ LEDGER_BEHIND: ['telling', 'mail'] })
      expect((await call('plan')).stdout).toContain('Stopped: nothing new is told, nothing is mailed. ')
      writeFileSync(register(), good.replace('authority: lantern.example', 'authority: other.example'))
      expect(await stopsIn()).toEqual({ FEED_IDS_CHANGED: ['telling', 'publishing'] })
      writeFileSync(register(), good)
      await open(async ({ store }) => await setFact(store.db, MAIL_STOPPED, true))
      expect(await stopsIn()).toEqual({ LEDGER_BEHIND: ['telling', 'mail'] })
      await open(async ({ store }) => await setFact(store.db, MAIL_STOPPED, false))
      rmSync(join(project.posts, '2026-04-10-older.md'))
      expect(await stopsIn()).toEqual({ POSTS_GONE: ['telling', 'publishing'] })
    })

    it('a cache that cannot be written or read is a warning of a run that does all else', async () => {
      for (let number = 0; number < 60; number += 1)
        project.post(`2026-03-01-many-${number}.md`, { title: `News ${number}` }, 'What happened.')
      const cache = join(project.folder, 'cache')
      if (existsSync(cache)) rmSync(cache, { recursive: true })
      writeFileSync(cache, 'no folder')
      await ask('ada')
      const result = await call('run', '--json')
      const { problems } = result.json() as { problems: { code: string; severity: string }[] }
      expect(problems).toMatchObject([{ code: 'CACHE', severity: 'warning' }])
      expect({ code: result.code, ada: to('ada@example.org') }).toEqual({ code: 0, ada: 1 })
      rmSync(cache)
      mkdirSync(cache)
      writeFileSync(join(cache, 'posts.json'), '{"key":"x","at":')
      expect((await call('run')).code).toBe(0)
      await open(async (world) => {
        expect((await run(world, { send: false })).problems).toEqual([])
      })
    })
  })
}
