/**
 * A told post is withdrawn, and holds again: what subscribers are mailed, what feed readers see, what its page says; on
 * both databases.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { belfry } from '../support/cli.js'
import { dialects, testOn } from '../support/databases.js'
import { makeProject, type Project } from '../support/project.js'
import { type Sink, startSink } from '../support/smtp-sink.js'
import { type Mail, readMail } from './mail.js'

const NAME = '2026-05-04-lantern-os-3-1-0.md'
const ID = NAME.replace('.md', '')
const TITLE = 'Lantern OS 3.1.0 has been released'
const FRONT = { title: TITLE, categories: 'releases', download_url: 'https://lantern.example/get/3.1.0.iso' }
const body = (checksum: string) => `The image is there.\n\n    sha256: ${checksum.repeat(32)}\n\nInstall it at leisure.`
const TABLE = `title: Lantern OS
permalink: /lantern
releases:
  - releaseCycle: "2.1"
    releaseDate: 2024-05-04
    eol: 2030-12-15
    upgrade: https://lantern.example/news/2026/05/04/lantern-os-3-1-0/?from=2.1#how
`
const WAIT = 'Do not install or use what this announced'

for (const dialect of dialects) {
  describe(`withdrawn, on ${dialect}`, () => {
    const it = testOn(dialect)
    let project: Project
    let sink: Sink
    let now = ''
    const call = async (...args: string[]) => await belfry(args, { config: project.configFile, now })
    /** @returns what a run at that time told and warned of, and the mail to subscribers and to operators */
    const runAt = async (instant: string) => {
      now = instant
      const before = sink.received.length
      const result = await call('run', '--json')
      const mails = await Promise.all(sink.received.slice(before).map(readMail))
      const report = result.json() as {
        told: { key: string }[]
        asked: { key: string }[]
        problems: { code: string }[]
      }
      return {
        ...report,
        code: result.code,
        mails: mails.filter(({ to }) => to === 'ada@example.org'),
        toOperators: mails.filter(({ to }) => to === 'ops@lantern.example'),
      }
    }
    const page = () => readFileSync(join(project.public, 'news/2026/05/04/lantern-os-3-1-0/index.html'), 'utf8')
    const entries = () => {
      const atom = readFileSync(join(project.public, 'atom.xml'), 'utf8')
      return [...atom.matchAll(/<entry>.*?<\/entry>/gs)].map(([entry]) => ({
        entry,
        title: /<title[^>]*>(.*?)<\/title>/.exec(entry)?.[1] ?? '',
        updated: /<updated>(.*?)<\/updated>/.exec(entry)?.[1] ?? '',
      }))
    }
    const own = () => entries().find(({ title }) => title === TITLE)
    const write = (front: Record<string, unknown>, text = body('ab')) =>
      project.post(NAME, { ...FRONT, ...front }, text)
    const only = (mails: readonly Mail[]): Mail => {
      expect(mails).toHaveLength(1)
      const [mail] = mails
      if (mail === undefined) throw new Error('no mail')
      return mail
    }

    beforeEach(async () => {
      sink = await startSink()
      project = await makeProject(dialect, {
        mail: { transport: sink.transport, operators: ['ops@lantern.example'] },
        content: { posts: 'content/posts', register: 'content/register.yaml', releases: 'releases.yaml' },
      })
      writeFileSync(join(project.folder, 'releases.yaml'), TABLE)
      project.post('2026-04-14-first.md', { title: 'The tracker has moved' }, 'Go there.')
      now = '2026-05-04T08:00:00Z'
      await call('subscribers', 'add', 'ada@example.org', '--confirmed')
      await call('run')
      write({})
      await runAt('2026-05-04T09:00:00Z')
      const told = only((await runAt('2026-05-04T10:00:00Z')).mails)
      expect(told.text).toContain('3.1.0.iso')
      expect(page()).toContain('class="button"')
      return async () => await sink.close()
    })

    it('without words it says what to do, and what waits as a question is no reason', async () => {
      write({}, body('cd'))
      expect((await runAt('2026-05-05T09:00:00Z')).asked).toHaveLength(1)
      write({ withdrawn: true }, body('cd'))
      expect((await call('plan')).stderr).toContain('nobody says why')
      const recall = await runAt('2026-05-05T10:00:00Z')
      expect(recall).toMatchObject({ code: 0, told: [{ key: `update:${ID}:2026-05-05` }] })
      expect(recall.problems.map(({ code }) => code)).toEqual(['RECALL_UNSAID'])
      expect(recall.toOperators).toHaveLength(1)
      const mail = only(recall.mails)
      expect(mail.subject).toBe(`Withdrawn: ${TITLE}`)
      expect(mail.text).toContain('Do not install or use what it announced')
      expect(mail.text.indexOf('cd'.repeat(32))).toBeGreaterThan(mail.text.indexOf('Do not install'))
      expect(mail.text).not.toContain('3.1.0.iso')
      // Feed readers show one new thing, and the entry of the announcement moves.
      const found = entries().find(({ title }) => title === `Withdrawn: ${TITLE}`)
      expect(found?.entry).toContain(WAIT)
      expect(found?.entry).not.toContain('cdcd')
      expect(own()?.updated).toMatch(/^2026-05-05T10:00/)
      expect(page()).toContain('class="notice"')
      expect(page()).not.toContain('class="button"')
      const register = parse(readFileSync(join(project.folder, 'content/register.yaml'), 'utf8')) as {
        updates: { text: string; withdraws: boolean }[]
      }
      expect(register.updates).toMatchObject([{ withdraws: true, text: expect.stringContaining(WAIT) }])
      // Once said, it is no warning any more.
      expect((await runAt('2026-05-05T11:00:00Z')).problems).toEqual([])
    })

    test.each([
      ['the text of withdrawn:', { withdrawn: 'The image boots no laptop with a touch screen.' }, body('ab')],
      [
        'an entry of updates:',
        { withdrawn: true, updates: [{ date: '2026-05-05', text: 'The image boots no laptop with a touch screen.' }] },
        body('ab'),
      ],
      [
        'a dated block',
        { withdrawn: true },
        `${body('ab')}\n\n**Update 2026-05-05:** The image boots no laptop with a touch screen.`,
      ],
    ])('%s is its reason, everywhere', async (_what, front, text) => {
      write(front, text)
      const recall = await runAt('2026-05-05T10:00:00Z')
      expect(recall.problems).toEqual([])
      const mail = only(recall.mails)
      expect(mail.subject).toBe(`Withdrawn: ${TITLE}`)
      expect(mail.text).toContain('boots no laptop')
      expect(entries().find(({ title }) => title === `Withdrawn: ${TITLE}`)?.entry).toContain('boots no laptop')
      expect(page()).toContain('boots no laptop')
    })

    it('it stays withdrawn through a later update, and when the line is merely taken out, until somebody says so', async () => {
      write({ withdrawn: 'The image is broken.' })
      const recall = only((await runAt('2026-05-05T10:00:00Z')).mails)
      const update = `${body('ab')}\n\n**Update 2026-05-06:** We are still looking into it and will write again.`
      write({}, update)
      await runAt('2026-05-06T09:00:00Z')
      const later = await runAt('2026-05-06T10:00:00Z')
      const mail = only(later.mails)
      expect(mail.text).toContain('still looking')
      expect(mail.text).not.toContain('3.1.0.iso')
      expect(mail.header('In-Reply-To')).toEqual(recall.header('Message-ID'))
      expect(page()).toContain('class="notice"')
      expect(page()).not.toContain('class="button"')
      now = '2026-05-06T11:00:00Z'
      expect((await call('send', ID, '--reinstate')).stderr).toContain('[USAGE]')
      const said = await call('send', ID, '--update', 'The image is whole again.', '--reinstate', '--yes')
      expect(said.code).toBe(0)
      const sent = sink.received.findLast(({ to }) => to === 'ada@example.org')
      if (sent === undefined) throw new Error('no mail')
      const last = await readMail(sent)
      expect(last.text).toContain('whole again')
      expect(last.text).toContain('3.1.0.iso')
      expect(page()).toContain('class="button"')
      expect(page()).not.toContain('class="notice"')
      // What holds again cannot be taken back twice.
      expect((await call('send', ID, '--update', 'Once more.', '--reinstate', '--yes')).stderr).toContain(
        '[NOTICE_STATE]',
      )
    })

    it('tests and previews of it offer no download, and the calendar does not lead there, until it holds again', async () => {
      const calendar = () => readFileSync(join(project.public, 'releases.ics'), 'utf8').replace(/\r\n /g, '')
      const out = join(project.folder, 'preview')
      const tried = async (...more: string[]) => {
        const test = await call('send', ID, '--test', 'me@lantern.example', ...more)
        expect(test.code, test.stderr).toBe(0)
        const sent = sink.received.findLast(({ to }) => to === 'me@lantern.example')
        if (sent === undefined) throw new Error('no mail')
        const preview = await call('preview', ID, '--out', out, ...more)
        expect(preview.code, preview.stderr).toBe(0)
        return [(await readMail(sent)).text, readFileSync(join(out, ID, 'mail.txt'), 'utf8')]
      }
      expect(calendar()).toContain('lantern-os-3-1-0/?from=2.1')
      for (const text of await tried()) expect(text).toContain('3.1.0.iso')
      write({ withdrawn: 'The image is broken.' })
      await runAt('2026-05-05T10:00:00Z')
      for (const text of await tried()) expect(text).toContain('The image is broken.')
      // What was told counts, not the line alone.
      write({})
      await runAt('2026-05-06T09:00:00Z')
      expect(calendar()).not.toContain('lantern-os-3-1-0')
      for (const text of [...(await tried()), ...(await tried('--update', 'We look into it.'))])
        expect(text).not.toContain('3.1.0.iso')
      for (const text of await tried()) expect(text).toMatch(/Do\s+not\s+install/)
      for (const text of await tried('--update', 'It is whole again.', '--reinstate'))
        expect(text).toContain('3.1.0.iso')
      await call('send', ID, '--update', 'It is whole again.', '--reinstate', '--yes')
      expect(calendar()).toContain('lantern-os-3-1-0/?from=2.1')
      for (const text of await tried()) expect(text).toContain('3.1.0.iso')
    })

    it('a line that is merely taken out is a question: dismissed it stays withdrawn, approved it holds again', async () => {
      write({ withdrawn: 'The image is broken.' })
      await runAt('2026-05-05T10:00:00Z')
      write({})
      const asked = await runAt('2026-05-06T09:00:00Z')
      expect(asked).toMatchObject({ told: [], mails: [] })
      const key = asked.asked[0]?.key ?? ''
      expect(page()).toContain('class="notice"')
      expect((await call('notices', 'approve', key)).code).toBe(0)
      const told = await runAt('2026-05-06T10:00:00Z')
      expect(only(told.mails).subject).toBe(`Re: [Update] ${TITLE}`)
      expect(page()).not.toContain('class="notice"')
    })

    it('withdrawn: false is told after settling, and cancels nothing', async () => {
      write({ withdrawn: 'The image is broken.' })
      const recall = only((await runAt('2026-05-05T10:00:00Z')).mails)
      write({ withdrawn: false })
      expect(await runAt('2026-05-06T09:00:00Z')).toMatchObject({ told: [], mails: [] })
      const told = await runAt('2026-05-06T10:00:00Z')
      const mail = only(told.mails)
      expect(mail.subject).toBe(`Re: [Update] ${TITLE}`)
      expect(mail.text).toContain('holds again')
      expect(mail.text).toContain('3.1.0.iso')
      expect(mail.header('In-Reply-To')).toEqual(recall.header('Message-ID'))
      expect(entries().some(({ title, entry }) => title === `Update: ${TITLE}` && entry.includes('holds again'))).toBe(
        true,
      )
      expect(own()?.entry).not.toContain('Withdrawn')
      expect(page()).toContain('class="button"')
    })

    it('a post that is withdrawn, told of and then gone takes its entries with it', async () => {
      await call('subscribers', 'add', 'cleo@example.org', '--confirmed', '--lists', 'releases')
      // Whoever had it hears of it, also where it is filed elsewhere by now.
      write({ withdrawn: 'The image is broken.', categories: 'news' })
      await runAt('2026-05-05T10:00:00Z')
      expect(sink.received.map(({ to }) => to)).toContain('cleo@example.org')
      rmSync(join(project.posts, NAME))
      await runAt('2026-05-06T09:00:00Z')
      expect((await call('notices', 'approve', `retraction:${ID}`)).code).toBe(0)
      await runAt('2026-05-06T10:00:00Z')
      const atom = readFileSync(join(project.public, 'atom.xml'), 'utf8')
      const refs = [...atom.matchAll(/<at:deleted-entry[^>]* ref="([^"]*)"/g)].map(([, ref]) => ref)
      expect(refs.sort()).toEqual([
        `tag:lantern.example,2026:${ID}`,
        `tag:lantern.example,2026:${ID}/update/2026-05-05`,
      ])
      for (const file of ['rss.xml', 'feed.json'])
        expect(readFileSync(join(project.public, file), 'utf8')).not.toContain(ID)
    })
  })
}
