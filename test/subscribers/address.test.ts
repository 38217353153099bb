import { domainToASCII } from 'node:url'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { needsSmtpUtf8, parseAddress } from '../../src/subscribers/address.js'

test.each([
  ['ada@example.org', 'ada@example.org', 'ada@example.org'],
  ['  Ada.Byron+news@Example.ORG\t', 'Ada.Byron+news@example.org', 'ada.byron+news@example.org'],
  ["o'hara_x-y@sub.example.org", "o'hara_x-y@sub.example.org", "o'hara_x-y@sub.example.org"],
  ['jörg@example.org', 'jörg@example.org', 'jörg@example.org'],
  ['ada@müller.example', 'ada@xn--mller-kva.example', 'ada@xn--mller-kva.example'],
  ['ada@ＥＸＡＭＰＬＥ.org', 'ada@example.org', 'ada@example.org'],
  ['\ufeffada@faß.example\u3000', 'ada@xn--fa-hia.example', 'ada@xn--fa-hia.example'],
  ['{a}|b%c!d/e=f@example.org', '{a}|b%c!d/e=f@example.org', '{a}|b%c!d/e=f@example.org'],
  ['ada@例え。テスト', 'ada@xn--r8jz45g.xn--zckzah', 'ada@xn--r8jz45g.xn--zckzah'],
])('%j is an address', (text, address, key) => {
  expect(parseAddress(text)).toEqual({ address, key })
})

test('the same letters composed in two ways are one person', () => {
  expect(parseAddress('jo\u0308rg@example.org')?.key).toBe(parseAddress('jörg@example.org')?.key)
})

test.each([
  '',
  'ada',
  '@example.org',
  'ada@',
  'ada@localhost',
  'ada@127.0.0.1',
  'ada@[127.0.0.1]',
  'ada@example',
  'ada@example.org.',
  'ada@.example.org',
  'ada@exa_mple.org',
  'ada@-example.org',
  'ada@example.1',
  'a b@example.org',
  '.ada@example.org',
  'ada.@example.org',
  'a..b@example.org',
  '"ada b"@example.org',
  'ada@example.org,bea@example.org',
  'ada@example.org;bea@example.org',
  'Ada <ada@example.org>',
  '<ada@example.org>',
  'ada@bea@example.org',
  'ada(comment)@example.org',
  'ada\\@example.org',
  'ada@example.org\r\nBcc: x@example.org',
  'ada\r\n@example.org',
  'ada@exam\nple.org',
  'ada@exam\tple.org',
  'ada\0@example.org',
  'ada@example.org/path',
  'ada@example.org?subject=x',
  'ada@example.org#x',
  'ada@example.org:25',
  'ada@ex%61mple.org',
  'ada@a\\b.example.org',
  'a\u200bda@example.org',
  'ada\u202e@example.org',
  'ada\u2028x@example.org',
  'ada\u2029x@example.org',
  'ada\u00a0x@example.org',
  'ada\ud800@example.org',
  '=?utf-8?q?ada=40example.com=3e?=@example.org',
  'mailto:ada@example.org',
  'ada@xn--a.org',
  'ada@0x7f.1',
  'ada@exam\u200dple.org',
  'ada@example.org\u200b',
  `${'a'.repeat(65)}@example.org`,
  `${'ö'.repeat(33)}@example.org`,
  `ada@${'a'.repeat(64)}.org`,
  `ada@${'abcdefghi.'.repeat(25)}org`,
])('%j is no address', (text) => {
  expect(parseAddress(text)).toBeUndefined()
})

test('lengths at the limit are allowed', () => {
  expect(parseAddress(`${'a'.repeat(64)}@example.org`)).toBeDefined()
  expect(parseAddress(`${'ö'.repeat(32)}@example.org`)).toBeDefined()
  expect(parseAddress(`ada@${'a'.repeat(63)}.org`)).toBeDefined()
})

test('only a local part beyond ASCII needs SMTPUTF8', () => {
  expect(needsSmtpUtf8('jörg@example.org')).toBe(true)
  expect(needsSmtpUtf8(parseAddress('ada@müller.example')?.address ?? '')).toBe(false)
})

const likely = fc.oneof(
  fc.emailAddress(),
  fc
    .tuple(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('@', '@@', ''),
      fc.oneof(fc.domain(), fc.string({ unit: 'binary' })),
    )
    .map((parts) => parts.join('')),
  fc
    .tuple(
      fc.string({
        unit: fc.constantFrom('a', 'ö', '.', '@', '<', '>', ',', ' ', '\r', '\n', '\0', '"', '\u2028', '%', '/', '#'),
      }),
      fc.constant('@example.org'),
    )
    .map((parts) => parts.join('')),
  fc
    .tuple(
      fc.constant('ada@'),
      fc.string({ unit: fc.constantFrom('a', 'ö', '.', '-', '/', '#', '?', '\t', '\n', '%', '6', '1', ':', '\\') }),
      fc.constant('.org'),
    )
    .map((parts) => parts.join('')),
)

test('whatever is accepted can stand in a command and a header as it is, and nothing of it was dropped on the way', () => {
  fc.assert(
    fc.property(likely, (text) => {
      const parsed = parseAddress(text)
      if (parsed === undefined) return
      expect(text.trim()).not.toMatch(/[\s<>,;:\\"()[\]\0]/)
      expect(text.trim().slice(text.trim().lastIndexOf('@'))).not.toMatch(/[/?#%]/)
      expect(parsed.address).toMatch(/^[^\s<>,;:\\"()[\]@\p{C}]+@[a-z0-9.-]+$/u)
      expect(Buffer.byteLength(parsed.address)).toBeLessThanOrEqual(254)
      expect(parsed.key).toBe(parsed.address.toLowerCase())
    }),
    { numRuns: 3000 },
  )
})

test('parsing what was parsed changes nothing', () => {
  fc.assert(
    fc.property(likely, (text) => {
      const parsed = parseAddress(text)
      if (parsed === undefined) return
      expect(parseAddress(parsed.address)).toEqual(parsed)
      expect(parseAddress(parsed.key)?.key).toBe(parsed.key)
    }),
    { numRuns: 2000 },
  )
})

test('a plain domain is what the rules of IDNA make of it', () => {
  const label = fc.string({ unit: fc.constantFrom('a', 'B', '0', '-', 'x', 'n', '.'), maxLength: 12 })
  fc.assert(
    fc.property(label, (text) => {
      const domain = `${text}.org`
      const parsed = parseAddress(`ada@${domain}`)
      if (parsed !== undefined) expect(parsed.address).toBe(`ada@${domainToASCII(domain)}`)
    }),
  )
})
