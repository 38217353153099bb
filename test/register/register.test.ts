/**
 * The register as a file: the same facts are the same bytes, and sections of another release of Belfry stay as they
 * were written.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatRegister, inFileOrder } from '../../src/register/format.js'
import { parseRegister } from '../../src/register/parse.js'
import { emptyRegister } from '../../src/register/register.js'
import { run } from '../../src/run/pipeline.js'
import { makeProject, openTestWorld, testClock } from '../support/project.js'

const HEADER = formatRegister(emptyRegister).replace(/^[^#][\s\S]*/m, '')
const again = (text: string) => formatRegister(parseRegister(text, 'register.yaml'))

const REPLIES = `# Written by a later release.
replies:
  - key: "a:1"
    text: >-
      folded,
      as it was
    at: 2026-05-04T10:00:00Z   # and a comment
  # inside

  - {a: 'quoted',  b: [1,2]}
`

describe('sections that this release does not know', () => {
  test.each([
    ['in front of all', `${REPLIES}ids: {}\ntold: {}\n`],
    ['between known ones', `ids:\n  a: b\n${REPLIES}told: {}\n`],
    ['behind all', `ids: {}\ntold:\n  post:a: 2026-05-04T10:00:00Z\n${REPLIES}`],
    ['one behind the other', `ids: {}\n${REPLIES}more: [1,   2]\ntold: {}\nlast:\n\n  text: |+\n    a\n\n`],
    ['with a name that needs quotes', `ids: {}\n"to: be": 1\ntold: {}\n`],
    ['with a name that objects have', `ids: {}\nconstructor: {__proto__: 1}\ntold: {}\n`],
  ])('%s stay as they were written, in their place', (_where, sections) => {
    expect(again(`${HEADER}${sections}`)).toBe(`${HEADER}${sections}`)
  })

  test('stay in their place where the known section in front of them is new or gone', () => {
    const register = parseRegister(`${HEADER}ids: {}\nurls:\n  a: b\n${REPLIES}told: {}\n`, 'register.yaml')
    expect(formatRegister({ ...register, urls: new Map() })).toBe(`${HEADER}ids: {}\n${REPLIES}told: {}\n`)
  })

  test('are kept where the file does not end with a line end, ends as a document, or is written in braces', () => {
    expect(again('ids: {}\ntold: {}\nmore: 1')).toBe(`${HEADER}ids: {}\ntold: {}\nmore: 1\n`)
    expect(again('ids: {}\ntold: {}\nmore: 1\n...\n')).toBe(`${HEADER}ids: {}\ntold: {}\nmore: 1\n`)
    expect(again('{ids: {}, more: [1], told: {}}')).toBe(`${HEADER}ids: {}\nmore: [ 1 ]\ntold: {}\n`)
    expect(again('more: 1\r\ntold: {}\r\n')).toBe(`${HEADER}more: 1\r\nids: {}\ntold: {}\n`)
  })

  test('may hold anything that YAML can say', () => {
    const section = fc.dictionary(fc.stringMatching(/^x[a-z]{1,8}$/), fc.jsonValue(), { minKeys: 1, maxKeys: 3 })
    const written = fc.tuple(section, fc.constantFrom('ids', 'told', 'none')).map(([facts, before]) => {
      const own = Object.entries(facts).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
      const known = ['ids: {}\n', 'told: {}\n']
      known.splice(before === 'ids' ? 0 : before === 'told' ? 1 : 2, 0, ...own)
      return `${HEADER}${known.join('')}`
    })
    fc.assert(
      fc.property(written, (text) => {
        expect(again(text)).toBe(text)
      }),
    )
  })

  test('are still there when a run has told a post, and when an operator’s decision was recorded', async () => {
    const project = await makeProject('sqlite', { notices: { settle: '0m' } })
    const file = join(project.folder, 'content', 'register.yaml')
    const world = await openTestWorld(project, testClock('2026-05-04T12:00:00Z'))
    project.post('2026-05-01-old.md', { title: 'Old' }, 'text')
    await run(world)
    const before = readFileSync(file, 'utf8')
    writeFileSync(file, before.replace('told:', `${REPLIES}told:`))
    project.post('2026-05-04-new.md', { title: 'New' }, 'text')
    expect((await run(world)).problems).toEqual([])
    const after = readFileSync(file, 'utf8')
    expect(after).not.toBe(before.replace('told:', `${REPLIES}told:`))
    expect(after).toContain(`\n${REPLIES}told:\n`)
    await run(world, { byHand: (decision) => ({ ...decision, tell: [] }) })
    expect(readFileSync(file, 'utf8')).toBe(after)
    await world.close()
  })
})

test('a known section with a fault is named with its line, whatever stands around it', () => {
  const text = `${HEADER}more: 1\nids: {}\ntold:\n  a: yesterday\n`
  expect(() => parseRegister(text, 'register.yaml')).toThrow(
    expect.objectContaining({ code: 'REGISTER_SYNTAX', problems: [expect.objectContaining({ line: 6 })] }),
  )
})

test('a register in the order of its file is as it is when it is read: what is made of both is the same', () => {
  const name = fc.constantFrom('a', 'b-1', '10', '9', 'Z', 'é', '2026-05-04-news', '__proto_', 'constructor')
  const names = fc.uniqueArray(name, { maxLength: 6 })
  const at = fc.integer({ min: 0, max: 4 }).map((days) => Date.UTC(2026, 4, 1 + days))
  const map = <Value>(value: fc.Arbitrary<Value>) => fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key })
  const facts = fc.record({
    ids: map(name),
    told: map(at),
    dismissed: names,
    updates: fc.array(fc.record({ key: name, post: name, at })),
    retractions: fc.uniqueArray(fc.record({ post: name, at, url: fc.constant('') }), { selector: ({ post }) => post }),
    endOfLife: fc.uniqueArray(fc.record({ key: name, at }), { selector: ({ key }) => key }),
  })
  fc.assert(
    fc.property(facts, ({ ids, told, dismissed, updates, retractions, endOfLife }) => {
      const register = inFileOrder({
        ...emptyRegister,
        ...{ ids: new Map(ids), told: new Map(told), dismissed, retractions },
        updates: updates.map((one) => ({ ...one, severity: 'info' as const, text: 'News.' })),
        endOfLife: endOfLife.map((one) => ({ ...one, severity: 'info' as const, title: 'End', text: 'Soon.' })),
      })
      const read = parseRegister(formatRegister(register), 'register.yaml')
      expect([...read.ids]).toEqual([...register.ids])
      expect([...read.told]).toEqual([...register.told])
      expect(read.dismissed ?? []).toEqual(register.dismissed)
      for (const section of ['updates', 'retractions', 'endOfLife'] as const)
        expect(read[section]).toMatchObject(register[section])
    }),
  )
})
