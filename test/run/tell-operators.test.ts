/** What waits for an operator is told to them by mail, each once, whoever runs. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import PostalMime from 'postal-mime'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listMailings } from '../../src/delivery/mailing-reports-store.js'
import { moveMailing } from '../../src/delivery/mailing-store.js'
import type { AppContext } from '../../src/run/app-context.js'
import { run } from '../../src/run/pipeline.js'
import { tellOperators } from '../../src/run/tell-operators.js'
import { addPerson, MINUTE } from '../delivery/ledger.js'
import { wireFaults } from '../mail/wire.js'
import { dialects, testOn } from '../support/databases.js'
import { makeProject, openTestWorld, type Project, type TestClock, testClock } from '../support/project.js'

for (const dialect of dialects) {
  describe(`operators on ${dialect}`, () => {
    const it = testOn(dialect)
    let clock: TestClock
    let project: Project
    let world: AppContext

    beforeEach(async () => {
      clock = testClock('2026-05-04T12:00:00Z')
      project = await makeProject(dialect, {
        mail: { operators: ['ops@lantern.example', 'Mara <mara@lantern.example>'] },
        notices: { settle: '0m' },
      })
      world = await openTestWorld(project, clock)
      project.post('2026-05-01-first.md', { title: 'First' }, 'text')
      await run(world)
    })

    afterEach(async () => await world.close())

    const outbox = () =>
      existsSync(project.outbox)
        ? readdirSync(project.outbox)
            .sort()
            .map((name) => readFileSync(join(project.outbox, name)))
        : []

    const told = async (to = 'ops@lantern.example') => {
      const mails = await Promise.all(outbox().map(async (bytes) => await PostalMime.parse(bytes)))
      return mails.filter((mail) => mail.to?.[0]?.address === to)
    }

    const subjects = async (to?: string) => (await told(to)).map(({ subject }) => subject)

    const backFill = (name: string) =>
      project.post(`2026-01-01-${name}.md`, { title: `Old ${name}`, date: '2026-01-01' }, 'text')

    it('runs of a timer that write no feeds for more than an hour are told once, and when they do again', async () => {
      const file = join(project.posts, '2026-05-01-first.md')
      const good = readFileSync(file)
      const saidOfFeeds = async () => (await subjects()).filter((subject) => subject?.includes('not renewed'))
      writeFileSync(file, 'No front matter.')
      await run(world)
      expect(await saidOfFeeds()).toEqual([])
      clock.advance(61 * MINUTE)
      await run(world)
      await run(world)
      expect(await saidOfFeeds()).toHaveLength(1)
      writeFileSync(file, good)
      await run(world)
      expect((await saidOfFeeds()).sort()).toEqual([
        'Lantern OS: Feeds and pages are not renewed',
        'Lantern OS: Over: Feeds and pages are not renewed',
      ])
    })

    it('nothing waits, nothing is mailed', async () => {
      expect(await subjects()).toEqual([])
    })

    it('a held notice is told to each of them once, and another that comes later alone', async () => {
      backFill('one')
      const { problems } = await run(world)
      expect(problems).toEqual([])
      expect(await subjects()).toEqual(['Lantern OS: A notice is held: Old one'])
      expect(await subjects('mara@lantern.example')).toHaveLength(1)
      clock.advance(MINUTE)
      await run(world)
      expect(await subjects()).toHaveLength(1)
      clock.advance(MINUTE)
      backFill('two')
      await Promise.all([run(world), run(world)])
      expect(await subjects()).toEqual([
        'Lantern OS: A notice is held: Old one',
        'Lantern OS: A notice is held: Old two',
      ])
    })

    it('the mail is no list mail, names what to look at, and keeps the wire format', async () => {
      backFill('one')
      await run(world)
      const [bytes = Buffer.alloc(0)] = outbox()
      expect(wireFaults(bytes.subarray(bytes.indexOf('To:')))).toEqual([])
      const [mail] = await told()
      expect(mail?.headers.map(({ key }) => key).filter((key) => key.startsWith('list-'))).toEqual([])
      expect(mail?.headers.find(({ key }) => key === 'auto-submitted')?.value).toBe('auto-generated')
      for (const part of [mail?.text, mail?.html])
        expect(part).toContain('belfry notices show announcement:2026-01-01-one')
    })

    it('a flood is one mail that shows twenty and counts the others', async () => {
      for (let at = 1; at <= 25; at += 1) backFill(`post-${at}`)
      await run(world)
      expect(await subjects()).toEqual(['Lantern OS: 25 things wait for you'])
      expect((await told())[0]?.text).toContain('And 5 more.')
    })

    it('remarks on a post about to be told are listed with file, line and column, once as long as they are the same', async () => {
      const settling = await makeProject(dialect, {
        mail: { operators: ['ops@lantern.example', 'Mara <mara@lantern.example>'] },
      })
      await world.close()
      project = settling
      world = await openTestWorld(project, clock)
      // An old post with remarks that nobody is about to be told.
      project.post('2026-04-01-old.md', { title: 'Old', severtiy: 'info' }, '{{ old }}')
      await run(world)
      const write = (body: string, more: Record<string, string> = {}) =>
        project.post('2026-05-04-new.md', { title: 'New wicks', catagories: 'releases', ...more }, body)
      write('Get it {{ here }}.\n\n<input name="wick">')
      await Promise.all([run(world), run(world)])
      // That the notice is held is one thing, and why another.
      expect(await subjects()).toEqual(['Lantern OS: 2 things wait for you'])
      expect(await subjects('mara@lantern.example')).toHaveLength(1)
      const [mail] = await told()
      const lines = readFileSync(join(project.posts, '2026-05-04-new.md'), 'utf8').split('\n')
      for (const [text, code] of [
        ['catagories', 'Did you mean categories?'],
        ['{{ here', 'shown as it stands'],
        ['<input', '<input> is left out'],
      ] as const) {
        const line = lines.findIndex((one) => one.includes(text))
        const column = (lines[line] ?? '').indexOf(text) + 1
        const place = `2026-05-04-new.md:${line + 1}:${column}: `
        for (const part of [mail?.text, withoutTags(mail?.html)]) {
          const words = (part ?? '').replace(/\s+/g, ' ')
          expect(words.slice(words.indexOf(place), words.indexOf(place) + 200)).toContain(code)
        }
      }
      expect(mail?.text).not.toContain('2026-04-01-old')
      clock.advance(MINUTE)
      await run(world)
      // Another revision of the same remarks, on other lines.
      write('Now.\n\nGet it {{ here }}.\n\n<input name="wick">')
      clock.advance(MINUTE)
      await run(world)
      expect(await subjects()).toHaveLength(1)
      write('Now.\n\nGet it {{ here }}.\n\n<input name="wick">', { severity: 'urgent' })
      clock.advance(MINUTE)
      await run(world)
      expect((await subjects()).at(-1)).toBe('Lantern OS: A post about to be told has remarks: New wicks')
      expect((await told()).at(-1)?.text).toContain('"urgent" is not known')
      project.post('2026-05-04-new.md', { title: 'New wicks' }, 'Now it is mended.')
      clock.advance(MINUTE)
      await run(world)
      expect(await subjects()).toHaveLength(2)
    })

    it('a warning is told while the notice settles, not after it was told', async () => {
      project.post('2026-05-04-new.md', { title: 'New wicks', severtiy: 'info' }, 'text')
      await run(world)
      expect(await subjects()).toEqual(['Lantern OS: A post about to be told has remarks: New wicks'])
      project.post('2026-05-04-new.md', { title: 'New wicks', severtiy: 'info', catagories: 'releases' }, 'text')
      clock.advance(MINUTE)
      await run(world)
      expect(await subjects()).toHaveLength(1)
    })

    it('a paused mailing is told, and told again when it is paused again', async () => {
      await addPerson(world.store, 'ada@example.org', ['releases'])
      project.post('2026-05-04-new.md', { title: 'New', categories: ['releases'] }, 'text')
      const { decision } = await run(world, { send: false })
      const [mailing] = await listMailings(world.store.db, false)
      const move = async (to: 'pause' | 'resume') =>
        await world.store.transaction(
          async (transaction) =>
            await moveMailing(
              { dialect: world.store.dialect, transaction },
              mailing?.mailing ?? 0,
              { move: to, reason: '550 relaying denied' },
              clock.now(),
            ),
        )
      const tell = async () => {
        clock.advance(MINUTE)
        return await tellOperators(world, { decision, problems: [] })
      }
      await move('pause')
      expect([await tell(), await tell()]).toEqual([[], []])
      expect(await subjects()).toEqual(['Lantern OS: A mailing is paused: New'])
      expect((await told())[0]?.text).toContain('550 relaying denied')
      await move('resume')
      await tell()
      await move('pause')
      await tell()
      expect(await subjects()).toHaveLength(2)
    })

    it('a ledger that is behind is told, though nothing else is mailed', async () => {
      await addPerson(world.store, 'ada@example.org', ['releases'])
      const register = readFileSync(join(project.folder, 'content/register.yaml'), 'utf8')
      writeFileSync(
        join(project.folder, 'content/register.yaml'),
        `${register.replace(/^told:.*$/m, '')}\ntold:\n  announcement:2026-05-02-lost: 2026-05-02T09:00:00Z\n`,
      )
      await run(world)
      expect(await subjects()).toEqual([
        'Lantern OS: Nothing is mailed: the ledger lacks what the register says was told',
      ])
      expect(outbox()).toHaveLength(2)
    })

    it('what could not be sent is a warning, and told by the next run', async () => {
      backFill('one')
      writeFileSync(project.outbox, 'a file where the folder should be')
      const { problems } = await run(world)
      expect(problems.map(({ code, severity }) => [code, severity])).toEqual([
        ['SMTP_REFUSED', 'warning'],
        ['SMTP_REFUSED', 'warning'],
      ])
      rmSync(project.outbox)
      clock.advance(MINUTE)
      expect((await run(world)).problems).toEqual([])
      expect(await subjects()).toEqual(['Lantern OS: A notice is held: Old one'])
    })
  })
}

function withoutTags(html = ''): string {
  const text = html.replace(/<[^>]*>/g, ' ')
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"')
}

test('without mail.operators nobody is told', async () => {
  const clock = testClock('2026-05-04T12:00:00Z')
  const project = await makeProject('sqlite')
  const world = await openTestWorld(project, clock)
  project.post('2026-05-01-first.md', { title: 'First' }, 'text')
  await run(world)
  project.post('2026-01-01-old.md', { title: 'Old', date: '2026-01-01' }, 'text')
  await run(world)
  expect(existsSync(project.outbox)).toBe(false)
  await world.close()
})
