/** A told post that cannot be read any more: its page and its entries stay as they were, and somebody hears of it. */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { belfry } from '../support/cli.js'
import { dialects, testOn } from '../support/databases.js'
import { makeProject, type Project, testClock } from '../support/project.js'

interface Report {
  told: { key: string }[]
  asked: { key: string }[]
  problems: { code: string; file: string; severity: string }[]
}

const TOLD = '2026-05-05-lantern-3-1.md'

for (const dialect of dialects) {
  describe(`a told post that cannot be read, on ${dialect}`, () => {
    const it = testOn(dialect)
    let project: Project
    const clock = testClock('2026-05-04T08:00:00Z')
    const call = async (...args: string[]) =>
      await belfry(args, { config: project.configFile, now: new Date(clock.now()).toISOString() })
    const run = async () => {
      clock.advance(3_600_000)
      const result = await call('run', '--json')
      return { ...(result.json() as Report), code: result.code }
    }
    const published = (folder = project.public) =>
      new Map(
        readdirSync(folder, { recursive: true, encoding: 'utf8' })
          .filter((path) => /\.(?:xml|json|html)$/.test(path) && !path.startsWith('.'))
          .map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
      )
    const write = (bytes: string | Uint8Array) => writeFileSync(join(project.posts, TOLD), bytes)
    const codes = ({ problems }: Report) => problems.filter(({ file }) => file.endsWith(TOLD)).map(({ code }) => code)

    beforeEach(async () => {
      clock.set('2026-05-04T08:00:00Z')
      project = await makeProject(dialect)
      project.post('2026-04-10-older.md', { title: 'Older news' }, 'What happened.')
      await run()
      clock.set('2026-05-05T09:00:00Z')
      project.post(TOLD, { title: 'Lantern 3.1', categories: 'releases' }, 'What is **new**.')
      await run()
      expect((await run()).told.map(({ key }) => key)).toEqual(['announcement:2026-05-05-lantern-3-1'])
    })

    const broken: Readonly<Record<string, { bytes: string | Uint8Array; code: string }>> = {
      'broken YAML': { bytes: '---\ntitle: [a\n---\nb\n', code: 'POST_FRONT_MATTER' },
      'conflict markers': {
        bytes: '---\ntitle: a\n---\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> other\n',
        code: 'POST_CONFLICT',
      },
      'a size over the limit': { bytes: `---\ntitle: a\n---\n${'a'.repeat(2 ** 21)}`, code: 'POST_TOO_LARGE' },
      'another encoding': { bytes: Buffer.from('---\ntitle: caf\xe9\n---\nb\n', 'latin1'), code: 'POST_ENCODING' },
      'a switch that says nothing': { bytes: '---\ntitle: a\npublished: flase\n---\nb\n', code: 'POST_SWITCH' },
      'no front matter': { bytes: 'a\n', code: 'POST_FRONT_MATTER_MISSING' },
    }
    test.each(Object.entries(broken))('%s leaves page and entries as they were', async (_name, { bytes, code }) => {
      const before = published()
      write(bytes)
      const report = await run()
      expect(codes(report)).toEqual([code, 'POST_KEPT'])
      expect({ code: report.code, told: report.told, asked: report.asked }).toEqual({ code: 1, told: [], asked: [] })
      expect(published()).toEqual(before)
      expect(codes((await call('check', '--json')).json() as Report)).toEqual([code, 'POST_KEPT'])
      // Content, kept, configuration and register are all that pages and feeds are made of.
      await call('build', '--out', join(project.folder, 'again'))
      expect(published(join(project.folder, 'again'))).toEqual(before)
      // Mended, it is as it was, and nothing is told or asked of it.
      project.post(TOLD, { title: 'Lantern 3.1', categories: 'releases' }, 'What is **new**.')
      expect(await run()).toMatchObject({ code: 0, told: [], asked: [], problems: [] })
      expect(published()).toEqual(before)
    })

    it('what people read last stays, not what they were told first', async () => {
      project.post(TOLD, { title: 'Lantern 3.1', categories: 'releases' }, 'What is **new**, spelt well.')
      await run()
      const before = published()
      expect([...before.values()].join()).toContain('spelt well')
      write('---\n')
      await run()
      expect(published()).toEqual(before)
      expect(readdirSync(join(project.folder, 'kept'))).toHaveLength(2)
    })

    it('a post whose file is gone is not kept, and one that nobody was told of is not', async () => {
      const page = [...published().keys()].find((path) => path.includes('lantern-3-1'))
      rmSync(join(project.posts, TOLD))
      project.post('2026-05-06-untold.md', { title: 'Untold' }, 'Soon.')
      await run()
      expect(published().has(page ?? '')).toBe(false)
      writeFileSync(join(project.posts, '2026-05-06-untold.md'), '---\n')
      const report = await run()
      expect(report.problems.map(({ code }) => code)).not.toContain('POST_KEPT')
      expect([...published().keys()].join()).not.toContain('untold')
      expect(readdirSync(join(project.folder, 'kept'))).toHaveLength(1)
    })

    it('what is kept is for its owner alone, and a folder that cannot be had is a warning', async () => {
      const kept = join(project.folder, 'kept')
      expect(statSync(kept).mode & 0o777).toBe(0o700)
      for (const name of readdirSync(kept)) expect(statSync(join(kept, name)).mode & 0o777).toBe(0o600)
      rmSync(kept, { recursive: true })
      writeFileSync(kept, 'no folder')
      const report = await run()
      expect(report.code).toBe(0)
      expect(report.problems).toMatchObject([{ code: 'KEPT_FOLDER', severity: 'warning' }])
      write('---\n')
      expect((await run()).problems.map(({ code }) => code)).toContain('KEPT_FOLDER')
    })

    it('what was changed in the folder of kept posts is believed by nobody', async () => {
      const kept = join(project.folder, 'kept')
      for (const name of readdirSync(kept)) {
        const text = readFileSync(join(kept, name), 'utf8')
        writeFileSync(join(kept, name), text.replace('**new**', '<b>owned</b>'))
      }
      mkdirSync(join(kept, `${'0'.repeat(32)}-${'0'.repeat(64)}.post`))
      write('---\n')
      const report = await run()
      expect(codes(report)).toEqual(['POST_FRONT_MATTER'])
      expect([...published().values()].join()).not.toContain('owned')
    })
  })
}
