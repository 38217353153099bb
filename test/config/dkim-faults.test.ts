import { expect, test } from 'vitest'
import { dkimFaults, signingDomain } from '../../src/config/dkim-faults.js'

const none = { selector: '', key: '' }
const rsa = { selector: 'a', key: 'a.pem', ed25519: none }
const faults = (dkim: Partial<typeof rsa>, from = 'announce@lantern.example') =>
  dkimFaults({ ...none, ed25519: none, ...dkim }, from).map(({ path, message }) => `${path.join('.')} ${message}`)

test('no key, one key and two keys are right', () => {
  expect(faults({})).toEqual([])
  expect(faults({}, 'announce@localhost')).toEqual([])
  expect(faults(rsa)).toEqual([])
  expect(faults({ ...rsa, ed25519: { selector: 'b', key: 'b.pem' } })).toEqual([])
})

test('half a key is named by its other half', () => {
  expect(faults({ selector: 'a' })).toEqual(['mail.dkim.key is needed with mail.dkim.selector'])
  expect(faults({ key: 'a.pem' })).toEqual(['mail.dkim.selector is needed with mail.dkim.key'])
  expect(faults({ ...rsa, ed25519: { selector: '', key: 'b.pem' } })).toEqual([
    'mail.dkim.ed25519.selector is needed with mail.dkim.ed25519.key',
  ])
})

test('Ed25519 stands beside RSA, under a name of its own', () => {
  expect(faults({ ed25519: { selector: 'b', key: 'b.pem' } })).toEqual([
    expect.stringMatching(/^mail\.dkim\.ed25519 stands beside an RSA key/),
  ])
  expect(faults({ ...rsa, ed25519: { selector: 'A', key: 'b.pem' } })).toEqual([
    expect.stringMatching(/^mail\.dkim\.ed25519\.selector is that of the RSA key/),
  ])
})

test.each(['announce@localhost', 'announce@[127.0.0.1]', 'announce@127.0.0.1', 'announce@a..b'])(
  'nobody can sign for %s',
  (from) => {
    expect(faults(rsa, from)).toEqual([expect.stringMatching(/^mail\.from cannot be signed for/)])
  },
)

test('the domain that signs is that of the From address, as DNS writes it', () => {
  expect(signingDomain('announce@Lantern.Example')).toBe('lantern.example')
  expect(signingDomain('announce@bücher.example')).toBe('xn--bcher-kva.example')
})
