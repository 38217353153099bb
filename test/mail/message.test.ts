import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { List } from '../../src/config/schema.js'
import { compose } from '../../src/mail/compose.js'
import { composeTest, freezeAnnouncement } from '../../src/mail/freeze-notice.js'
import { freezeConfirmation } from '../../src/mail/freeze-personal.js'
import { listHeaders, messageIdFor, personalHeaders } from '../../src/mail/headers.js'
import { renderAnnouncement, renderConfirmation } from '../../src/mail/render-notice.js'
import { type Placeholders, personalise } from '../../src/mail/slots.js'
import { loadTemplates } from '../../src/mail/templates/load.js'
import type { Announcement } from '../../src/posts/announcement.js'
import { makeLeaveToken, makeToken } from '../../src/subscribers/links.js'
import { announcement, configOf } from '../support/announcements.js'
import { repository } from '../support/project.js'
import { fieldsOf, headOf, parseMail, valuesOf, wireFaults } from './wire.js'

const templates = loadTemplates(join(repository, 'emails'))
const release: List = { id: 'releases', title: 'Releases', description: '', categories: ['releases'] }
const security: List = { id: 'security', title: 'Security bulletins', description: '', categories: ['security'] }
const config = configOf({
  lists: [release, security],
  web: { url: 'https://mail.lantern.example' },
  mail: { postalAddress: 'Lantern OS\n4000-123 Porto' },
})
const now = Date.parse('2026-05-04T12:00:00Z')
const keys = { current: 3, byNumber: new Map([[3, Buffer.alloc(32, 7)]]) }
const key = 'announcement:news'

function valuesFor(person: number, mailing: number, since: string): Placeholders {
  const claim = { person, mailing }
  return {
    unsubscribe: makeToken(keys, 'unsubscribe', claim),
    leave: makeLeaveToken(keys, claim),
    preferences: makeToken(keys, 'preferences', claim),
    confirm: makeToken(keys, 'confirm', claim),
    address: makeToken(keys, 'address', claim),
    since,
  }
}

interface Reader {
  readonly to: string
  readonly format: 'html' | 'text'
  readonly list: List
  readonly values: Placeholders
}

const ada: Reader = { to: 'ada@example.org', format: 'html', list: release, values: valuesFor(1, 1, '2026-05-01') }

/** As the ledger makes it: frozen once with placeholders, written over for one person. */
async function frozenFor(post: Announcement, reader: Reader): Promise<Buffer> {
  const { variants } = await freezeAnnouncement({
    config,
    templates,
    key,
    announcement: post,
    lists: [release, security],
    now,
  })
  const variant = variants.find((one) => one.list === reader.list.id && one.format === reader.format)
  if (variant === undefined) throw new Error('there is no such variant')
  return personalise(variant.frozen, reader.to, reader.values)
}

/** As if nobody else got it: composed from the start with what this person has. */
async function composedFor(post: Announcement, { to, format, list, values }: Reader): Promise<Buffer> {
  const links = {
    unsubscribeUrl: `https://mail.lantern.example/unsubscribe/${values.unsubscribe}`,
    preferencesUrl: `https://mail.lantern.example/preferences/${values.preferences}`,
    since: values.since,
  }
  const { subject, html, text } = await renderAnnouncement({ announcement: post, list, config, links, templates })
  const headers = listHeaders({
    config,
    list,
    key,
    severity: post.severity,
    archivedAt: post.url,
    unsubscribeUrl: links.unsubscribeUrl,
  })
  const message = {
    config,
    subject,
    headers,
    messageId: messageIdFor(key, config.mail.domain),
    date: new Date(now),
    text,
  }
  return Buffer.concat([
    Buffer.from(`To: ${to}\r\n`),
    await compose(format === 'html' ? { ...message, html } : message),
  ])
}

const day = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2029-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const number = fc.integer({ min: 1, max: 2 ** 40 })
const reader: fc.Arbitrary<Reader> = fc.record({
  to: fc.constantFrom(
    'ada@example.org',
    'jörg.müller@example.org',
    `${'long'.repeat(16)}@${'a.very.long.domain.'.repeat(8)}example.org`,
  ),
  format: fc.constantFrom<('html' | 'text')[]>('html', 'text'),
  list: fc.constantFrom(release, security),
  values: fc.tuple(number, number, day).map(([person, mailing, since]) => valuesFor(person, mailing, since)),
})
const words = fc.string({ unit: 'grapheme', maxLength: 60 })
const body = fc
  .array(
    fc.oneof(
      words,
      fc.constantFrom(
        '# Heading',
        '    code = "x"',
        '- item',
        '> quote',
        '[link](/downloads/)',
        '| a | b |\n|---|---|\n| 1 | 2 |',
      ),
    ),
    { maxLength: 8 },
  )
  .map((blocks) => blocks.join('\n\n'))
const post = fc
  .tuple(words, body, fc.constantFrom<Announcement['severity'][]>('info', 'important', 'recall'))
  .map(([title, text, severity]) => announcement({ title: title.trim() === '' ? 'News' : title, body: text, severity }))

test('a frozen message with one person written in is, byte for byte, what composing it for that person gives', async () => {
  await fc.assert(
    fc.asyncProperty(post, reader, async (what, who) => {
      const [frozen, composed] = [await frozenFor(what, who), await composedFor(what, who)]
      expect(frozen.toString('latin1')).toBe(composed.toString('latin1'))
      expect(frozen.subarray(0, frozen.indexOf('\r\n')).toString()).toBe(`To: ${who.to}`)
    }),
    { numRuns: 20 },
  )
})

test('the same for a confirmation', async () => {
  const input = { config, templates, key: 'confirmation:one', lists: [release, security], now }
  const { variants, messageId } = await freezeConfirmation(input)
  const { subject, html, text } = await renderConfirmation({
    lists: input.lists,
    config,
    confirmUrl: `https://mail.lantern.example/confirm/${ada.values.confirm}`,
    templates,
  })
  for (const { format, list, frozen } of variants) {
    const message = {
      config,
      subject,
      headers: personalHeaders(config, 'confirmation'),
      messageId,
      date: new Date(now),
      text,
    }
    const composed = await compose(format === 'html' ? { ...message, html } : message)
    expect(list).toBe('releases')
    expect(personalise(frozen, ada.to, { confirm: ada.values.confirm }).toString()).toBe(
      `To: ada@example.org\r\n${composed.toString()}`,
    )
  }
})

test('whatever an author writes, the message keeps the wire format and its fields stand in it once', async () => {
  await fc.assert(
    fc.asyncProperty(post, reader, async (what, who) => {
      const bytes = await frozenFor(what, who)
      expect(wireFaults(bytes)).toEqual([])
      const names = fieldsOf(bytes).map((field) => field.name)
      expect(new Set(names).size).toBe(names.length)
      for (const name of ['from', 'to', 'subject', 'date', 'message-id', 'mime-version']) expect(names).toContain(name)
    }),
    { numRuns: 20 },
  )
})

describe('the message of one person', () => {
  const html = frozenFor(announcement(), ada)
  const text = frozenFor(announcement(), { ...ada, format: 'text' })

  test('carries the fields of list mail', async () => {
    const bytes = await html
    const { unsubscribe } = ada.values
    const expected: Record<string, string> = {
      'list-id': '"Lantern OS: Releases" <releases.announce.lantern.example>',
      'list-unsubscribe': `<https://mail.lantern.example/unsubscribe/${unsubscribe}>`,
      'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
      'list-subscribe': '<https://mail.lantern.example/subscribe>',
      'list-help': '<https://mail.lantern.example/help>',
      'list-archive': '<https://lantern.example/>',
      'list-post': 'NO',
      'archived-at': '<https://lantern.example/news/2026/05/04/lantern-os-3-1-0-has-been-released/>',
      precedence: 'bulk',
      'auto-submitted': 'auto-generated',
    }
    for (const [name, value] of Object.entries(expected)) expect(valuesOf(bytes, name), name).toEqual([value])
    expect(valuesOf(bytes, 'Importance')).toEqual([])
    expect(valuesOf(bytes, 'X-Belfry-Test')).toEqual([])
  })

  test('folds no URL', async () => {
    for (const { value, raw } of fieldsOf(await html)) if (value.includes('https://')) expect(raw).toContain(value)
  })

  test('has one Message-ID for its notice, in every list and format', async () => {
    const { messageId, variants } = await freezeAnnouncement({
      config,
      templates,
      key,
      announcement: announcement(),
      lists: [release, security],
      now,
    })
    expect(variants.map((variant) => [variant.list, variant.format])).toEqual([
      ['releases', 'html'],
      ['releases', 'text'],
      ['security', 'html'],
      ['security', 'text'],
    ])
    for (const { frozen } of variants) expect(valuesOf(frozen.bytes, 'Message-ID')).toEqual([messageId])
    expect(messageId).toBe(messageIdFor(key, 'announce.lantern.example'))
  })

  test('is text first, then HTML, and text alone for those who chose it', async () => {
    expect((await html).toString().match(/^Content-Type: [\w/]+/gim)).toEqual([
      'Content-Type: multipart/alternative',
      'Content-Type: text/plain',
      'Content-Type: text/html',
    ])
    expect((await text).toString().match(/^Content-Type: [\w/]+/gim)).toEqual(['Content-Type: text/plain'])
  })

  test('shows in both parts how to leave, how to choose, why it came, since when, and the postal address', async () => {
    const mail = await parseMail(await html)
    for (const part of [mail.text ?? '', mail.html ?? '', (await parseMail(await text)).text ?? '']) {
      expect(part).toContain(`https://mail.lantern.example/unsubscribe/${ada.values.unsubscribe}`)
      expect(part).toContain(`https://mail.lantern.example/preferences/${ada.values.preferences}`)
      expect(part).toContain('2026-05-01')
      expect(part).toContain('Releases')
      expect(part).toContain('4000-123 Porto')
    }
  })

  test('says the same in both parts, with absolute links', async () => {
    const mail = await parseMail(await html)
    for (const part of [mail.text ?? '', mail.html ?? '']) {
      expect(part).toContain('Lantern OS 3.1.0')
      expect(part).toContain('https://lantern.example/downloads/')
    }
  })

  test('has no script, form, frame, remote style or pixel, and says its language', async () => {
    const page =
      (
        await parseMail(
          await frozenFor(
            announcement({
              body: '<script>x</script><iframe src="/x"></iframe><form><input></form>\n\n<img src="https://x.example/p.gif" width="1" height="1">\n\nText.',
            }),
            ada,
          ),
        )
      ).html ?? ''
    expect(page).not.toMatch(/<(script|form|iframe|input|link)\b|@import|p\.gif/i)
    expect(page).toMatch(/<html[^>]* lang="en"/)
    expect(page).toMatch(/role="presentation"/)
  })

  test('stays under 100,000 bytes of HTML, and a longer post leads to the whole', async () => {
    const long = announcement({
      body: Array.from(
        { length: 4000 },
        (_, line) => `Paragraph ${line} of a very long announcement, with ümläuts.`,
      ).join('\n\n'),
    })
    const page = (await parseMail(await frozenFor(long, ada))).html ?? ''
    expect(Buffer.byteLength(page)).toBeLessThan(100_000)
    expect(page).toContain(long.url)
    expect(page).toContain(`/unsubscribe/${ada.values.unsubscribe}`)
  })

  test('has a preview that is not the title again', async () => {
    const page = (await parseMail(await html)).html ?? ''
    expect(page).toMatch(/display:\s*none[^>]*>\s*Lantern OS 3\.1\.0 is out\./)
  })

  test('of a recall says so in its subject and claims importance', async () => {
    const bytes = await frozenFor(announcement({ severity: 'recall' }), ada)
    expect(valuesOf(bytes, 'Subject')).toEqual(['Withdrawn: Lantern OS 3.1.0 has been released'])
    expect(valuesOf(bytes, 'Importance')).toEqual(['high'])
  })

  test('cannot be made to hold a placeholder: two mailings of one post differ in them', async () => {
    const freeze = async () =>
      (await freezeAnnouncement({ config, templates, key, announcement: announcement(), lists: [release], now }))
        .variants[0]?.frozen
    const [one, two] = [await freeze(), await freeze()]
    expect(one?.slots).toEqual(two?.slots)
    expect(one?.bytes.equals(two?.bytes ?? Buffer.alloc(0))).toBe(false)
    const written = [one, two].map((frozen) =>
      frozen === undefined ? '' : personalise(frozen, ada.to, ada.values).toString(),
    )
    expect(written[0]).toBe(written[1])
  })

  test('holds every slot in both parts: nobody can get the link of another', async () => {
    const other = { ...ada, values: valuesFor(2, 1, '2026-05-02') }
    const mine = (await html).toString('latin1').replaceAll('=\r\n', '')
    const theirs = (await frozenFor(announcement(), other)).toString('latin1').replaceAll('=\r\n', '')
    for (const name of ['unsubscribe', 'preferences'] as const) {
      expect(mine.split(ada.values[name]).length - 1).toBe(theirs.split(other.values[name]).length - 1)
      expect(theirs).not.toContain(ada.values[name])
    }
  })
})

test('a title that turns or breaks lines cannot change the head', async () => {
  const title = 'Released\r\nBcc: victim@example.org\u202e 🎉 \u2066שלום'
  const bytes = await frozenFor(announcement({ title, slug: 'news' }), ada)
  expect(valuesOf(bytes, 'Bcc')).toEqual([])
  expect(wireFaults(bytes)).toEqual([])
  expect((await parseMail(bytes)).subject).toBe('Released Bcc: victim@example.org 🎉 שלום')
})

test('a test send is marked, has a Message-ID of its own each time, and links that belong to nobody', async () => {
  const input = { config, templates, key, announcement: announcement(), lists: [release], now }
  const [first, second] = [
    await composeTest(input, release, 'html', 'ada@example.org'),
    await composeTest(input, release, 'text', 'ada@example.org'),
  ]
  for (const bytes of [first, second]) {
    expect(valuesOf(bytes, 'Subject')).toEqual(['[Test] Lantern OS 3.1.0 has been released'])
    expect(valuesOf(bytes, 'X-Belfry-Test')).toEqual(['yes'])
    expect(valuesOf(bytes, 'To')).toEqual(['ada@example.org'])
    expect(valuesOf(bytes, 'Message-ID')).not.toEqual([messageIdFor(key, config.mail.domain)])
    expect(wireFaults(bytes)).toEqual([])
    expect(headOf(bytes)).toContain(`/unsubscribe/${'0'.repeat(39)}>`)
  }
  expect(valuesOf(first, 'Message-ID')).not.toEqual(valuesOf(second, 'Message-ID'))
  expect(second.toString()).not.toContain('text/html')
  // Whoever tries it has been there since today.
  expect((await parseMail(second)).text).toContain(`since ${new Date(now).toISOString().slice(0, 10)}`)
})
