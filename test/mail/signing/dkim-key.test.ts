/** Keys of every wrong kind, and what DNS may hold in place of the right record. */
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { BelfryError } from '../../../src/base/errors.js'
import {
  dkimRecord,
  parseDkimKey,
  recordFault,
  recordName,
  recordStrings,
  zoneLine,
} from '../../../src/mail/signing/dkim-key.js'
import { loadDkimKeys, openSigner } from '../../../src/mail/signing/open-signer.js'
import { readDkimRecord } from '../../../src/mail/signing/read-dkim-record.js'
import { writeDkimKey } from '../../../src/mail/signing/write-dkim-key.js'
import { configOf } from '../../support/announcements.js'
import { bothKeys, dns, dnsWith, ed25519Key, pemOf, rsaKey } from './dkim-keys.js'

const folder = () => mkdtempSync(join(tmpdir(), 'belfry-dkim-'))

function fileOf(text: string, mode = 0o600): string {
  const file = join(folder(), 'key.pem')
  writeFileSync(file, text, { mode })
  return file
}

const none = { selector: '', key: '' }
const withDkim = (dkim: object) => configOf({ mail: { dkim: { selector: 'rsa', key: '', ed25519: none, ...dkim } } })

function refused(dkim: object): BelfryError {
  try {
    openSigner(withDkim(dkim))
  } catch (thrown) {
    if (thrown instanceof BelfryError) return thrown
    throw thrown
  }
  throw new Error('it was not refused')
}

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey
const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
const secret = { cipher: 'aes-256-cbc', passphrase: 'secret' }

describe('a key that cannot sign is refused at the start, with its remedy', () => {
  const broken = pemOf(rsaKey.privateKey).replace(/\n.{20}/, '\nAAAAAAAAAAAAAAAAAAAA')
  test.each([
    ['a public key', rsa.publicKey.export({ type: 'spki', format: 'pem' }), 'holds a public key', /private key/],
    [
      'an encrypted key',
      rsa.privateKey.export({ type: 'pkcs8', format: 'pem', ...secret }),
      'is encrypted with a passphrase',
      /openssl rsa -in/,
    ],
    [
      'an encrypted key of the old form',
      rsa.privateKey.export({ type: 'pkcs1', format: 'pem', ...secret }),
      'is encrypted with a passphrase',
      /openssl rsa -in/,
    ],
    ['an EC key', pemOf(elliptic), 'holds a key of type ec, and rsa is wanted here', /belfry keys dkim,/],
    ['an Ed25519 key for RSA', pemOf(ed25519Key.privateKey), 'holds a key of type ed25519', /belfry keys dkim,/],
    ['an RSA key of 1024 bits', pemOf(short), 'is an RSA key of 1024 bits, and 2048 are the least', /belfry keys dkim/],
    ['a key for ssh', '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n', 'is a key for ssh', /belfry keys dkim/],
    ['garbage', 'hello\u0000world', 'holds no private key in PEM', /belfry keys dkim/],
    ['nothing', '', 'holds no private key in PEM', /belfry keys dkim/],
    ['a damaged key', broken, 'holds a private key that cannot be read', /belfry keys dkim/],
  ])('%s', (_what, text, sentence, fix) => {
    const file = fileOf(String(text))
    const error = refused({ key: file })
    expect(error).toMatchObject({ code: 'DKIM_KEY', exitCode: 1, fix: expect.stringMatching(fix) })
    expect(error.message).toContain(`mail.dkim.key, ${file}, ${sentence}`)
  })

  test('an RSA key in the place of Ed25519', () => {
    const error = refused({
      key: fileOf(pemOf(rsaKey.privateKey)),
      ed25519: { selector: 'ed', key: fileOf(pemOf(rsaKey.privateKey)) },
    })
    expect(error.message).toMatch(
      /^mail\.dkim\.ed25519\.key, .* holds a key of type rsa, and ed25519 is wanted here\.$/,
    )
    expect(error.fix).toContain('belfry keys dkim --ed25519')
  })

  test('a file that is not there, and a folder', () => {
    for (const key of [join(folder(), 'none.pem'), folder()]) expect(refused({ key }).code).toBe('DKIM_KEY')
  })

  test.skipIf(process.platform === 'win32')('a file that everybody may read', () => {
    const error = refused({ key: fileOf(pemOf(rsaKey.privateKey), 0o644) })
    expect(error).toMatchObject({ code: 'DKIM_KEY', fix: expect.stringMatching(/^Run chmod 600 /) })
  })

  test('and no fault repeats what the file holds', () => {
    const text = pemOf(short)
    expect(JSON.stringify(parseDkimKey(text, 'rsa-sha256'))).not.toContain(text.split('\n')[1])
    expect(refused({ key: text.trim() }).message).toMatch(/^mail\.dkim\.key is an RSA key of 1024 bits/)
  })
})

test('keys are read from files, or are the text itself, RSA first', () => {
  const keys = loadDkimKeys(
    withDkim({
      key: fileOf(rsaKey.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()),
      ed25519: { selector: 'ed', key: pemOf(ed25519Key.privateKey).trim() },
    }),
  )
  expect(keys.map(({ algorithm, domain, selector }) => [algorithm, domain, selector])).toEqual([
    ['rsa-sha256', 'lantern.example', 'rsa'],
    ['ed25519-sha256', 'lantern.example', 'ed'],
  ])
  expect(keys.map(dkimRecord)).toEqual(bothKeys.map(dkimRecord))
  expect(loadDkimKeys(configOf())).toEqual([])
})

test('a record is split into strings of 255, which joined are its value', () => {
  const record = dkimRecord(rsaKey)
  expect(record.name).toBe('rsa._domainkey.lantern.example')
  expect(record.value).toMatch(/^v=DKIM1; k=rsa; p=MII[\w+/]+=*$/)
  expect(recordStrings(record).map((text) => text.length)).toEqual([255, record.value.length - 255])
  expect(recordStrings(record).join('')).toBe(record.value)
  expect([...zoneLine(record).matchAll(/"([^"]*)"/g)].map((match) => match[1]).join('')).toBe(record.value)
  expect(dkimRecord(ed25519Key).value).toMatch(/^v=DKIM1; k=ed25519; p=[\w+/]{43}=$/)
  expect(zoneLine(dkimRecord(ed25519Key))).toMatch(/^ed\._domainkey\.lantern\.example\. IN TXT "v=DKIM1; [^"]*"$/)
})

describe('the record in DNS', () => {
  const name = recordName(rsaKey)
  const right = dkimRecord(rsaKey).value
  test('is right as printed, written otherwise, or beside records of another kind', async () => {
    for (const key of bothKeys) expect(await readDkimRecord(key, dns)).toBeUndefined()
    const loose = right.replace('v=DKIM1; k=rsa; p=', 'p= ').replace(/=*$/, ' ; t=y; s=email:x; h=sha1 : sha256')
    for (const records of [[loose], ['v=spf1 -all', right]])
      expect(await readDkimRecord(rsaKey, dnsWith({ [name]: records }))).toBeUndefined()
  })

  test.each([
    ['no record', [], 'is not there'],
    ['a record of something else', ['v=spf1 -all'], 'holds no DKIM key'],
    ['another key', [dkimRecord({ ...rsaKey, privateKey: rsa.privateKey }).value], 'holds another key'],
    ['a key of another kind', [dkimRecord(ed25519Key).value], 'is for a key of type ed25519'],
    ['a revoked key', ['v=DKIM1; p='], 'says that the key was revoked (an empty p=)'],
    ['two keys', [right, right], 'is there 2 times, and which counts nobody can know'],
    ['another version', [right.replace('DKIM1', 'DKIM2')], 'does not begin with v=DKIM1'],
    ['the version not first', ['k=rsa; v=DKIM1; p=AAAA'], 'does not begin with v=DKIM1'],
    ['sha1 alone', [right.replace('k=rsa', 'h=sha1')], 'does not allow sha256 (h=)'],
    ['another service', [`${right}; s=tlsrpt`], 'is not for mail (s=)'],
  ])('with %s is told', async (_what, records, sentence) => {
    expect(recordFault(rsaKey, records)).toBe(sentence)
    expect(await readDkimRecord(rsaKey, dnsWith(records.length === 0 ? {} : { [name]: records }))).toBe(sentence)
  })

  test('of a DNS that does not answer is nobody fault but its own: exit code 3', async () => {
    const silent = {
      resolveTxt: async () => {
        throw Object.assign(new Error('queryTxt ETIMEOUT'), { code: 'ETIMEOUT' })
      },
    }
    await expect(readDkimRecord(rsaKey, silent)).rejects.toMatchObject({ code: 'DKIM_RECORD', exitCode: 3 })
  })
})

test('a key that is made is readable by its owner alone, can sign, and is never overwritten', async () => {
  const terms = { folder: join(folder(), 'new'), domain: 'lantern.example' }
  for (const algorithm of ['rsa-sha256', 'ed25519-sha256'] as const) {
    const { file, key } = await writeDkimKey({ ...terms, algorithm, selector: algorithm })
    const text = readFileSync(file, 'utf8')
    expect(parseDkimKey(text, algorithm)).toHaveProperty('privateKey')
    expect(text).toBe(pemOf(key.privateKey))
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
    await expect(writeDkimKey({ ...terms, algorithm, selector: algorithm })).rejects.toMatchObject({ code: 'DKIM_KEY' })
    expect(readFileSync(file, 'utf8')).toBe(text)
  }
})
