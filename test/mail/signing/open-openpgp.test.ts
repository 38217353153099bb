/**
 * Mail whose content is signed with OpenPGP, verified by gpg over the bytes that a person gets; and a signed block in a
 * post, which stays as it was signed in the text of the mail.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { List } from '../../../src/config/schema.js'
import { composeTest, freezeAnnouncement, freezeEndOfLife } from '../../../src/mail/freeze-notice.js'
import { openContentSigner } from '../../../src/mail/signing/open-openpgp.js'
import { type SignContent, signedOnce, takeApart } from '../../../src/mail/signing/openpgp-content.js'
import { type Placeholders, personalise } from '../../../src/mail/slots.js'
import { loadTemplates } from '../../../src/mail/templates/load.js'
import { endOfLifeTextsOf } from '../../../src/notices/end-of-life/texts.js'
import { endOfLifeKey } from '../../../src/register/notice-keys.js'
import { loadWords } from '../../../src/words/load-words.js'
import { announcement, configOf } from '../../support/announcements.js'
import { temporaryFolder } from '../../support/git-repository.js'
import { product, release } from '../../support/releases.js'
import { openpgpSigner } from '../../support/signers.js'
import { fieldsOf, parseMail, valuesOf, wireFaults } from '../wire.js'

const hasGpg = spawnSync('gpg', ['--version']).status === 0
const templates = loadTemplates('')
const releases: List = { id: 'releases', title: 'Releases', description: '', categories: ['releases'] }
const security: List = { id: 'security', title: 'Security bulletins', description: '', categories: ['security'] }
const config = configOf({ lists: [releases, security], web: { url: 'https://mail.lantern.example' } })
const now = Date.parse('2026-05-04T12:00:00Z')
const valuesOfPerson = (letter: string, since: string): Placeholders => ({
  unsubscribe: letter.repeat(39),
  leave: letter.repeat(46),
  preferences: letter.toUpperCase().repeat(39),
  confirm: letter.repeat(39),
  address: letter.repeat(39),
  since,
})
const ada = valuesOfPerson('a', '2026-05-01')
const bob = valuesOfPerson('b', '2025-11-30')

/**
 * One part of a multipart, as its octets stand there (RFC 2046 §5.1.1: the line end before a boundary belongs to the
 * boundary).
 */
function partsOf(entity: Buffer): Buffer[] {
  const text = entity.toString('latin1')
  const boundary = /boundary="([^"]+)"/.exec(text)?.[1] ?? ''
  return text
    .split(`\r\n--${boundary}`)
    .slice(1)
    .filter((part) => !part.startsWith('--'))
    .map((part) => Buffer.from(part.slice(2), 'latin1'))
}

function signedParts(message: Buffer) {
  const [signed = Buffer.alloc(0), footer = Buffer.alloc(0)] = partsOf(message)
  const [content = Buffer.alloc(0), signature = Buffer.alloc(0)] = partsOf(signed)
  return {
    signed: signed.toString('latin1'),
    content,
    signature: signature.toString('latin1'),
    footer: footer.toString('latin1'),
  }
}

describe.skipIf(!hasGpg)('with a key (passed over where there is no gpg)', () => {
  const folder = temporaryFolder('openpgp')
  const file = join(folder, 'secret.asc')
  const body = 'From here on it is *out*. See the [downloads](/downloads/).\n\n    From  \n    code  \n'
  const post = announcement({ body, title: 'Lantern OS 3.1.0, ümläut' })
  let key: ReturnType<typeof openpgpSigner>
  let openpgp: SignContent
  let signatures = 0

  const gpgSays = (content: Buffer, signature: string) => {
    const [data, detached] = [join(folder, 'content'), join(folder, 'content.asc')]
    writeFileSync(data, content)
    writeFileSync(detached, signature.slice(signature.indexOf('-----BEGIN')))
    const ran = spawnSync('gpg', ['--batch', '--status-fd', '1', '--verify', detached, data], {
      encoding: 'utf8',
      env: { ...process.env, ...key.environment },
    })
    return ran.stdout
  }
  const freeze = async () =>
    await freezeAnnouncement({
      ...{ config, templates, now, openpgp, announcement: post },
      ...{ key: 'announcement:news', lists: [releases, security] },
    })
  const variant = async (format: 'html' | 'text') => {
    const found = (await freeze()).variants.find((one) => one.format === format)
    if (found === undefined) throw new Error('there is no such variant')
    return found.frozen
  }

  beforeAll(async () => {
    key = openpgpSigner('Lantern OS <announce@lantern.example>')
    writeFileSync(file, key.gpg('--armor', '--export-secret-keys', key.key), { mode: 0o600 })
    const sign = await openContentSigner(file)
    if (sign === undefined) throw new Error('no key')
    const once = signedOnce(sign)
    openpgp = async (bytes) => {
      signatures += 1
      return await once(bytes)
    }
  })

  test.each(['html', 'text'] as const)(
    'gpg verifies what two people get as %s, and one signature serves both',
    async (format) => {
      const frozen = await variant(format)
      const [one, two] = [personalise(frozen, 'ada@example.org', ada), personalise(frozen, 'bob@example.org', bob)]
      expect(gpgSays(signedParts(one).content, signedParts(one).signature)).toMatch(/^\[GNUPG:\] GOODSIG /m)
      expect(gpgSays(signedParts(two).content, signedParts(two).signature)).toMatch(/^\[GNUPG:\] GOODSIG /m)
      expect(signedParts(one).content.equals(signedParts(two).content)).toBe(true)
      const changed = Buffer.from(signedParts(one).content.toString('latin1').replace('out', 'not'), 'latin1')
      expect(gpgSays(changed, signedParts(one).signature)).toMatch(/^\[GNUPG:\] BADSIG /m)
    },
  )

  test('of an end of life the same content is signed for all; why each person gets it stands below', async () => {
    const [ends, next] = [release('2.1', { eol: '2026-05-04' }), release('2.2')]
    const cycles = ['2.1']
    const occasion = {
      product: 'lantern',
      cycles,
      field: 'eol',
      date: '2026-05-04',
      stage: 'reached',
      count: 1,
    } as const
    const endOfLife = { product: product('lantern', [ends, next]), release: ends, occasion, today: '2026-05-04' }
    const endOfLifeTexts = endOfLifeTextsOf(loadWords('', 'en').words)
    const before = signatures
    const { variants } = await freezeEndOfLife({
      ...{ config, templates, now, openpgp, announcement: post, lists: [releases], references: () => [] },
      ...{ key: endOfLifeKey(occasion), endOfLife, endOfLifeTexts },
    })
    expect(signatures - before).toBeLessThanOrEqual(variants.length)
    const found = variants.filter(({ format }) => format === 'text')
    const parts = found.map(({ frozen }) => signedParts(personalise(frozen, 'ada@example.org', ada)))
    expect(found.map(({ because }) => because)).toEqual([undefined, 'runs:1', 'none', 'ended', 'ask'])
    for (const { content, signature } of parts) {
      expect(content.equals(parts[0]?.content ?? Buffer.alloc(0))).toBe(true)
      expect(signature).toBe(parts[0]?.signature)
      expect(content.toString('latin1')).not.toMatch(/because you|down as running/)
    }
    const footers = parts.map(({ footer }) => footer.replace(/=?\r\n/g, ' ').replace(/ +/g, ' '))
    expect(footers[1]).toContain('We have you down as running Lantern OS 2.1.')
    expect(footers[2]).toContain('You did not say which releases you run')
    expect(footers[4]).toContain('Say what you run now')
  })

  test('is multipart/signed with the hash that gpg used, its signature second', async () => {
    const { signed, signature } = signedParts(personalise(await variant('html'), 'ada@example.org', ada))
    expect(signed).toMatch(
      /^Content-Type: multipart\/signed; micalg=pgp-sha512;\r\n protocol="application\/pgp-signature";/,
    )
    expect(signature).toMatch(/^Content-Type: application\/pgp-signature;/)
    expect(signed.match(/^Content-Type: [\w/-]+/gim)).toEqual([
      'Content-Type: multipart/signed',
      'Content-Type: multipart/alternative',
      'Content-Type: text/plain',
      'Content-Type: text/html',
      'Content-Type: application/pgp-signature',
    ])
  })

  test('what is signed is safe on the way: ASCII, short lines, nothing in white space or in "From " (RFC 3156 §3)', async () => {
    for (const format of ['html', 'text'] as const) {
      const message = personalise(await variant(format), 'ada@example.org', ada)
      const lines = signedParts(message).content.toString('latin1').split('\r\n')
      expect(lines.filter((line) => /[^\x20-\x7e\t]|[ \t]$|^From |^.{79}/.test(line))).toEqual([])
      expect(wireFaults(message)).toEqual([])
      expect(fieldsOf(message).filter(({ name }) => name === 'content-type')).toHaveLength(1)
      expect(valuesOf(message, 'MIME-Version')).toEqual(['1.0'])
    }
  })

  test('what differs by person stands in the head and below what is signed, and nowhere else', async () => {
    for (const format of ['html', 'text'] as const) {
      const message = personalise(await variant(format), 'ada@example.org', ada)
      const { content, footer } = signedParts(message)
      const said = footer.replaceAll('=\r\n', '')
      for (const name of ['unsubscribe', 'preferences', 'since'] as const) {
        expect(content.toString('latin1').replaceAll('=\r\n', '')).not.toContain(ada[name])
        expect(said).toContain(ada[name])
      }
      expect(said).toContain('"Releases"')
      expect(valuesOf(message, 'List-Unsubscribe')).toEqual([
        `<https://mail.lantern.example/unsubscribe/${ada.unsubscribe}>`,
      ])
      const mail = await parseMail(message)
      expect(mail.text).toContain('From here on it is')
      expect(mail.text).toContain(`/unsubscribe/${ada.unsubscribe}`)
    }
  })

  test('content that two lists share is signed once', async () => {
    const before = signatures
    const { variants } = await freeze()
    expect(signatures - before).toBe(2)
    expect(variants).toHaveLength(4)
  })

  test('a test send is signed as the mailing is', async () => {
    const input = { config, templates, now, openpgp, announcement: post, key: 'announcement:news', lists: [releases] }
    const { content, signature } = signedParts(await composeTest(input, releases, 'html', 'ada@example.org'))
    expect(gpgSays(content, signature)).toMatch(/^\[GNUPG:\] GOODSIG /m)
  })

  test('a fingerprint names a key of the keyring', async () => {
    const before = process.env.GNUPGHOME
    process.env.GNUPGHOME = key.environment?.GNUPGHOME
    try {
      const sign = await openContentSigner(key.key)
      const { armour, micalg } = (await sign?.(Buffer.from('text\r\n'))) ?? { armour: '', micalg: '' }
      expect(micalg).toBe('pgp-sha512')
      expect(gpgSays(Buffer.from('text\r\n'), armour)).toMatch(/^\[GNUPG:\] GOODSIG /m)
      await expect(openContentSigner('0'.repeat(40))).rejects.toThrow('is no secret key that gpg knows')
    } finally {
      if (before === undefined) delete process.env.GNUPGHOME
      else process.env.GNUPGHOME = before
    }
  })

  test('a key that cannot sign is a fault with a remedy before anything is sent', async () => {
    const at = (name: string, text: string) => {
      writeFileSync(join(folder, name), text, { mode: 0o600 })
      return join(folder, name)
    }
    const fault = { code: 'OPENPGP_KEY', fix: expect.stringContaining('mail.openpgp.key') }
    await expect(openContentSigner(join(folder, 'absent'))).rejects.toMatchObject({
      ...fault,
      message: expect.stringContaining('ENOENT'),
    })
    await expect(openContentSigner(at('public.asc', key.allowed))).rejects.toMatchObject({
      ...fault,
      message: expect.stringContaining('public key alone'),
    })
    await expect(
      openContentSigner(at('pem', '-----BEGIN PRIVATE KEY-----\nMC4=\n-----END PRIVATE KEY-----\n')),
    ).rejects.toMatchObject(fault)
  })

  test('a key with a passphrase says so', async () => {
    const home = key.environment?.GNUPGHOME ?? ''
    const args = ['--batch', '--quiet', '--pinentry-mode', 'loopback', '--passphrase', 'secret']
    const env = { ...process.env, GNUPGHOME: home }
    execFileSync('gpg', [...args, '--quick-generate-key', 'Other', 'ed25519', 'sign', 'never'], {
      env,
      stdio: 'ignore',
    })
    const listed = execFileSync('gpg', ['--with-colons', '--list-keys', 'Other'], { env, encoding: 'utf8' })
    const other = /^fpr:+([0-9A-F]+):/m.exec(listed)?.[1] ?? ''
    const path = join(folder, 'locked.asc')
    writeFileSync(path, execFileSync('gpg', [...args, '--armor', '--export-secret-keys', other], { env }), {
      mode: 0o600,
    })
    const sign = await openContentSigner(path)
    await expect(sign?.(Buffer.from('text'))).rejects.toMatchObject({
      code: 'OPENPGP_KEY',
      fix: expect.stringContaining('no passphrase'),
    })
  })

  test('a block that a post brings signed verifies in the text of its mail', async () => {
    const words = [
      'Hash of the image, and what to know:  ',
      '',
      '- a line that begins with a dash',
      '-- ',
      'From here on nobody may change a letter of it. This line is longer than any column that a mail would be wrapped at.\t ',
      '  indented, > not a quote',
      '> quoted',
      'ümläut = 100 %, `code`, <b>, &amp;, *stars*, _underscores_',
      '',
      `${'0123456789abcdef'.repeat(8)} *lantern.iso`,
    ].join('\n')
    const source = join(folder, 'words')
    writeFileSync(source, `${words}\n`)
    const signed = key.gpg('--armor', '--output', '-', '--clearsign', source)
    const bodies = { fenced: `\`\`\`\n${signed}\`\`\`\n`, indented: signed.replace(/^/gm, '    ') }
    for (const [how, block] of Object.entries(bodies)) {
      const input = { config, templates, now, key: 'announcement:news', lists: [releases] }
      const { variants } = await freezeAnnouncement({
        ...input,
        announcement: announcement({ body: `Verify it.\n\n${block}` }),
      })
      for (const { format, frozen } of variants) {
        const text = (await parseMail(personalise(frozen, 'ada@example.org', ada))).text ?? ''
        // The whole text, as a program that knows format=flowed shows it (RFC 3676 §4); gpg finds the block in it.
        const ran = spawnSync('gpg', ['--batch', '--status-fd', '1', '--verify'], {
          input: text,
          encoding: 'utf8',
          env: { ...process.env, ...key.environment },
        })
        expect(ran.stdout, `${how} ${format}`).toMatch(/^\[GNUPG:\] GOODSIG /m)
      }
    }
  })
})

test('where gpg is not installed, that is said', async () => {
  const before = process.env.PATH
  const empty = temporaryFolder('nothing')
  mkdirSync(join(empty, 'bin'))
  const file = join(empty, 'key.asc')
  writeFileSync(file, 'key', { mode: 0o600 })
  chmodSync(file, 0o600)
  process.env.PATH = join(empty, 'bin')
  try {
    await expect(openContentSigner(file)).rejects.toMatchObject({ code: 'GPG_MISSING', exitCode: 3 })
    expect(await openContentSigner('')).toBeUndefined()
  } finally {
    process.env.PATH = before
  }
})

test('a line that begins with "From " is written so that no mailbox changes it, and reads the same', async () => {
  const { entity, fields } = takeApart(
    Buffer.from('Subject: x\r\nContent-Type: text/plain\r\n\r\nFrom here\r\nand From there\r\n'),
  )
  expect(fields).toBe('Subject: x\r\n')
  expect(entity.toString()).toBe('Content-Type: text/plain\r\n\r\n=46rom=\r\n here\r\nand From there\r\n')
})
