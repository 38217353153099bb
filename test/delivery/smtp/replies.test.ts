import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dotStuffed, finalDot } from '../../../src/delivery/smtp/data.js'
import { ReplyReader } from '../../../src/delivery/smtp/replies.js'

test('replies are the same however they are cut, and enhanced codes are read strictly', () => {
  const text = '250-2.0.0 first\r\n250 second\r\n550 5.1.1 nobody\r\n250 5.1.1 wrong class\r\n354\r\n'
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 9 }), (sizes) => {
      const reader = new ReplyReader()
      const found: unknown[] = []
      const bytes = Buffer.from(text)
      for (let at = 0, turn = 0; at < bytes.length; turn++) {
        const size = sizes[turn % sizes.length] ?? 1
        reader.read(bytes.subarray(at, at + size), ({ code, enhanced, text }) => found.push([code, enhanced, text]))
        at += size
      }
      expect(found).toEqual([
        [250, '2.0.0', '250 2.0.0 first second'],
        [550, '5.1.1', '550 5.1.1 nobody'],
        [250, undefined, '250 5.1.1 wrong class'],
        [354, undefined, '354'],
      ])
    }),
  )
})

test('what a server says is one plain line, whatever stands in it', () => {
  const said: string[] = []
  const bytes = Buffer.from('550-5.7.1 \0spam\x1b[2J\x07 \u202Eliame\r\n550 see\tthe\x85page\r\n')
  new ReplyReader().read(bytes, ({ text }) => said.push(text))
  expect(said).toEqual(['550 5.7.1 spam[2J liame see the page'])
})

test.each([
  ['a line without end', 'x'.repeat(5000)],
  ['a reply without end', '250-more\r\n'.repeat(10_000)],
  ['two codes in one reply', '250-a\r\n550 b\r\n'],
  ['no code', 'hello\r\n'],
  ['a code that is none', '199 hello\r\n'],
  ['a longer number', '2500 hello\r\n'],
])('%s is no reply', (_what, text) => {
  expect(() => new ReplyReader().read(Buffer.from(text), () => undefined)).toThrow(/^the server sent/)
})

test('dots at the beginning of lines are doubled, other bytes are left alone, and the end is on a line of its own', () => {
  const line = fc.string({ unit: fc.constantFrom('.', 'a', 'é', ' '), maxLength: 5 })
  fc.assert(
    fc.property(fc.array(line, { minLength: 1 }), fc.constantFrom('', '\r\n'), (lines, tail) => {
      const bytes = Buffer.from(lines.join('\r\n') + tail)
      const wire = Buffer.concat([dotStuffed(bytes) ?? Buffer.from('x'), Buffer.from(finalDot(bytes))]).toString()
      const end = wire.startsWith('.\r\n') ? 0 : wire.indexOf('\r\n.\r\n') + 2
      expect(end).toBe(wire.length - 3)
      const whole =
        bytes.length === 0 || bytes.toString().endsWith('\r\n') ? bytes.toString() : `${bytes.toString()}\r\n`
      expect(wire.slice(0, end).replace(/^\./gm, '')).toBe(whole)
    }),
  )
})
