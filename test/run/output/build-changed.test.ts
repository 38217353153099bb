/**
 * Where the bodies of a few posts changed, what holds them is planned and nothing else; whatever else changed, all is.
 * In either way the folder holds afterwards what a new one would.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seal } from '../../../src/files/sealed.js'
import { readPlan, storePlan } from '../../../src/run/output/read-plan.js'
import { below, build, CONFIG, feeds, isAsNew, isOfPart, NOON, newRoot, type Project, START } from './edited-project.js'

const nameOf = (at: number) => `2026-05-0${at}-lamp-${at}.md`
const ofPost =
  (at: number, other: (post: readonly [string, string]) => readonly [string, string]) => (project: Project) => {
    const name = nameOf(at)
    const post = project.posts.get(name)
    return post === undefined ? project : { ...project, posts: new Map([...project.posts, [name, other(post)]]) }
  }
const body = (at: number, text: string) => ofPost(at, ([head]) => [head, text])

test('an old post: its page, the page of the archive that holds it, and the feeds that do', async () => {
  const { changed, isOfPart: part } = await isAsNew([body(1, 'Other text.\n')])
  expect(part).toBe(true)
  expect(changed).toEqual([
    ...['atom.xml', 'feed.json', 'rss.xml'].map((file) => `feeds/archive/1/${file}`),
    'news/2026/05/01/lamp-1/index.html',
  ])
})

test('the newest post: the front page and the main feed too', async () => {
  const { changed, isOfPart: part } = await isAsNew([body(7, 'Other text.\n'), body(7, 'And another.\n')])
  expect(part).toBe(true)
  expect(changed).toEqual(expect.arrayContaining(['index.html', 'atom.xml', 'feeds/category/news/atom.xml']))
  expect(changed).not.toContain('feeds/archive/1/atom.xml')
})

test('several at once, and one that an update was told of', async () => {
  const two = (project: Project) => body(3, 'Three.\n')(body(5, 'Five.\n')(project))
  expect(await isAsNew([two])).toMatchObject({ isOfPart: true })
})

test('a post that is touched alone writes nothing', async () => {
  const root = newRoot()
  await build(root, START)
  writeFileSync(join(root, 'posts', nameOf(2)), readFileSync(join(root, 'posts', nameOf(2))))
  expect((await build(root, START)).changed).toEqual([])
  expect(isOfPart(root)).toBe(true)
})

const MORE: readonly [string, (project: Project) => Project][] = [
  ['a title', ofPost(4, ([head, text]) => [head.replace('Lamp', 'Lantern'), text])],
  ['a category', ofPost(4, ([head, text]) => [head.replace('oil', 'wick'), text])],
  ['a day', ofPost(2, ([head, text]) => [`${head}date: 2026-05-30\n`, text])],
  ['an address', ofPost(2, ([head, text]) => [`${head}permalink: /other/\n`, text])],
  ['one that is withdrawn', ofPost(6, ([head, text]) => [`${head}withdrawn: true\n`, text])],
  ['one that is unlisted', ofPost(6, ([head, text]) => [`${head}unlisted: true\n`, text])],
  ['a key that is wrong', ofPost(6, ([head, text]) => [`${head}severty: info\n`, text])],
  ['an update in a body', body(6, 'Text.\n\n**Update (2026-05-20):** News.\n')],
  [
    'a post more',
    (project) => ({ ...project, posts: new Map([...project.posts, [nameOf(9), ['title: Nine\n', 'x\n']]]) }),
  ],
  [
    'a post less',
    (project) => ({ ...project, posts: new Map([...project.posts].filter(([name]) => name !== nameOf(5))) }),
  ],
  ['a setting', (project) => ({ ...project, config: [...CONFIG, feeds(', content: summary')] })],
  ['no pages', (project) => ({ ...project, config: [...CONFIG, feeds(', pages: false')] })],
  ['no archive', (project) => ({ ...project, config: [...CONFIG, feeds(', archive: []')] })],
  ['updates in their place', (project) => ({ ...project, config: [...CONFIG, feeds(', updates: in-place')] })],
  ['few bytes', (project) => ({ ...project, config: [...CONFIG, feeds(', bytes: 10000')] })],
  ['a register', (project) => ({ ...project, register: 'version: 1\n' })],
  ['a day later', (project) => ({ ...project, now: NOON + 86_400_000 })],
]

test.each(MORE)('%s: all is read, and the body that changes next is not', async (_what, step) => {
  expect(await isAsNew([step])).toMatchObject({ isOfPart: false })
  expect(await isAsNew([step, body(3, 'Of three.\n')])).toMatchObject({ isOfPart: true })
})

test('a body that is so long that the main feed holds fewer is planned with all', async () => {
  const small = { ...START, config: [...CONFIG, feeds(', bytes: 10000')] }
  expect(await isAsNew([body(7, `${'Long text. '.repeat(900)}\n`)], small)).toMatchObject({ isOfPart: false })
})

test('what was published and is not there, or was cut short, is made again', async () => {
  const root = newRoot()
  await build(root, START)
  rmSync(join(root, 'public/news/2026/05/02/lamp-2/index.html'))
  const { changed } = await build(root, body(1, 'Other text.\n')(START))
  expect(changed).toContain('news/2026/05/02/lamp-2/index.html')
  expect(isOfPart(root)).toBe(false)
})

test('a folder is as a new one after any changes, built after each or after several', async () => {
  const at = fc.integer({ min: 1, max: 8 })
  const word = fc.constantFrom('lamp', 'wick & oil', '<b>flame</b>', '**Update (2026-05-20):** News.', '# Head')
  const texts = fc.array(word, { maxLength: 6 }).map((words) => `${words.join('\n\n')}\n`)
  const bodies = fc.tuple(at, texts).map(([which, text]) => body(which, text))
  const others = fc.constantFrom(...MORE.map(([, step]) => step))
  const step = fc.oneof({ weight: 3, arbitrary: bodies }, { weight: 1, arbitrary: others })
  const steps = fc
    .array(step, { minLength: 1, maxLength: 3 })
    .map((all) => (project: Project) => all.reduce((done, one) => one(done), project))
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 1, maxLength: 4 }), async (all) => void (await isAsNew(all))),
    { numRuns: 12 },
  )
})

test('a cache that is damaged anywhere costs time and nothing else', async () => {
  const files = ['plan.cache', 'plan.held.json', 'posts.json', 'posts.more.json']
  const damage = fc.record({
    file: fc.constantFrom(...files),
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  })
  const other = fc.constantFrom('a', '0', '"', '{', '\0', '\n')
  const fresh = newRoot()
  const project = [body(2, 'Oil.\n'), body(5, 'A *wick*.\n')].reduce((done, step) => step(done), START)
  const anew = await build(fresh, project)
  await fc.assert(
    fc.asyncProperty(damage, other, fc.boolean(), async ({ file, at }, by, isCut) => {
      const root = newRoot()
      await build(root, START)
      await build(root, START)
      await build(root, body(2, 'Oil.\n')(START))
      const path = join(root, 'var/cache', file)
      const bytes = readFileSync(path)
      const place = Math.floor(at * bytes.length)
      writeFileSync(path, isCut ? bytes.subarray(0, place) : Buffer.from(bytes).fill(by, place, place + 1))
      const { changed: _changed, ...said } = await build(root, project)
      expect(said).toEqual({ files: anew.files, feeds: anew.feeds, problems: anew.problems })
      expect(below(join(root, 'public'))).toEqual(below(join(fresh, 'public')))
    }),
    { numRuns: 30 },
  )
})

test('a plan comes back as it was kept', () => {
  const numbers = fc.array(fc.double({ noNaN: true }), { maxLength: 12 }).map((all) => Float64Array.from(all))
  const stamp = fc.record({ names: fc.string({ unit: 'binary' }), numbers, at: fc.nat() })
  const problems = fc.constant([])
  const outputs = fc.record({ paths: fc.string({ unit: 'binary' }), own: fc.nat(), sizes: numbers })
  const built = fc.record({ frame: fc.string(), files: stamp, outputs, problems })
  const plan = fc.oneof(
    fc.record({ manifest: fc.string(), said: fc.string() }),
    fc.record({ manifest: fc.string(), said: fc.string(), built }),
  )
  const cache = newRoot()
  fc.assert(
    fc.property(plan, (kept) => {
      storePlan(cache, kept)
      expect(readPlan(cache)).toEqual(kept)
    }),
  )
  writeFileSync(join(cache, 'plan.cache'), 'no plan')
  expect(readPlan(cache)).toBeUndefined()
})

test('a plan that another program kept is none, whatever it holds', () => {
  const cache = newRoot()
  const built = { frame: 'f', problems: [], at: 1, names: 3 }
  for (const head of [
    { manifest: 'm', said: '{}', built },
    { program: 'another', manifest: 'm', said: '{}', built },
  ]) {
    writeFileSync(join(cache, 'plan.cache'), seal(`${JSON.stringify(head)}\nabc`))
    expect(readPlan(cache)).toBeUndefined()
  }
})
