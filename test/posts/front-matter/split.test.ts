import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { type Fault, type FrontMatter, splitFrontMatter } from '../../../src/posts/front-matter/split.js'

const marker = 'belfryFrontMatterRan'

afterEach(() => {
  expect(Reflect.get(globalThis, marker)).toBeUndefined()
})

function good(text: string): FrontMatter {
  const split = splitFrontMatter(text)
  if ('fault' in split) throw new Error(split.fault.message)
  return split.frontMatter
}

function fault(text: string): Fault {
  const split = splitFrontMatter(text)
  if ('fault' in split) return split.fault
  throw new Error('no fault')
}

test.each([
  '---js',
  '--- js',
  '---JS',
  '---javascript',
  '---\tjavascript',
  '\uFEFF---js',
  '---coffee',
  '---json',
  '---yaml',
  '--- # note',
])('a first line of %j is refused and nothing is run', (line) => {
  const text = `${line}\n{ title: (globalThis.${marker} = true) }\n---\nBody\n`
  expect(fault(text)).toMatchObject({ code: 'POST_FRONT_MATTER_EXECUTABLE', line: 1 })
})

test('a byte order mark, trailing spaces and CRLF do not hide front matter', () => {
  const { fields, body } = good('\uFEFF---  \r\ntitle: Lamp\r\n--- \r\nBody\r\n')
  expect([...fields]).toEqual([['title', 'Lamp']])
  expect(body).toBe('Body\r\n')
})

test('three dots close front matter as three dashes do', () => {
  expect(good('---\ntitle: Lamp\n...\nBody').body).toBe('Body')
})

test('a rule of dashes in the body does not end the body', () => {
  expect(good('---\ntitle: Lamp\n---\none\n\n---\n\ntwo\n').body).toBe('one\n\n---\n\ntwo\n')
})

test('dates, sexagesimals, yes and no stay strings', () => {
  const { fields } = good('---\ndate: 2026-03-01 09:00:00 +0000\nat: 09:30\nanswer: no\n---\nBody')
  expect(Object.fromEntries(fields)).toEqual({ date: '2026-03-01 09:00:00 +0000', at: '09:30', answer: 'no' })
})

test('a duplicate key is allowed and the last one counts', () => {
  expect(good('---\ntitle: One\ntitle: Two\n---\nBody').fields.get('title')).toBe('Two')
})

test('comments alone are empty front matter', () => {
  expect(good('---\n# nothing yet\n---\nBody').fields.size).toBe(0)
})

test('a file without front matter, and one that begins with a longer rule, say so', () => {
  for (const text of ['', 'Body', ' ---\ntitle: x\n---\n', '-----\ntitle: x\n---\n', '\n---\ntitle: x\n---\n']) {
    expect(fault(text).code).toBe('POST_FRONT_MATTER_MISSING')
  }
})

test('front matter that is not closed does not swallow the body', () => {
  expect(fault('---\ntitle: Lamp\n\nBody\n')).toMatchObject({ code: 'POST_FRONT_MATTER', line: 1 })
})

test('a YAML error is named with line and column of the file', () => {
  expect(fault('---\ntitle: Lamp\nauthor: "open\n---\nBody')).toMatchObject({ code: 'POST_FRONT_MATTER', line: 3 })
  expect(fault('---\ntitle: a: b\n---\nBody')).toMatchObject({ code: 'POST_FRONT_MATTER', line: 2, column: 9 })
  expect(fault('---\r\ntitle: Lamp\r\nx: a: b\r\n---\r\nBody')).toMatchObject({ line: 3, column: 5 })
})

test('a list or a lone word is no front matter', () => {
  for (const yaml of ['- one\n- two', 'word', '42'])
    expect(fault(`---\n${yaml}\n---\nBody`).code).toBe('POST_FRONT_MATTER')
})

test('anchors are refused where they stand, so that 280 bytes cannot stand for 206 MB', () => {
  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...['b', 'c', 'd', 'e', 'f', 'g', 'h'].map(
      (name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[index]}`).join()}]`,
    ),
  ]
  expect(fault(`---\ntitle: Lamp\n${bomb.join('\n')}\n---\nBody`)).toMatchObject({
    code: 'POST_FRONT_MATTER_SIZE',
    line: 3,
    column: 4,
  })
  expect(fault('---\ntitle: *gone\n---\nBody').code).toBe('POST_FRONT_MATTER')
})

test('front matter above 64 KB and endless nesting are refused after little work', () => {
  expect(fault(`---\ntitle: ${'x'.repeat(70_000)}\n---\nBody`).code).toBe('POST_FRONT_MATTER_SIZE')
  const before = process.cpuUsage()
  for (const part of ['[', '{', '- ', '? ', '{a: [', '!!map ']) {
    expect(fault(`---\ntitle: ${part.repeat(60_000 / part.length)}\n---\nBody`).code).toBe('POST_FRONT_MATTER')
  }
  // Work, not time: a machine that is busy with something else takes no more of it.
  expect(process.cpuUsage(before).user).toBeLessThan(5_000_000)
})

test('keys of objects reach no prototype', () => {
  const { fields } = good('---\n__proto__: {polluted: true}\nconstructor: x\n---\nBody')
  expect(fields.get('constructor')).toBe('x')
  expect(Reflect.get({}, 'polluted')).toBeUndefined()
})

test('a stray control character does not cost the post', () => {
  expect(good('---\ntitle: La\u0000m\u0007p\n---\nBody').fields.get('title')).toBe('Lamp')
})

test('the line of a key and of the body are those of the file', () => {
  const { lineOf, bodyLine, typed } = good('---\ntitle: Lamp\nversion: 4.20 # note\n---\nBody')
  expect([lineOf('title'), lineOf('version'), lineOf('none'), bodyLine]).toEqual([2, 3, undefined, 5])
  expect(typed('version')).toBe('4.20')
})

test('whatever the text, splitting gives front matter or a fault, and a shared cache answers no call', () => {
  const line = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '---',
      '---js',
      '...',
      'a: b',
      '- x',
      '&a b',
      '*a',
      '"',
      '{',
      '!!js/function x',
      '<<: {a: b}',
      '\t',
      '%YAML 9',
    ),
  )
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const text = `---\n${lines.join('\n')}`
      const once = splitFrontMatter(text)
      const twice = splitFrontMatter(text)
      expect('fault' in once ? once.fault : [...once.frontMatter.fields]).toEqual(
        'fault' in twice ? twice.fault : [...twice.frontMatter.fields],
      )
    }),
    { numRuns: 2000 },
  )
})
