/**
 * The folder of secrets is gone, older, or another machine's: nothing is made in its place and nothing is mailed, until
 * it is back or an operator gives it up.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { openAppContext } from '../../src/run/app-context.js'
import { run } from '../../src/run/pipeline.js'
import { openReadContext } from '../../src/run/read-context.js'
import { belfry } from '../support/cli.js'
import { dialects, testOn } from '../support/databases.js'
import { type Project, testClock } from '../support/project.js'
import { type Sink, startSink } from '../support/smtp-sink.js'
import { readyToTell } from './crowd.js'
import { readMail } from './mail.js'

const PEOPLE = ['ada@example.org', 'ben@example.org', 'cleo@example.org']

for (const dialect of dialects) {
  describe(`secrets of a ledger on ${dialect}`, () => {
    const it = testOn(dialect)
    let sink: Sink
    let project: Project
    let tellAt: string
    const secrets = () => join(project.folder, 'secrets')
    const call = async (...args: string[]) => await belfry(args, { config: project.configFile, now: tellAt })

    beforeEach(async () => {
      sink = await startSink()
      const ready = await readyToTell(dialect, sink.transport, PEOPLE)
      project = ready.project
      tellAt = ready.tellAt
      return async () => await sink.close()
    })

    /** Mail that waits, made with the key that is there. */
    const queue = async () => {
      const context = await openAppContext(openReadContext({ file: project.configFile, clock: testClock(tellAt) }))
      await run(context, { send: false })
      await context.close()
    }

    test.each<[what: string, lose: () => void, file: string]>([
      ['gone', () => rmSync(secrets(), { recursive: true }), 'hash.key, link-1.key'],
      [
        'empty',
        () => {
          for (const name of readdirSync(secrets())) rmSync(join(secrets(), name))
        },
        'hash.key, link-1.key',
      ],
      ['without the key of hashes', () => rmSync(join(secrets(), 'hash.key')), 'hash.key'],
      [
        'of another machine',
        () => writeFileSync(join(secrets(), 'link-1.key'), `${'ab'.repeat(32)}\n`, { mode: 0o600 }),
        'link-1.key',
      ],
    ])('%s: nothing is made or mailed until they are back', async (_what, lose, file) => {
      await call('subscribers', 'erase', 'cleo@example.org')
      await queue()
      const kept = `${secrets()}-kept`
      cpSync(secrets(), kept, { recursive: true })
      lose()
      const left = existsSync(secrets()) ? readdirSync(secrets()) : []
      for (const args of [['run'], ['subscribers', 'list'], ['send', 'x', '--test', 'a@example.org']]) {
        const refused = await call(...args)
        expect([args, refused.code]).toEqual([args, 3])
        expect(refused.stderr).toContain('[SECRETS_LOST]')
        expect(refused.stderr).toContain(`does not hold the keys that this ledger was worked with: ${file}.`)
      }
      const worker = await belfry(['worker'], { config: project.configFile })
      expect([worker.code, worker.stderr.includes('[SECRETS_LOST]')]).toEqual([3, true])
      expect((await call('build')).code).toBe(0)
      expect(existsSync(secrets()) ? readdirSync(secrets()) : []).toEqual(left)
      expect(sink.received).toEqual([])
      rmSync(secrets(), { recursive: true, force: true })
      renameSync(kept, secrets())
      expect((await call('run')).code).toBe(0)
      expect(sink.received.map(({ to }) => to).sort()).toEqual(['ada@example.org', 'ben@example.org'])
    })

    it('made at the first start are all that another machine needs, whatever happens later', async () => {
      expect(readdirSync(secrets()).sort()).toEqual(['hash.key', 'link-1.key'])
      const copied = `${secrets()}-copied`
      cpSync(secrets(), copied, { recursive: true })
      await call('subscribers', 'erase', 'cleo@example.org')
      const there = { config: project.configFile, now: tellAt, env: { BELFRY_SECRETS: copied } }
      expect((await belfry(['subscribers', 'list'], there)).code).toBe(0)
    })

    it('given up: what was under way waits for a word, and goes out with links that work', async () => {
      await queue()
      rmSync(secrets(), { recursive: true })
      const made = await call('keys', 'links', '--new', '--json')
      expect([made.code, made.json()]).toEqual([0, { key: 2, lost: ['hash', 'link-1'], mailings: [1] }])
      expect(readdirSync(secrets())).toEqual(['link-2.key'])
      expect((await call('run')).code).toBe(0)
      expect(sink.received).toEqual([])
      expect((await call('mailings', 'show', '1')).stdout).toContain('the key of its links was lost')
      expect((await call('mailings', 'resume', '1')).code).toBe(0)
      expect((await call('run')).code).toBe(0)
      expect(sink.received.map(({ to }) => to).sort()).toEqual(PEOPLE)
      const [first] = sink.received
      if (first === undefined) throw new Error('nobody was mailed')
      const [field = ''] = (await readMail(first)).header('List-Unsubscribe')
      const [, token = ''] = /([\w-]{39})>?$/.exec(field.split(',')[0] ?? '') ?? []
      expect(Buffer.from(token, 'base64url')[0]).toBe(2)
      // Found again, the old key is taken back: links in mail that was sent before work.
      mkdirSync(secrets(), { recursive: true })
      writeFileSync(join(secrets(), 'link-1.key'), `${'cd'.repeat(32)}\n`, { mode: 0o600 })
      expect((await call('run')).code).toBe(0)
    })

    it('that are there go on beside a new key, and mail under way with them', async () => {
      await queue()
      const made = await call('keys', 'links', '--new')
      expect([made.code, made.stdout]).toEqual([0, expect.stringContaining('link-2.key: links are made with it')])
      expect(made.stdout).not.toContain('Given up')
      expect((await call('run')).code).toBe(0)
      expect(sink.received).toHaveLength(PEOPLE.length)
      // The older one is not needed any more.
      rmSync(join(secrets(), 'link-1.key'))
      expect((await call('run')).code).toBe(0)
      expect(readFileSync(join(secrets(), 'link-2.key'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/)
    })
  })
}
