/** Keys and passwords stand in no message. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BelfryError, messageOf, problem } from '../../src/base/errors.js'
import { withoutSecrets } from '../../src/base/secrets.js'

const KEY = '-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQOYBGVX\nhunter2\n-----END PGP PRIVATE KEY BLOCK-----'

test('a key is cut wherever it stands, whole or without its end', () => {
  expect(withoutSecrets(`cannot read ${KEY}: no such file`)).toBe('cannot read -----BEGIN …: no such file')
  expect(withoutSecrets(`cannot read ${KEY.slice(0, 60)}`)).toBe('cannot read -----BEGIN …')
})

test('a password is cut from an address, whatever characters it has', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 4 }), (text) => {
      const password = `pw${text.replace(/\s/g, '_')}`
      const said = withoutSecrets(`the database postgres://belfry:${password}@db.example:5432/news cannot be opened`)
      expect(said).toBe('the database postgres://belfry:…@db.example:5432/news cannot be opened')
    }),
  )
})

test('hostile text costs no time that grows with its square', () => {
  const before = process.cpuUsage()
  for (const piece of ['a.', 'a://b:', 'a://', '-----BEGIN', ':@/']) withoutSecrets(piece.repeat(100_000))
  const { user } = process.cpuUsage(before)
  // Microseconds: squares of these lengths are hours.
  expect(user).toBeLessThan(20_000_000)
})

test('what is no secret stays as it is', () => {
  for (const text of [
    'https://lantern.example/news/ is not there',
    'smtp://mail.example:587 does not answer',
    'ada@example.org, and bea@example.org: refused',
    'postgres://belfry@db.example/news',
  ])
    expect(withoutSecrets(text)).toBe(text)
})

test('every way in which something is said cuts them', () => {
  const text = `smtp://news:hunter2@mail.example ${KEY}`
  const said = [
    new BelfryError('TRANSPORT', text).message,
    problem('TRANSPORT', text, { file: 'belfry.yaml' }).message,
    messageOf(new Error(text)),
  ]
  for (const one of said) expect(one).toBe('smtp://news:…@mail.example -----BEGIN …')
})
