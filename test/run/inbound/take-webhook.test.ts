/**
 * Webhooks of mail providers: what each says follows as from mail that came back, what is not the provider's changes
 * nothing, and nothing is taken twice.
 */
import { createPrivateKey } from 'node:crypto'
import { beforeEach, describe, expect } from 'vitest'
import type { HookRequest } from '../../../src/inbound/webhooks/event.js'
import type { AppContext } from '../../../src/run/app-context.js'
import { takeWebhook } from '../../../src/run/inbound/take-webhook.js'
import { showPerson, unsuppressAll } from '../../../src/run/people/by-operator.js'
import { subscribe } from '../../../src/run/people/membership.js'
import { makeReturnPath, makeToken } from '../../../src/subscribers/links.js'
import { suppressionOf } from '../../../src/subscribers/suppression-store.js'
import { addMailing, addPerson, addressOf } from '../../delivery/ledger.js'
import {
  CERTIFICATE_URL,
  hookRequest,
  mailgunBody,
  SENDGRID_KEY,
  sendgridRequest,
  sns,
  TOPIC,
} from '../../inbound/hook-shapes.js'
import { closing } from '../../support/closing.js'
import { testOn } from '../../support/databases.js'
import { makeProject, openTestWorld, type TestClock, testClock } from '../../support/project.js'
import { SNS_CERTIFICATE, SNS_KEY } from '../../support/sns-certificate.js'

const ADA = 'ada@example.net'
const EVE = 'eve@example.org'
const DOMAIN = 'announce.lantern.example'
const MAILGUN_KEY = 'a-key-that-mailgun-shows-once'
const SECRET = 'a-secret-in-an-address-1'
const snsKey = createPrivateKey(SNS_KEY)

describe.each(['sqlite', 'postgres'] as const)('webhooks, on %s', (dialect) => {
  const it = testOn(dialect)
  let world: AppContext
  let clock: TestClock
  let mailing = 0
  let people: Record<string, number>
  let asked: string[]
  let token = 0

  beforeEach(async () => {
    clock = testClock('2027-05-05T12:00:00Z')
    const webhooks = { ses: TOPIC, mailgun: MAILGUN_KEY, sendgrid: SENDGRID_KEY, postmark: SECRET, mailjet: SECRET }
    world = closing(await openTestWorld(await makeProject(dialect, { inbound: { webhooks } }), clock))
    people = {}
    for (const address of [ADA, EVE]) people[address] = await addPerson(world.store, address, ['releases', 'security'])
    mailing = await addMailing(world.store)
    await world.store.db.updateTable('deliveries').set({ state: 'accepted' }).execute()
    await world.store.db
      .updateTable('mailings')
      .set({ created_at: clock.now() - 60_000, message_id: `<one@${DOMAIN}>` })
      .execute()
    asked = []
  })

  const get = async (url: string) => {
    asked.push(url)
    return SNS_CERTIFICATE
  }
  const take = async (name: string, request: HookRequest) => await takeWebhook(world, name, request, get)
  const reasonOf = async (address: string) => (await suppressionOf(world.store.db, address))?.reason
  const statesOf = async (address: string) =>
    (await showPerson(world, addressOf(address))).subscriptions.map(({ state }) => state)
  const bouncesOf = async (address: string) =>
    (await showPerson(world, addressOf(address))).bounces.map((one) => `${one.class} ${one.source}`)

  const now = () => new Date(clock.now()).toISOString()
  const sesBounce = (address: string, more: object = {}) => ({
    notificationType: 'Bounce',
    bounce: {
      bounceType: 'Permanent',
      bounceSubType: 'General',
      bouncedRecipients: [
        { emailAddress: address, status: '5.1.1', diagnosticCode: `smtp; 550 5.1.1 <${address}> no such user` },
      ],
    },
    mail: {
      source: makeReturnPath(world.keys, { person: people[address] ?? 0, mailing }, DOMAIN),
      messageId: 'theirs',
    },
    ...more,
  })
  const sesFields = (message: unknown, id = 'one') => ({
    Message: JSON.stringify(message),
    MessageId: id,
    Timestamp: now(),
  })
  const ses = (message: unknown, id = `message ${++token}`, version: '1' | '2' = '2') =>
    hookRequest(JSON.stringify(sns(sesFields(message, id), snsKey, version)))
  const mailgun = (event: object, used = `token ${++token}`) =>
    hookRequest(mailgunBody(MAILGUN_KEY, used, clock.now(), { recipient: ADA, ...event }))
  const sendgrid = (...events: object[]) =>
    sendgridRequest(
      JSON.stringify(events.map((event) => ({ email: ADA, sg_event_id: `event ${++token}`, ...event }))),
      clock.now(),
    )
  const secret = (...events: object[]) => hookRequest(JSON.stringify(events), {}, SECRET)
  const postmark = (event: object) =>
    secret({ RecordType: 'Bounce', ID: ++token, Email: ADA, BouncedAt: now(), ...event })
  const mailjet = (event: object) => secret({ time: clock.now() / 1000, email: ADA, MessageID: ++token, ...event })

  const failed = { event: 'failed', severity: 'permanent' }
  const said = { 'delivery-status': { code: 550, message: '5.1.1 no such user' }, reason: 'bounce' }
  const gone = 'The email account that you tried to reach does not exist.'
  const shapes: readonly [string, string, () => HookRequest, string][] = [
    ['ses', 'a bounce', () => ses(sesBounce(ADA)), 'hard'],
    ['ses', 'version 1', () => ses(sesBounce(ADA), 'x', '1'), 'hard'],
    [
      'ses',
      'content refused',
      () =>
        ses(
          sesBounce(ADA, {
            bounce: {
              bounceType: 'Transient',
              bounceSubType: 'ContentRejected',
              bouncedRecipients: [{ emailAddress: ADA }],
            },
          }),
        ),
      'policy',
    ],
    [
      'ses',
      'full',
      () =>
        ses(
          sesBounce(ADA, {
            bounce: {
              bounceType: 'Transient',
              bounceSubType: 'MailboxFull',
              bouncedRecipients: [{ emailAddress: ADA }],
            },
          }),
        ),
      'soft',
    ],
    [
      'ses',
      'a holiday reply',
      () =>
        ses(
          sesBounce(ADA, {
            bounce: { bounceType: 'Transient', bounceSubType: 'General', bouncedRecipients: [{ emailAddress: ADA }] },
          }),
        ),
      '',
    ],
    [
      'ses',
      'their list',
      () =>
        ses(
          sesBounce(ADA, {
            bounce: {
              bounceType: 'Permanent',
              bounceSubType: 'OnAccountSuppressionList',
              bouncedRecipients: [{ emailAddress: ADA }],
            },
          }),
        ),
      'hard',
    ],
    [
      'ses',
      'a complaint',
      () =>
        ses(
          sesBounce(ADA, {
            notificationType: 'Complaint',
            complaint: { complainedRecipients: [{ emailAddress: ADA }], complaintFeedbackType: 'abuse' },
          }),
        ),
      'complaint',
    ],
    [
      'ses',
      'no spam',
      () =>
        ses(
          sesBounce(ADA, {
            notificationType: 'Complaint',
            complaint: { complainedRecipients: [{ emailAddress: ADA }], complaintFeedbackType: 'not-spam' },
          }),
        ),
      '',
    ],
    ['mailgun', 'a bounce', () => mailgun({ ...failed, ...said }), 'hard'],
    [
      'mailgun',
      'by Message-ID',
      () => mailgun({ ...failed, ...said, message: { headers: { 'message-id': `one@${DOMAIN}` } } }),
      'hard',
    ],
    [
      'mailgun',
      'of another mail',
      () => mailgun({ ...failed, ...said, message: { headers: { 'message-id': `two@${DOMAIN}` } } }),
      '',
    ],
    ['mailgun', 'tried again', () => mailgun({ event: 'failed', severity: 'temporary', reason: 'generic' }), ''],
    ['mailgun', 'full', () => mailgun({ ...failed, 'delivery-status': { code: 552, message: '5.2.2 full' } }), 'soft'],
    [
      'mailgun',
      'blocked',
      () => mailgun({ ...failed, reason: 'espblock', 'delivery-status': { message: '5.1.1' } }),
      'policy',
    ],
    [
      'mailgun',
      'their list',
      () => mailgun({ ...failed, reason: 'suppress-bounce', 'delivery-status': { code: 605 } }),
      'hard',
    ],
    ['mailgun', 'complained', () => mailgun({ event: 'complained' }), 'complaint'],
    [
      'sendgrid',
      'a bounce',
      () => sendgrid({ event: 'bounce', status: '5.1.1', reason: '550 5.1.1 unknown', type: 'bounce' }),
      'hard',
    ],
    [
      'sendgrid',
      'blocked',
      () => sendgrid({ event: 'bounce', status: '5.1.1', reason: '550', type: 'blocked' }),
      'policy',
    ],
    [
      'sendgrid',
      'policy',
      () => sendgrid({ event: 'bounce', status: '5.7.1', reason: 'no', type: 'bounce' }),
      'policy',
    ],
    ['sendgrid', 'their list', () => sendgrid({ event: 'dropped', reason: 'Bounced Address' }), 'hard'],
    ['sendgrid', 'dropped for itself', () => sendgrid({ event: 'dropped', reason: 'Spam Content' }), ''],
    ['sendgrid', 'spam', () => sendgrid({ event: 'open' }, { event: 'spamreport' }), 'complaint'],
    ['postmark', 'a bounce', () => postmark({ Type: 'HardBounce', Details: gone }), 'hard'],
    ['postmark', 'soft', () => postmark({ Type: 'SoftBounce', Details: gone }), 'soft'],
    ['postmark', 'blocked', () => postmark({ Type: 'Blocked', Details: gone }), 'policy'],
    ['postmark', 'a reply', () => postmark({ Type: 'AutoResponder', Details: gone }), ''],
    ['postmark', 'spam', () => postmark({ RecordType: 'SpamComplaint', Type: 'SpamComplaint' }), 'complaint'],
    [
      'postmark',
      'their list',
      () =>
        secret({
          RecordType: 'SubscriptionChange',
          SuppressSending: true,
          SuppressionReason: 'HardBounce',
          Recipient: ADA,
          ChangedAt: now(),
        }),
      'hard',
    ],
    [
      'postmark',
      'off their list',
      () =>
        secret({
          RecordType: 'SubscriptionChange',
          SuppressSending: false,
          SuppressionReason: 'HardBounce',
          Recipient: ADA,
          ChangedAt: now(),
        }),
      '',
    ],
    [
      'mailjet',
      'a bounce',
      () => mailjet({ event: 'bounce', hard_bounce: true, error_related_to: 'recipient', error: 'user unknown' }),
      'hard',
    ],
    [
      'mailjet',
      'full',
      () => mailjet({ event: 'bounce', hard_bounce: true, error_related_to: 'recipient', error: 'quota exceeded' }),
      'soft',
    ],
    [
      'mailjet',
      'policy',
      () => mailjet({ event: 'blocked', error_related_to: 'policy', error: 'policy issue' }),
      'policy',
    ],
    ['mailjet', 'spam', () => mailjet({ event: 'spam' }), 'complaint'],
  ]

  it('each shape of each provider is weighed as mail that came back is', async () => {
    for (const [name, what, request, found] of shapes) {
      await world.store.db.deleteFrom('bounces').execute()
      await unsuppressAll(world, [addressOf(ADA)], { by: 'mara', reason: '' })
      expect(await take(name, request()), `${name}: ${what}`).toBe('taken')
      expect(await bouncesOf(ADA), `${name}: ${what}`).toEqual(found === '' ? [] : [`${found} webhook`])
      const isGone = found === 'hard' || found === 'complaint'
      expect((await reasonOf(ADA)) !== undefined, `${name}: ${what}`).toBe(isGone)
    }
    expect(await bouncesOf(EVE)).toEqual([])
    expect(await reasonOf(EVE)).toBeUndefined()
  })

  it('who leaves at the provider leaves all lists, and is not thrown out again by the same event', async () => {
    const leaving: readonly [string, HookRequest][] = [
      ['mailgun', mailgun({ event: 'unsubscribed' })],
      ['sendgrid', sendgrid({ event: 'unsubscribe' })],
      [
        'postmark',
        secret({
          RecordType: 'SubscriptionChange',
          SuppressSending: true,
          SuppressionReason: 'ManualSuppression',
          Recipient: ADA,
          ChangedAt: now(),
        }),
      ],
      ['mailjet', mailjet({ event: 'unsub' })],
    ]
    for (const [name, request] of leaving) {
      expect(await take(name, request)).toBe('taken')
      expect(await statesOf(ADA)).toEqual(['ended', 'ended'])
      await world.store.db.updateTable('subscriptions').set({ state: 'confirmed' }).execute()
      expect(await take(name, request)).toBe('taken')
      expect(await statesOf(ADA)).toEqual(['confirmed', 'confirmed'])
    }
    const { events } = await showPerson(world, addressOf(ADA))
    expect(events[0]).toMatchObject({ action: 'unsubscribe', by: 'the mail provider' })
    expect(await reasonOf(ADA)).toBeUndefined()
  })

  it('a Mailgun token that was used signs nothing else; what is a week old is nothing any more', async () => {
    expect(await take('mailgun', mailgun({ event: 'opened' }, 'used'))).toBe('taken')
    // An event that says nothing uses its token up as well.
    expect(await take('mailgun', mailgun({ event: 'delivered' }, 'used'))).toBe('taken')
    const [first, again] = [
      mailgun({ event: 'complained' }, 'once'),
      mailgun({ ...failed, ...said, recipient: EVE }, 'once'),
    ]
    for (const request of [first, again]) await take('mailgun', request)
    expect(await reasonOf(ADA)).toBe('complained (spam)')
    expect(await reasonOf(EVE)).toBeUndefined()
    const late = [sendgrid({ event: 'spamreport', email: EVE }), mailgun({ event: 'complained', recipient: EVE })]
    const sesLate = ses(sesBounce(EVE))
    clock.advance(8 * 86_400_000)
    await take('sendgrid', late[0] ?? first)
    await take('mailgun', late[1] ?? first)
    expect(await take('ses', sesLate)).toBe('refused')
    expect(await reasonOf(EVE)).toBeUndefined()
  })

  it('200 forged variants of each provider suppress nobody', async () => {
    const roll = dice(20270505)
    for (const [name, genuine] of [
      ['ses', ses(sesBounce(ADA))],
      ['sendgrid', sendgrid({ event: 'bounce', status: '5.1.1', reason: '550 5.1.1 unknown', type: 'bounce' })],
      ['mailgun', mailgun({ ...failed, ...said })],
      ['postmark', postmark({ Type: 'HardBounce', Details: gone })],
      ['mailjet', mailjet({ event: 'spam' })],
    ] as const)
      for (let count = 0; count < 200; count += 1) {
        const forged = forgedOf(name, genuine, roll)
        expect(await take(name, forged), `${name} ${count}`).not.toBe('again')
        expect(await takeWebhook(world, 'elsewhere', forged, get)).toBe('refused')
      }
    for (const address of [ADA, EVE]) {
      expect(await reasonOf(address)).toBeUndefined()
      expect(await bouncesOf(address)).toEqual([])
    }
  })

  it('a signature by another key, for another topic, of another server is none', async () => {
    const fields = sesFields(sesBounce(ADA))
    const wrong: Record<string, string>[] = [
      { ...sns({ ...fields, TopicArn: TOPIC.replace('bounces', 'others') }, snsKey) },
      ...[
        CERTIFICATE_URL.replace('https:', 'http:'),
        CERTIFICATE_URL.replace('amazonaws.com', 'amazonaws.com.evil.example'),
        CERTIFICATE_URL.replace('sns.', 'evil.example/sns.'),
        CERTIFICATE_URL.replace('sns.', 'x@sns.'),
        CERTIFICATE_URL.replace('.com/', '.com:8443/'),
        CERTIFICATE_URL.replace('eu-central-1', 'us-east-1'),
        CERTIFICATE_URL.replace('/Simple', '/bucket/Simple'),
        `${CERTIFICATE_URL}?x=1`,
        CERTIFICATE_URL.replace('amazonaws.com', 'amazonaws.com.cn'),
        'file:///etc/passwd',
        '',
      ].map((SigningCertURL) => sns({ ...fields, SigningCertURL }, snsKey)),
    ]
    for (const message of wrong) expect(await take('ses', hookRequest(JSON.stringify(message)))).toBe('refused')
    expect(asked).toEqual([])
    const { Signature = '', ...unsigned } = sns(fields, snsKey)
    for (const body of [
      unsigned,
      { ...unsigned, Signature, SignatureVersion: '3' },
      { ...unsigned, Signature, Subject: 'x' },
    ])
      expect(await take('ses', hookRequest(JSON.stringify(body)))).toBe('refused')
    expect(asked).toEqual([CERTIFICATE_URL])
    expect(await reasonOf(ADA)).toBeUndefined()
    expect(await take('ses', hookRequest(JSON.stringify({ ...unsigned, Signature })))).toBe('taken')
    expect(await reasonOf(ADA)).toMatch(/^bounced/)
  })

  it('a subscription is confirmed once, at Amazon, for the topic alone', async () => {
    const url = (topic: string, host = 'sns.eu-central-1.amazonaws.com') =>
      `https://${host}/?Action=ConfirmSubscription&TopicArn=${topic}&Token=t`
    const confirmation = (SubscribeURL: string, MessageId = 'c') =>
      hookRequest(
        JSON.stringify(
          sns(
            { Type: 'SubscriptionConfirmation', Message: 'm', MessageId, Token: 't', Timestamp: now(), SubscribeURL },
            snsKey,
          ),
        ),
      )
    for (const wrong of [
      url('arn:aws:sns:eu-central-1:1:x'),
      url(TOPIC, 'evil.example'),
      url(TOPIC).replace('https', 'http'),
    ])
      expect(await take('ses', confirmation(wrong))).toBe('refused')
    expect(asked).toEqual([])
    for (const _time of [1, 2]) expect(await take('ses', confirmation(url(TOPIC)))).toBe('taken')
    expect(asked).toEqual([CERTIFICATE_URL, url(TOPIC)])
  })

  it('certificates are asked for ten times a minute at the most; where none comes, SNS is to try again', async () => {
    let count = 0
    const away = async (): Promise<string> => {
      count += 1
      throw new Error('no answer')
    }
    for (let index = 0; index < 30; index += 1)
      expect(await takeWebhook(world, 'ses', ses(sesBounce(ADA)), away)).toBe('again')
    expect(count).toBe(10)
    clock.advance(61_000)
    expect(await take('ses', ses(sesBounce(ADA)))).toBe('taken')
  })

  it('an address proves nothing where another was mailed, nothing was sent lately, or nobody is known', async () => {
    const token = makeToken(world.keys, 'unsubscribe', { person: people[EVE] ?? 0, mailing })
    const headers = [{ name: 'List-Unsubscribe', value: `<https://mail.lantern.example/unsubscribe/${token}>` }]
    await take('ses', ses(sesBounce(ADA, { mail: { source: 'x@example.com', headers } })))
    await take('postmark', postmark({ Type: 'HardBounce', Email: 'nobody@example.org', Details: gone }))
    await subscribe(world, { address: addressOf('new@example.org'), lists: ['releases'], details: {}, ask: 'vouch' })
    await take('postmark', postmark({ Type: 'HardBounce', Email: 'new@example.org', Details: gone }))
    await world.store.db
      .updateTable('mailings')
      .set({ created_at: clock.now() - 31 * 86_400_000 })
      .execute()
    await take('postmark', postmark({ Type: 'HardBounce', Details: gone }))
    for (const address of [ADA, EVE, 'nobody@example.org', 'new@example.org'])
      expect(await reasonOf(address), address).toBeUndefined()
    await take('ses', ses(sesBounce(EVE, { mail: { source: 'x@example.com', headers } }), 'other'))
    expect(await reasonOf(EVE)).toMatch(/^bounced/)
  })

  it('JSON of any shape says nothing, and stops nothing', async () => {
    const bodies = [
      '',
      'null',
      '[]',
      '[null,1,"x",[[]],{}]',
      '{"event":{"a":1},"email":["x"]}',
      '{"__proto__":{"event":"spam"}}',
      '['.repeat(20_000) + ']'.repeat(20_000),
      '{"event":"spam","email":"ada@example.net","time":"soon"}',
      '\u{feff}{}',
      '\0',
    ]
    for (const body of bodies) {
      for (const name of ['postmark', 'mailjet']) expect(await take(name, hookRequest(body, {}, SECRET))).toBe('taken')
      expect(await take('sendgrid', sendgridRequest(body, clock.now()))).toBe('taken')
      for (const name of ['ses', 'mailgun']) expect(await take(name, hookRequest(body))).toBe('refused')
      expect(
        await take('ses', hookRequest(JSON.stringify(sns({ ...sesFields({}, body), Message: body }, snsKey)))),
      ).toBe('taken')
    }
    expect(await reasonOf(ADA)).toBeUndefined()
  })
})

/** Numbers below `under`, the same in each run (mulberry32). */
function dice(seed: number): (under: number) => number {
  let state = seed
  return (under) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * under)
  }
}

/** Some octet of what is signed, of the signature or of the secret is another. */
function forgedOf(name: string, genuine: HookRequest, roll: (under: number) => number): HookRequest {
  if (name === 'postmark' || name === 'mailjet') {
    const at = roll(SECRET.length)
    const cut = [
      SECRET.slice(0, at),
      `${SECRET.slice(0, at)}!${SECRET.slice(at + 1)}`,
      `${SECRET}x`,
      '',
      SECRET.toUpperCase(),
    ]
    return { ...genuine, secret: cut[roll(cut.length)] ?? '' }
  }
  const text = Buffer.from(genuine.body).toString()
  if (name === 'mailgun') {
    const sent = JSON.parse(text) as { signature: Record<string, string> }
    const field = ['timestamp', 'token', 'signature'][roll(3)] ?? 'token'
    const was = sent.signature[field] ?? ''
    const at = roll(was.length)
    const forged = `${was.slice(0, at)}${was[at] === '7' ? '3' : '7'}${was.slice(at + 1)}`
    return hookRequest(JSON.stringify({ ...sent, signature: { ...sent.signature, [field]: forged } }))
  }
  if (name === 'sendgrid') {
    const body = Buffer.from(genuine.body)
    const at = roll(body.length)
    body[at] = (body[at] ?? 0) ^ (1 << roll(8))
    return { ...genuine, body }
  }
  const message = JSON.parse(text) as Record<string, string>
  const names = ['Message', 'MessageId', 'Timestamp', 'TopicArn', 'Type', 'Signature']
  const field = names[roll(names.length)] ?? 'Message'
  const was = message[field] ?? ''
  // The last characters of base64 may hold bits that mean nothing.
  const at = roll(was.length - 4)
  return hookRequest(
    JSON.stringify({ ...message, [field]: `${was.slice(0, at)}${was[at] === 'A' ? 'B' : 'A'}${was.slice(at + 1)}` }),
  )
}
