/**
 * The dialogue over a stream in memory, where the test is the server and breaks off wherever it likes; then over TCP.
 * What is asked everywhere: does each message get the one answer that is true of it.
 */
import { duplexPair } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { capabilitiesOf } from '../../../src/delivery/smtp/capabilities.js'
import { SmtpSession } from '../../../src/delivery/smtp/session.js'
import type { Outgoing } from '../../../src/delivery/transport.js'
import { type Fate, smtpPeer } from '../../support/smtp-peer.js'

const WAIT_MS = {
  ...{ rset: 1e6, mail: 1e6, rcpt: 1e6, data: 1e6, chunk: 1e6, block: 1e6 },
  ...{ dot: 1e6, last: 1e6, emptyDot: 1e6, quit: 1e6 },
}

function message(to: string, about: Partial<Outgoing> = {}): Outgoing {
  const bytes = Buffer.from(`Subject: hello\r\n\r\nFor ${to}.\r\n`)
  return { from: 'b@lantern.example', to: `${to}@example.org`, bytes, mayFinish: () => true, ...about }
}

/** A session whose other end is the test. */
function talk(offers: readonly string[] = ['PIPELINING'], waitMs: Partial<typeof WAIT_MS> = {}) {
  const [client, server] = duplexPair()
  server.on('error', () => undefined)
  const heard: string[] = []
  server.on('data', (chunk: Buffer) => heard.push(chunk.toString()))
  const offered = capabilitiesOf(['250-relay', ...offers.map((name) => `250-${name}`), '250 HELP'].join('\n'))
  const session = new SmtpSession(client, offered, { ...WAIT_MS, ...waitMs })
  return {
    session,
    server,
    heard: () => heard.join(''),
    /** As TCP breaks off: with FIN behind what was said, or with RST. */
    breakOff: (how: 'closed' | 'reset') =>
      how === 'closed' ? server.end() : client.destroy(new Error('read ECONNRESET')),
    /** Says each, and lets the session answer before the next. */
    say: async (...lines: string[]) => {
      for (const line of lines) {
        server.write(line)
        for (let turn = 0; turn < 4; turn++) await setImmediate()
      }
    },
  }
}

const TAKEN = ['250 ok\r\n', '250 ok\r\n', '354 go on\r\n']

describe.each([
  ['closed', 'with PIPELINING', ['PIPELINING']],
  ['reset', 'with PIPELINING', ['PIPELINING']],
  ['closed', 'without it', []],
  ['reset', 'without it', []],
] as const)('a connection that is %s, %s', (how, _with, offers) => {
  /**
   * What the server says before it breaks off; what that means for the message, and for the one given right after it.
   */
  const places: readonly (readonly [string, readonly string[], string, string])[] = [
    ['after MAIL', [], 'deferred', 'unbegun'],
    ['in the middle of the reply to MAIL', ['250 o'], 'deferred', 'unbegun'],
    ['after RCPT', TAKEN.slice(0, 1), 'deferred', 'unbegun'],
    ['after DATA', TAKEN.slice(0, 2), 'deferred', 'unbegun'],
    ['in the middle of 354', [...TAKEN.slice(0, 2), '354 go'], 'deferred', 'unbegun'],
    ['after the dot', TAKEN, 'uncertain', 'unbegun'],
    ['in the middle of the reply to the dot', [...TAKEN, '250 2.0.0 queu'], 'uncertain', 'unbegun'],
    ['between two lines of that reply', [...TAKEN, '250-2.0.0 queued\r\n'], 'uncertain', 'unbegun'],
    ['before the last octet of that reply', [...TAKEN, '250 2.0.0 queued\r'], 'uncertain', 'unbegun'],
    ['with nonsense after the dot', [...TAKEN, 'HTTP/1.1 400\r\n'], 'uncertain', 'unbegun'],
    ['with 354 after the dot', [...TAKEN, '354 again\r\n'], 'uncertain', 'unbegun'],
    ['after the first message', [...TAKEN, '250 taken\r\n'], 'accepted', 'unbegun'],
    ['before the second RCPT', [...TAKEN, '250 taken\r\n', '250 ok\r\n'], 'accepted', 'deferred'],
    ['after the second dot', [...TAKEN, '250 taken\r\n', ...TAKEN], 'accepted', 'uncertain'],
    ['after a refused RCPT', ['250 ok\r\n', '550 5.1.1 nobody\r\n'], 'failed', 'unbegun'],
    ['after 4yz for the message', [...TAKEN, '452 4.3.1 full\r\n'], 'deferred', 'unbegun'],
    ['after 5yz for the message', [...TAKEN, '554 5.7.1 no\r\n'], 'failed', 'unbegun'],
  ]
  test.each(places)('%s', async (_where, said, first, second) => {
    const { session, breakOff, say } = talk(offers)
    const replies = [session.send(message('ada')), session.send(message('bob'))]
    await say(...said)
    breakOff(how)
    expect((await Promise.all(replies)).map((reply) => reply.outcome)).toEqual([first, second])
    expect(session.usable).toBe(false)
    expect((await session.send(message('eve'))).outcome).toBe('unbegun')
  })

  test.each([0, 1, 2, 3, 4])(
    '421 as reply %i defers what was not answered, and nothing else is written',
    async (at) => {
      const { session, say, heard } = talk(offers)
      const replies = [session.send(message('ada')), session.send(message('bob'))]
      await say('', ...[...TAKEN, '250 taken\r\n'].slice(0, at))
      const before = heard()
      await say('421 4.3.2 going down\r\n')
      expect((await Promise.all(replies)).map((reply) => reply.outcome)).toEqual([
        at < 4 ? 'deferred' : 'accepted',
        'unbegun',
      ])
      expect([session.usable, heard()]).toEqual([false, before])
    },
  )
})

describe('what is written', () => {
  test('with PIPELINING an envelope is one write, and the next one travels with the final dot', async () => {
    const { session, server, say } = talk()
    const writes: string[] = []
    server.on('data', (chunk: Buffer) => writes.push(chunk.toString()))
    const replies = [session.send(message('ada')), session.send(message('bob'))]
    await say('250 ok\r\n250 ok\r\n354 go on\r\n', '250 taken\r\n250 ok\r\n250 ok\r\n354 go on\r\n', '250 taken\r\n')
    expect((await Promise.all(replies)).map((reply) => reply.outcome)).toEqual(['accepted', 'accepted'])
    const envelope = (to: string) => `MAIL FROM:<b@lantern.example>\r\nRCPT TO:<${to}@example.org>\r\nDATA\r\n`
    expect(writes.join('')).toBe(
      `${envelope('ada')}${message('ada').bytes.toString()}.\r\n${envelope('bob')}${message('bob').bytes.toString()}.\r\n`,
    )
    expect(writes[0]).toBe(envelope('ada'))
  })

  test('without it no command is written before the one before is answered', async () => {
    const { session, say, heard } = talk([])
    const reply = session.send(message('ada'))
    await setImmediate()
    expect(heard()).toBe('MAIL FROM:<b@lantern.example>\r\n')
    await say('250 ok\r\n')
    expect(heard()).toMatch(/RCPT TO:<ada@example.org>\r\n$/)
    await say('250 ok\r\n')
    expect(heard()).toMatch(/DATA\r\n$/)
    await say('354 go on\r\n', '250 taken\r\n')
    expect(await reply).toEqual({ outcome: 'accepted', text: '250 taken' })
  })

  test('a 354 to nobody is ended by a lone dot, and the next message begins with RSET', async () => {
    const { session, say, heard } = talk()
    const replies = [session.send(message('ada')), session.send(message('bob'))]
    await say('250 ok\r\n550 5.1.1 nobody\r\n354 go on\r\n')
    expect(heard()).toMatch(/DATA\r\n\.\r\n$/)
    await say('554 5.5.1 no recipients\r\n')
    expect(heard()).toMatch(
      /DATA\r\n\.\r\nRSET\r\nMAIL FROM:<b@lantern\.example>\r\nRCPT TO:<bob@example\.org>\r\nDATA\r\n$/,
    )
    await say('250 ok\r\n', ...TAKEN, '250 taken\r\n')
    expect(await Promise.all(replies)).toEqual([
      { outcome: 'failed', text: '550 5.1.1 nobody' },
      { outcome: 'accepted', text: '250 taken' },
    ])
  })

  test('a 354 after a refused sender and a taken recipient is never ended', async () => {
    const { session, say, heard } = talk()
    const reply = session.send(message('ada'))
    await say('550 5.7.1 not you\r\n250 ok\r\n354 go on\r\n')
    expect(await reply).toEqual({ outcome: 'refused', text: '550 5.7.1 not you' })
    expect([heard().endsWith('DATA\r\n'), session.usable]).toEqual([true, false])
  })

  test('parameters are those that the server offers and the message needs', async () => {
    const offers = ['PIPELINING', 'SIZE 1000', '8BITMIME', 'SMTPUTF8', 'DSN', 'ENHANCEDSTATUSCODES']
    const { session, heard } = talk(offers)
    const bytes = Buffer.from('Subject: é\r\n\r\n')
    void session.send(message('jörg', { bytes }))
    await setImmediate()
    expect(heard()).toMatch(`MAIL FROM:<b@lantern.example> SIZE=${bytes.length} BODY=8BITMIME SMTPUTF8 RET=HDRS\r\n`)
    await session.close()
    const other = talk(offers)
    void other.session.send(message('ada'))
    await setImmediate()
    expect(other.heard()).toMatch(/MAIL FROM:<b@lantern.example> SIZE=\d+ RET=HDRS\r\n/)
    expect((await other.session.send(message('bob', { bytes: Buffer.alloc(1001) }))).outcome).toBe('refused')
    await other.session.close()
  })

  test('an address that would be a command of its own is never written', async () => {
    const { session, heard } = talk()
    const evil = 'x@example.org>\r\nRCPT TO:<eve@example.org'
    expect((await session.send(message('ada', { to: evil }))).outcome).toBe('failed')
    expect((await session.send(message('ada', { from: evil }))).outcome).toBe('refused')
    expect((await session.send(message('ada', { bytes: Buffer.from('a\n.\r\nMAIL FROM:<>') }))).outcome).toBe('refused')
    expect(heard()).toBe('')
  })

  test('a sender refused only at RCPT is nobody else’s fault', async () => {
    const { session, say } = talk(['PIPELINING', 'ENHANCEDSTATUSCODES'])
    const reply = session.send(message('ada'))
    await say('250 2.1.0 ok\r\n', '550 5.1.8 sender domain unknown\r\n', '503 5.5.1 no\r\n')
    expect((await reply).outcome).toBe('refused')
  })
})

const CHUNKED = ['PIPELINING', 'CHUNKING']
const TRIED = ['250 ok\r\n', '250 ok\r\n', '250 more\r\n']
const WHOLE = ['250 ok\r\n', '250 ok\r\n', '250 ok\r\n', '250 taken\r\n']

describe.each(['closed', 'reset'] as const)('a connection that is %s, with CHUNKING', (how) => {
  /** What the server says before it breaks off; what that means for three messages. */
  const places: readonly (readonly [string, readonly string[], string])[] = [
    ['before it said anything', [], 'deferred unbegun unbegun'],
    ['after MAIL', TRIED.slice(0, 1), 'deferred unbegun unbegun'],
    ['in the middle of the reply to the first chunk', [...TRIED.slice(0, 2), '250 mo'], 'deferred unbegun unbegun'],
    ['with 354 to the first chunk', [...TRIED.slice(0, 2), '354 go on\r\n'], 'deferred unbegun unbegun'],
    ['with all three whole', TRIED, 'uncertain uncertain uncertain'],
    ['in the middle of the reply to a message', [...TRIED, '250 2.0.0 ta'], 'uncertain uncertain uncertain'],
    ['between two lines of it', [...TRIED, '250-2.0.0 taken\r\n'], 'uncertain uncertain uncertain'],
    ['before its last octet', [...TRIED, '250 2.0.0 taken\r'], 'uncertain uncertain uncertain'],
    ['after one is taken', [...TRIED, '250 taken\r\n'], 'accepted uncertain uncertain'],
    ['after RSET of the second', [...TRIED, '250 taken\r\n', ...WHOLE.slice(0, 1)], 'accepted uncertain uncertain'],
    ['after its RCPT', [...TRIED, '250 taken\r\n', ...WHOLE.slice(0, 3)], 'accepted uncertain uncertain'],
    ['after two are taken', [...TRIED, '250 taken\r\n', ...WHOLE], 'accepted accepted uncertain'],
    [
      'after a refused recipient, whose message nobody had',
      [...TRIED, '250 taken\r\n', '250 ok\r\n', '250 ok\r\n', '550 5.1.1 nobody\r\n'],
      'accepted failed uncertain',
    ],
    [
      'after a recipient that is put off',
      [...TRIED, '250 taken\r\n', '250 ok\r\n', '250 ok\r\n', '450 4.2.1 later\r\n'],
      'accepted deferred uncertain',
    ],
    ['after a refused sender', [...TRIED, '250 taken\r\n', '250 ok\r\n', '550 no\r\n'], 'accepted refused uncertain'],
    ['after a message was refused', [...TRIED, '554 5.7.1 spam\r\n'], 'failed uncertain uncertain'],
    ['after 4yz for a message', [...TRIED, '452 4.3.1 full\r\n'], 'deferred uncertain uncertain'],
    ['with 421 to a message', [...TRIED, '421 4.3.2 down\r\n'], 'deferred uncertain uncertain'],
    [
      'with 421 to MAIL of the second',
      [...TRIED, '250 taken\r\n', '250 ok\r\n', '421 4.3.2 down\r\n'],
      'accepted unbegun uncertain',
    ],
    [
      'with 421 to its RCPT',
      [...TRIED, '250 taken\r\n', '250 ok\r\n', '250 ok\r\n', '421 4.7.0 no\r\n'],
      'accepted deferred uncertain',
    ],
    ['with 421 to RSET', [...TRIED, '250 taken\r\n', '421 4.3.2 down\r\n'], 'accepted uncertain uncertain'],
    [
      'after it took a message from a sender whom it refused',
      [...TRIED, '250 taken\r\n', '250 ok\r\n', '550 no\r\n', '250 ok\r\n'],
      'accepted uncertain uncertain',
    ],
    ['with nonsense', [...TRIED, '250 taken\r\n', 'HTTP/1.1 400\r\n'], 'accepted uncertain uncertain'],
  ]
  test.each(places)('%s', async (_where, said, outcomes) => {
    const { session, breakOff, say } = talk(CHUNKED)
    const replies = ['ada', 'bob', 'cyd'].map(async (to) => await session.send(message(to)))
    await say(...said)
    breakOff(how)
    expect((await Promise.all(replies)).map((reply) => reply.outcome).join(' ')).toBe(outcomes)
    expect(session.usable).toBe(false)
  })

  test('the same octet by octet', async () => {
    const { session, breakOff, say } = talk(CHUNKED)
    const replies = ['ada', 'bob', 'cyd'].map(async (to) => await session.send(message(to)))
    await say(...[...TRIED, '250-taken\r\n250 as 7F\r\n', ...WHOLE.slice(0, 3)].join(''))
    breakOff(how)
    expect((await Promise.all(replies)).map((reply) => reply.outcome)).toEqual(['accepted', 'uncertain', 'uncertain'])
  })
})

describe('with CHUNKING', () => {
  const envelope = (to: string) => `MAIL FROM:<b@lantern.example>\r\nRCPT TO:<${to}@example.org>\r\n`
  const whole = (to: string) => {
    const { bytes } = message(to)
    return `RSET\r\n${envelope(to)}BDAT ${bytes.length} LAST\r\n${bytes.toString()}`
  }

  test('the header of the first message goes alone, then all that wait go whole, one behind the other', async () => {
    const { session, say, heard } = talk(CHUNKED)
    const replies = ['ada', 'bob', 'cyd'].map(async (to) => await session.send(message(to)))
    await say('')
    const trial = `${envelope('ada')}BDAT 18\r\nSubject: hello\r\n\r\n`
    expect(heard()).toBe(trial)
    await say(TRIED.join(''))
    expect(heard()).toBe(`${trial}BDAT 10 LAST\r\nFor ada.\r\n${whole('bob')}${whole('cyd')}`)
    await say(['250 taken\r\n', ...WHOLE, ...WHOLE].join(''))
    expect((await Promise.all(replies)).map((reply) => reply.outcome)).toEqual(['accepted', 'accepted', 'accepted'])
    // Nothing is open: no RSET.
    void session.send(message('eve'))
    await say('')
    expect(heard().endsWith(`For cyd.\r\n${whole('eve').slice('RSET\r\n'.length)}`)).toBe(true)
    void session.close()
  })

  test('dots stay as they are, and a last line that does not end is ended', async () => {
    const { session, say, heard } = talk(CHUNKED)
    void session.send(message('ada', { bytes: Buffer.from('Subject: x\r\n\r\n.\r\n..\r\nend') }))
    await say('', TRIED.join(''))
    expect(heard()).toMatch(/BDAT 12 LAST\r\n\.\r\n\.\.\r\nend\r\n$/)
    void session.close()
  })

  test('a message that means two things is not sent in chunks either', async () => {
    const { session, heard } = talk(CHUNKED)
    expect((await session.send(message('ada', { bytes: Buffer.from('a: b\r\n\r\nx\n.\r\nMAIL') }))).outcome).toBe(
      'refused',
    )
    expect(heard()).toBe('')
  })

  test('a message without a header goes by DATA, and the next one in chunks', async () => {
    const { session, say, heard } = talk(CHUNKED)
    const first = session.send(message('ada', { bytes: Buffer.from('no header\r\n') }))
    await say(...TAKEN, '250 taken\r\n')
    expect((await first).outcome).toBe('accepted')
    void session.send(message('bob'))
    await say('')
    expect(heard()).toMatch(/BDAT 18\r\nSubject: hello\r\n\r\n$/)
    void session.close()
  })

  test('CHUNKING without PIPELINING is left alone', async () => {
    const { session, say, heard } = talk(['CHUNKING'])
    const reply = session.send(message('ada'))
    await say(...TAKEN, '250 taken\r\n')
    expect((await reply).outcome).toBe('accepted')
    expect(heard()).not.toContain('BDAT')
  })

  test('the octets of a refused recipient are sent all the same, and the next message begins with RSET', async () => {
    const { session, say, heard } = talk(CHUNKED)
    const replies = ['ada', 'bob'].map(async (to) => await session.send(message(to)))
    await say('250 ok\r\n550 5.1.1 nobody\r\n503 5.5.1 no recipient\r\n')
    expect(await replies[0]).toEqual({ outcome: 'failed', text: '550 5.1.1 nobody' })
    expect(heard()).toMatch(
      /hello\r\n\r\nRSET\r\nMAIL FROM:<b@lantern\.example>\r\nRCPT TO:<bob@example\.org>\r\nBDAT 18\r\n/,
    )
    await say('250 ok\r\n', ...TRIED, '250 taken\r\n')
    expect((await replies[1])?.outcome).toBe('accepted')
  })

  test.each([
    ['503', 'failed'],
    ['250', 'failed'],
  ])('%s to the chunk of a refused recipient changes nothing', async (code, outcome) => {
    const { session, say } = talk(CHUNKED)
    const replies = ['ada', 'bob'].map(async (to) => await session.send(message(to)))
    await say(TRIED.join(''), `250 taken\r\n250 ok\r\n250 ok\r\n550 5.1.1 nobody\r\n${code} well\r\n`)
    expect((await Promise.all(replies)).map((reply) => reply.outcome)).toEqual(['accepted', outcome])
    expect(session.usable).toBe(true)
    void session.close()
  })

  test('who takes a message from a sender whom it refused has it', async () => {
    const { session, say } = talk(CHUNKED)
    const replies = ['ada', 'bob'].map(async (to) => await session.send(message(to)))
    await say(TRIED.join(''), '250 taken\r\n250 ok\r\n550 not you\r\n250 ok\r\n250 taken\r\n')
    expect((await Promise.all(replies)).map((reply) => reply.outcome)).toEqual(['accepted', 'accepted'])
    void session.close()
  })

  test.each(['500 what?', '501 5.5.4 no', '502 5.5.1 what?', '503 5.5.1 not now', '504 5.5.4 no'])(
    'BDAT refused by %s in the midst: each message goes once more, by DATA, on the same connection',
    async (refusal) => {
      const { session, say, heard } = talk(CHUNKED)
      const replies = ['ada', 'bob', 'cyd'].map(async (to) => await session.send(message(to)))
      await say(TRIED.join(''), '250 taken\r\n')
      const refused = `250 ok\r\n250 ok\r\n250 ok\r\n${refusal}\r\n`
      await say(refused)
      // Replies to what was written before are awaited first.
      expect(heard().endsWith(whole('cyd'))).toBe(true)
      await say(refused, '250 ok\r\n', ...TAKEN, '250 taken\r\n', ...TAKEN, '250 taken\r\n')
      expect((await Promise.all(replies)).map((reply) => reply.outcome)).toEqual(['accepted', 'accepted', 'accepted'])
      expect(heard()).toMatch(/RSET\r\nMAIL FROM:<b@lantern\.example>\r\nRCPT TO:<bob@example\.org>\r\nDATA\r\n/)
      expect(heard().match(/DATA\r\n/g)?.length).toBe(2)
    },
  )

  test.each(['500 5.7.1 spam', '550 no', '554 5.7.1 spam', '552 5.3.4 large'])(
    '%s to a chunk is of the message',
    async (refusal) => {
      const { session, say, heard } = talk(CHUNKED)
      const reply = session.send(message('ada'))
      await say(...TRIED.slice(0, 2), `${refusal}\r\n`)
      expect(await reply).toEqual({ outcome: 'failed', text: refusal })
      expect(heard()).not.toContain('DATA')
      void session.close()
    },
  )

  test('a reply to a message that is not whole ends the connection: refused it is refused, taken it is uncertain', async () => {
    for (const [said, outcome] of [
      ['552 5.3.4 too large', 'failed'],
      ['451 4.3.0 later', 'deferred'],
      ['502 what?', 'unbegun'],
      ['250 taken', 'uncertain'],
    ]) {
      const { session, server, say } = talk(CHUNKED)
      const reply = session.send(message('ada', { bytes: Buffer.from(`a: b\r\n\r\n${'A line.\r\n'.repeat(20_000)}`) }))
      await say('')
      server.pause()
      await say(TRIED.join(''), `${said}\r\n`)
      expect((await reply).outcome).toBe(outcome)
      expect(session.usable).toBe(false)
    }
  })

  test('where the lease is lost nothing is written, and the others on the connection come to their end', async () => {
    const { session, say, heard } = talk(CHUNKED)
    const replies = [
      session.send(message('ada')),
      session.send(message('bob', { mayFinish: () => false })),
      session.send(message('cyd')),
    ]
    await say('', TRIED.join(''), '250 taken\r\n', ...WHOLE)
    expect((await Promise.all(replies)).map((reply) => reply.outcome)).toEqual(['accepted', 'unbegun', 'accepted'])
    expect(heard()).not.toContain('bob')
  })

  test('the lease is asked about before the last chunk: of the first message, and at the end of a long one', async () => {
    const first = talk(CHUNKED)
    const lost = first.session.send(message('ada', { mayFinish: () => false }))
    await first.say('', TRIED.join(''))
    expect(await lost).toMatchObject({ outcome: 'deferred', text: 'the lease ended before the message did' })
    expect(first.heard()).not.toContain('For ada')
    const { session, server, say, heard } = talk(CHUNKED)
    let asked = 0
    const bytes = Buffer.from(`a: b\r\n\r\n${'A line.\r\n'.repeat(20_000)}The end.\r\n`)
    const reply = session.send(message('ada', { bytes, mayFinish: () => ++asked < 0 }))
    await say('')
    server.pause()
    await say(TRIED.join(''))
    expect(asked).toBe(0)
    server.resume()
    expect((await reply).outcome).toBe('deferred')
    expect([asked, heard().includes('The end.')]).toEqual([1, false])
  })

  test('a server that takes nothing gets no second message while the first is on its way', async () => {
    const { session, server, say, heard, breakOff } = talk(CHUNKED)
    const long = Buffer.from(`a: b\r\n\r\n${'A line.\r\n'.repeat(20_000)}`)
    const replies = [session.send(message('ada', { bytes: long })), session.send(message('bob'))]
    await say('')
    server.pause()
    await say(TRIED.join(''))
    breakOff('reset')
    expect((await Promise.all(replies)).map((reply) => reply.outcome)).toEqual(['deferred', 'unbegun'])
    expect(heard()).not.toContain('bob')
  })

  test.each([
    ['chunk', TRIED.slice(0, 2), 'deferred unbegun'],
    ['last', TRIED, 'uncertain uncertain'],
  ] as const)('silence at %s ends by its own time', async (stage, said, outcomes) => {
    const { session, say } = talk(CHUNKED, { [stage]: 1 })
    const replies = [session.send(message('ada')), session.send(message('bob'))]
    await say(...said)
    expect((await Promise.all(replies)).map((reply) => reply.outcome).join(' ')).toBe(outcomes)
  })
})

describe('the last moment', () => {
  test('where the lease is lost neither dot nor next envelope is written', async () => {
    const { session, say, heard } = talk()
    const replies = [session.send(message('ada', { mayFinish: () => false })), session.send(message('bob'))]
    await say('250 ok\r\n250 ok\r\n354 go on\r\n')
    expect((await Promise.all(replies)).map((reply) => reply.text)).toEqual([
      'the lease ended before the message did',
      'the connection was lost before the message was begun',
    ])
    expect(heard()).toMatch(/DATA\r\n$/)
  })

  test('a long message that the server does not take is asked about at its end, not before', async () => {
    const { session, server, say, heard } = talk()
    let asked = 0
    const bytes = Buffer.from('A line.\r\n'.repeat(20_000))
    const mayFinish = () => ++asked < 0
    const reply = session.send(message('ada', { bytes, mayFinish }))
    server.pause()
    await say('250 ok\r\n250 ok\r\n354 go on\r\n')
    expect(asked).toBe(0)
    server.resume()
    expect(await reply).toMatchObject({ outcome: 'deferred' })
    expect([asked, heard().endsWith('.\r\n.\r\n')]).toEqual([1, false])
  })

  test('a long message that breaks off within was not sent', async () => {
    const { session, server, say, breakOff } = talk()
    const reply = session.send(message('ada', { bytes: Buffer.from('A line.\r\n'.repeat(20_000)) }))
    server.pause()
    await say('250 ok\r\n250 ok\r\n354 go on\r\n')
    breakOff('reset')
    expect((await reply).outcome).toBe('deferred')
  })

  test('a refusal while the message is on its way is what the server means', async () => {
    const { session, server, say } = talk()
    const reply = session.send(message('ada', { bytes: Buffer.from('A line.\r\n'.repeat(20_000)) }))
    server.pause()
    await say('250 ok\r\n250 ok\r\n354 go on\r\n', '552 5.3.4 too large\r\n')
    expect(await reply).toEqual({ outcome: 'failed', text: '552 5.3.4 too large' })
    expect(session.usable).toBe(false)
  })
})

test.each([
  ['mail', [], 'deferred'],
  ['rcpt', TAKEN.slice(0, 1), 'deferred'],
  ['data', TAKEN.slice(0, 2), 'deferred'],
  ['dot', TAKEN, 'uncertain'],
  ['rset', ['550 no\r\n', '503 no\r\n', '503 no\r\n'], 'refused'],
] as const)('silence at %s ends by its own time', async (stage, said, outcome) => {
  const { session, say } = talk(['PIPELINING'], { [stage]: 1 })
  const replies = [session.send(message('ada')), session.send(message('bob'))]
  await say(...said)
  expect((await Promise.all(replies)).map((reply) => reply.outcome)).toEqual([outcome, 'unbegun'])
  expect(session.usable).toBe(false)
})

test('a reply that nobody asked for ends the session before anything is mistaken for it', async () => {
  const { session, say, heard } = talk()
  await say('250 hello?\r\n')
  expect((await session.send(message('ada'))).outcome).toBe('unbegun')
  expect(heard()).toBe('')
})

/** Answers to MAIL, RCPT, DATA or a chunk, and to the end. */
const fates: fc.Arbitrary<Fate> = fc.record({
  mail: fc.constantFrom('250 ok', '250 ok', '250 ok', '451 later', '550 not you'),
  rcpt: fc.constantFrom('250 ok', '250 ok', '250-well\r\n250 ok', '450 grey', '550 nobody'),
  data: fc.constantFrom('354 go on', '354 go on', '354 go on', '451 later', '554 no'),
  lenient: fc.boolean(),
  chunk: fc.constantFrom('250 more', '250 more', '451 later', '554 5.7.1 no', '502 5.5.1 what'),
  dot: fc.constantFrom('250 taken', '250-taken\r\n250 as 7F', '452 full', '554 spam', '421 4.3.2 down'),
})
const meanings: Readonly<Record<string, string>> = { '2': 'accepted', '3': 'accepted', '4': 'deferred', '5': 'failed' }

function expected({ mail, rcpt, data, dot }: Fate): string {
  if (!mail.startsWith('2')) return mail.startsWith('5') ? 'refused' : 'deferred'
  const no = [rcpt, data].find((answer) => /^[45]/.test(answer))
  return meanings[(no ?? dot).charAt(0)] ?? ''
}

/** What becomes of each where nothing breaks off: a chunk that is refused ends CHUNKING for all that follow. */
function expectedInTurn(script: readonly Fate[], chunked: boolean): string[] {
  let way = chunked ? 'trial' : 'data'
  return script.map((fate) => {
    const isWanted = fate.mail.startsWith('2') && fate.rcpt.startsWith('2')
    if (way === 'trial' && isWanted) {
      if (fate.chunk.startsWith('2')) way = 'chunks'
      else if (fate.chunk.startsWith('502')) way = 'data'
      else return meanings[fate.chunk.charAt(0)] ?? ''
    }
    return expected(way === 'data' ? fate : { ...fate, data: '354 go on' })
  })
}

test('whatever a server answers, in whatever pieces, how late, wherever it breaks off: no message is told wrongly', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fates, { minLength: 1, maxLength: 6 }),
      fc.constantFrom<string[]>([], ['PIPELINING'], ['PIPELINING', 'CHUNKING']),
      fc.record({
        pieces: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
        cutAfter: fc.option(fc.integer({ min: 0, max: 400 }), { nil: undefined }),
        late: fc.constantFrom(0, 0, 1, 5),
      }),
      async (script, offers, manner) => {
        const { session, server } = talk(offers)
        const peer = smtpPeer(server, script, manner)
        const replies = await Promise.all(
          script.map((_, index) => session.send(message(`p${index}`, { from: `p${index}@lantern.example` }))),
        )
        await session.close()
        expect(peer.faults).toEqual([])
        const inTurn = expectedInTurn(script, offers.includes('CHUNKING'))
        const broken = peer.wasCut || script.some(({ dot }) => dot.startsWith('421'))
        for (const [index, fate] of script.entries()) {
          const outcome = replies[index]?.outcome
          const arrived = peer.taken.includes(`p${index}@example.org`)
          if (!broken) expect(outcome).toBe(inTurn[index])
          // The server has it: it must never be sent again as if it had not left.
          else if (arrived) expect(['accepted', 'uncertain']).toContain(outcome)
          else expect([inTurn[index], 'deferred', 'uncertain', 'unbegun', expected(fate)]).toContain(outcome)
          if (outcome === 'accepted') expect(arrived).toBe(true)
          if (outcome === 'uncertain') expect(broken).toBe(true)
        }
        expect(new Set(peer.taken).size).toBe(peer.taken.length)
      },
    ),
    { numRuns: 400 },
  )
})
