/**
 * Signatures as another implementation sees them: every template, hostile heads and bodies, and what no relay may
 * change.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { RelaxedHash } from 'mailauth/lib/dkim/body/relaxed.js'
import { formatRelaxedLine } from 'mailauth/lib/tools.js'
import { describe, expect, test } from 'vitest'
import { compose } from '../../../src/mail/compose.js'
import { listHeaders, personalHeaders } from '../../../src/mail/headers.js'
import { bodyHash, partsOf, relaxedBody, relaxedField } from '../../../src/mail/signing/dkim.js'
import { signerWith } from '../../../src/mail/signing/signer.js'
import { loadTemplates } from '../../../src/mail/templates/load.js'
import { templateNames } from '../../../src/mail/templates/names.js'
import { configOf } from '../../support/announcements.js'
import { repository } from '../../support/project.js'
import { fieldsOf, headOf, valuesOf } from '../wire.js'
import { BOTH_PASS, bothKeys, ed25519Key, rsaKey, verdicts } from './dkim-keys.js'

const config = configOf({ web: { url: 'https://mail.lantern.example' } })
const signer = signerWith(bothKeys)
const isToList = new Set<string>(['announcement', 'update', 'end-of-life'])
const listFields = listHeaders({
  config,
  list: { id: 'releases', title: 'Releases', description: '', categories: ['releases'] },
  key: 'announcement:news',
  severity: 'info',
  archivedAt: 'https://lantern.example/news/',
  unsubscribeUrl: `https://mail.lantern.example/unsubscribe/${'u'.repeat(39)}`,
  leave: '0a'.repeat(23),
})

interface Mail {
  readonly subject: string
  readonly text: string
  readonly html?: string
}

async function composed(mail: Mail, to = 'ada@example.org', headers = listFields): Promise<Buffer> {
  const message = await compose({
    config,
    headers,
    messageId: '<one@announce.lantern.example>',
    references: ['<zero@announce.lantern.example>'],
    date: new Date('2026-05-04T12:00:00Z'),
    ...mail,
  })
  return Buffer.concat([Buffer.from(`To: ${to}\r\n`), message])
}

const plain = await signer.sign(await composed({ subject: 'News', text: 'It is out.\n' }))
const tagsOf = (message: Buffer, index: number) =>
  new Map(
    (valuesOf(message, 'DKIM-Signature')[index] ?? '')
      .split(';')
      .map((tag) => tag.trim().split(/=(.*)/s, 2))
      .map(([name = '', value = '']) => [name, value.replace(/\s/g, '')]),
  )

describe('every template verifies with both keys, and as text alone', async () => {
  const folder = join(repository, 'emails', 'samples')
  const templates = loadTemplates(join(repository, 'emails'))
  for (const file of readdirSync(folder)) {
    test(file, async () => {
      const name = templateNames.find((candidate) => file.startsWith(candidate))
      if (name === undefined) throw new Error(`no template for ${file}`)
      const sample: Record<string, unknown> = JSON.parse(readFileSync(join(folder, file), 'utf8'))
      const { subject, text, html } = await templates.render(name, sample)
      const headers = isToList.has(name) ? listFields : personalHeaders(config, name)
      for (const mail of [
        { subject, text, html },
        { subject, text },
      ])
        expect(await verdicts(await signer.sign(await composed(mail, 'ada@example.org', headers)))).toEqual(BOTH_PASS)
    })
  }
})

describe('hostile heads and bodies verify', () => {
  const raw = (fields: string, body: string) =>
    Buffer.from(
      `To: ada@example.org\r\nFrom: Lantern OS <announce@lantern.example>\r\nDate: Mon, 04 May 2026 12:00:00 +0000\r\n${fields}\r\n${body}`,
    )
  test.each([
    ['a long subject', async () => await composed({ subject: 'word '.repeat(400), text: 'x' })],
    ['a subject that folds into encoded words', async () => await composed({ subject: 'Ü🎉 '.repeat(200), text: 'x' })],
    ['a subject of one word of 3,000', async () => await composed({ subject: 'w'.repeat(3000), text: 'x' })],
    ['a subject with line ends', async () => await composed({ subject: 'a\r\nBcc: x@y.example\n\tb', text: 'x' })],
    ['a local part in UTF-8', async () => await composed({ subject: 'x', text: 'x' }, 'jörg.müller@example.org')],
    ['trailing white space', async () => raw('Subject:  a \t b   \r\nMIME-Version: 1.0  \r\n', 'x \t\r\n  y\tz  \r\n')],
    [
      'fields folded and in odd letters',
      async () => raw('sUBJECT \t:\r\n a\r\n\tb\r\n \r\nmime-VERSION:1.0\r\n', 'x\r\n'),
    ],
    ['an empty field', async () => raw('Subject:\r\n', 'x\r\n')],
    ['a Subject twice', async () => raw('Subject: one\r\nSubject: two\r\n', 'x\r\n')],
    ['an empty body', async () => raw('Subject: x\r\n', '')],
    ['a body of one line end', async () => raw('Subject: x\r\n', '\r\n')],
    ['a body of bare spaces', async () => raw('Subject: x\r\n', '  \r\n \t \r\n')],
    ['blank lines at the end', async () => raw('Subject: x\r\n', 'x\r\n\r\n  \r\n\t\r\n\r\n')],
    ['a body without a last line end', async () => raw('Subject: x\r\n', 'x\r\ny')],
    ['lines that begin with dots and spaces', async () => raw('Subject: x\r\n', '.\r\n..\r\n   .  .\r\n From x\r\n')],
  ])('%s', async (_what, make) => {
    expect(await verdicts(await signer.sign(await make()))).toEqual(BOTH_PASS)
  })
})

describe('a signature', () => {
  test('covers the fields that MESSAGES asks for, From once more than it stands', () => {
    const names = (tagsOf(plain, 0).get('h') ?? '').split(':')
    expect(names.filter((name) => name === 'From')).toHaveLength(2)
    expect([...new Set(names)]).toEqual(
      'From To Subject Date Message-ID MIME-Version Content-Type List-Id List-Unsubscribe List-Unsubscribe-Post Auto-Submitted In-Reply-To References'.split(
        ' ',
      ),
    )
  })

  test('names a Reply-To where there is one', async () => {
    const message = Buffer.concat([
      Buffer.from('Reply-To: desk@lantern.example\r\n'),
      await composed({ subject: 'x', text: 'x' }),
    ])
    expect(tagsOf(await signer.sign(message), 0).get('h')).toContain('Reply-To')
  })

  test('is relaxed, of the From domain and the Date, without l= and x=', () => {
    for (const [index, { algorithm, selector }] of bothKeys.entries()) {
      const tags = tagsOf(plain, index)
      expect(Object.fromEntries(tags)).toMatchObject({
        v: '1',
        a: algorithm,
        c: 'relaxed/relaxed',
        d: 'lantern.example',
        s: selector,
        t: String(Date.parse('2026-05-04T12:00:00Z') / 1000),
      })
      expect([tags.has('l'), tags.has('x')]).toEqual([false, false])
    }
  })

  test('stands in front, RSA first, in lines of 78 at most', () => {
    const [first, second, third] = fieldsOf(plain)
    expect([first?.name, second?.name, third?.name]).toEqual(['dkim-signature', 'dkim-signature', 'to'])
    for (const line of `${first?.raw}${second?.raw}`.split('\r\n')) expect(line.length).toBeLessThanOrEqual(78)
  })

  test('is the same for the same message: a retry is byte-equal', async () => {
    const message = await composed({ subject: 'News', text: 'It is out.\n' })
    expect(await signer.sign(message)).toEqual(plain)
    expect(await signerWith(bothKeys).sign(message)).toEqual(plain)
  })

  test('is one for each key; without keys the message stays as it is', async () => {
    const message = await composed({ subject: 'x', text: 'x' })
    expect(await verdicts(await signerWith([rsaKey]).sign(message))).toEqual(BOTH_PASS.slice(0, 1))
    expect(await verdicts(await signerWith([ed25519Key]).sign(message))).toEqual(BOTH_PASS.slice(1))
    expect(await signerWith([]).sign(message)).toBe(message)
  })

  test('is refused to a message without a Date, which no retry could sign alike', async () => {
    await expect(signer.sign(Buffer.from('From: a@lantern.example\r\n\r\nx'))).rejects.toThrow(RangeError)
  })
})

describe('what no relay may change', () => {
  const signedNames = [...new Set((tagsOf(plain, 0).get('h') ?? '').toLowerCase().split(':'))]
  test.each(signedNames)('%s', async (name) => {
    const field = fieldsOf(plain).find((one) => one.name === name)
    const changed = plain.toString('latin1').replace(field?.raw ?? '?', (raw) => raw.replace(/\S(?=\r\n$)/, '~'))
    expect(changed).not.toBe(plain.toString('latin1'))
    expect((await verdicts(Buffer.from(changed, 'latin1'))).filter((verdict) => verdict.endsWith('pass'))).toEqual([])
    const without = plain.toString('latin1').replace(field?.raw ?? '?', '')
    expect((await verdicts(Buffer.from(without, 'latin1'))).filter((verdict) => verdict.endsWith('pass'))).toEqual([])
  })

  test('a second From', async () => {
    const forged = Buffer.concat([Buffer.from('From: evil@lantern.example\r\n'), plain])
    expect((await verdicts(forged)).filter((verdict) => verdict.endsWith('pass'))).toEqual([])
  })

  test('any octet of the body', async () => {
    const begin = headOf(plain).length + 2
    const octets = [...plain.entries()].filter(([at, octet]) => at >= begin && octet > 32).map(([at]) => at)
    expect(octets.length).toBeGreaterThan(5)
    for (const at of octets) {
      const changed = Buffer.from(plain)
      changed[at] = changed[at] === 0x41 ? 0x42 : 0x41
      expect(
        (await verdicts(changed)).filter((verdict) => verdict.endsWith('pass')),
        `octet ${at}`,
      ).toEqual([])
    }
  })
})

describe('canonicalisation is that of mailauth', () => {
  // mailauth takes JavaScript's idea of white space; RFC 6376 §2.8 has space and tab alone.
  const odd = /[\u000b\u000c\u0000\u00a0]/g
  const octets = fc.string({
    unit: fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code)),
    maxLength: 30,
  })
  const words = octets.map((text) => text.replace(/[\r\n]/g, '').replace(odd, ''))
  const space = fc.stringMatching(/^[ \t]{0,4}$/)

  test('for any field', () => {
    const piece = fc.oneof(words, space, fc.constantFrom('\r\n ', '\r\n\t', '\r\n \t'))
    fc.assert(
      fc.property(fc.constantFrom('Subject', 'X-Any', 'LIST-id'), space, fc.array(piece), (name, gap, pieces) => {
        const field = `${name}${gap}:${pieces.join('')}`
        expect(relaxedField(field)).toBe(formatRelaxedLine(Buffer.from(field, 'latin1')).toString('latin1'))
      }),
      { numRuns: 500 },
    )
  })

  test('for any body', () => {
    const line = fc.array(fc.oneof(words, space, fc.constantFrom(' ', '\t', '  x', '.')), { maxLength: 6 })
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const body = Buffer.from(lines.map((pieces) => `${pieces.join('')}\r\n`).join(''), 'latin1')
        const theirs = new RelaxedHash('sha256')
        theirs.update(body)
        expect(bodyHash(body)).toBe(theirs.digest('base64'))
      }),
      { numRuns: 1000 },
    )
  })

  test('and as RFC 6376 §3.4.5 shows it', () => {
    const message = Buffer.from('A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n\r\n\r\n')
    const { fields, body } = partsOf(message)
    expect([...fields.values()].flat().map(relaxedField)).toEqual(['a:X', 'b:Y Z'])
    expect(relaxedBody(body).toString()).toBe(' C\r\nD E\r\n')
  })
})
