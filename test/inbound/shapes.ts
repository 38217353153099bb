/**
 * Messages that come back, by the structure that mail servers give them; words of our own. Data for
 * parse-inbound.test.ts.
 */
export const PATH = `b-${'0a'.repeat(23)}@announce.lantern.example`

interface Report {
  readonly action?: string
  readonly status?: string
  readonly diagnostic?: string
  readonly more?: string
  readonly headers?: string
}

/** RFC 3464. */
export function dsn({ action = 'failed', status = '5.1.1', diagnostic, more = '', headers = '' }: Report): string {
  return [
    'Return-Path: <>',
    `To: ${PATH}`,
    'From: Mail Delivery System <MAILER-DAEMON@mx.example.net>',
    'Subject: Undelivered Mail Returned to Sender',
    ...(headers === '' ? [] : [headers]),
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"',
    '',
    '--=_b',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'This is the mail system at host mx.example.net. I am sorry.',
    '',
    '--=_b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.net',
    'Arrival-Date: Mon, 4 May 2026 10:00:00 +0000',
    '',
    'Final-Recipient: rfc822; ada@example.net',
    `Action: ${action}`,
    `Status: ${status}`,
    ...(diagnostic === undefined ? [] : [`Diagnostic-Code: ${diagnostic}`]),
    more,
    '--=_b',
    'Content-Type: message/rfc822',
    '',
    'From: announce@lantern.example',
    'Subject: 550 5.7.1 is a code, and this is a copy',
    '',
    'Text.',
    '--=_b--',
    '',
  ].join('\r\n')
}

/** RFC 5965. */
export function arf(type: string, original: string, fields = ''): string {
  return [
    'From: <abuse@isp.example>',
    'To: <feedback@lantern.example>',
    'Subject: FW: a complaint',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=feedback-report; boundary="=_f"',
    '',
    '--=_f',
    'Content-Type: text/plain',
    '',
    'This is an abuse report.',
    '--=_f',
    'Content-Type: message/feedback-report',
    '',
    `Feedback-Type: ${type}`,
    'User-Agent: Feeder/1.0',
    'Version: 1',
    fields,
    '--=_f',
    'Content-Type: message/rfc822',
    '',
    original,
    '',
    'The text.',
    '--=_f--',
    '',
  ].join('\r\n')
}

/** From a server that writes no report, or from a person. */
export function plain(text: string, headers = 'From: MAILER-DAEMON@mx.example.net'): string {
  return [`To: ${PATH}`, headers, 'Subject: failure notice', 'Content-Type: text/plain', '', ...text.split('\n')].join(
    '\r\n',
  )
}

const smtp = (words: string) => ({
  diagnostic: `smtp; ${words}`,
  status: /\b[45]\.\d+\.\d+\b/.exec(words)?.[0] ?? '5.0.0',
})
const QMAIL =
  'Hi. This is the mail program at mx.example.net.\nI could not deliver your message. It is a permanent error.\n\n'
const COPY = '\n\n--- Below this line is a copy of the message.\n\nSubject: 550 5.1.1 nobody\n'

/** Name, message, what it says: a class with its status, `complaint`, or nothing. */
export const shapes: readonly (readonly [name: string, message: string, said: string])[] = [
  [
    'Postfix: unknown user',
    dsn(smtp('550 5.1.1 <ada@example.net>: Recipient address rejected: User unknown')),
    'hard 5.1.1',
  ],
  [
    'Postfix: no such host',
    dsn({ status: '5.4.4', diagnostic: 'X-Postfix; Host or domain name not found' }),
    'soft 5.4.4',
  ],
  [
    'Postfix: gave up',
    dsn({ status: '4.4.1', diagnostic: 'X-Postfix; connect to mx: Connection timed out' }),
    'soft 4.4.1',
  ],
  ['Postfix: delay', dsn({ action: 'delayed', status: '4.4.1' }), 'nothing'],
  ['delivered', dsn({ action: 'delivered', status: '2.0.0' }), 'nothing'],
  ['relayed', dsn({ action: 'relayed', status: '2.0.0' }), 'nothing'],
  ['expanded', dsn({ action: 'expanded', status: '2.0.0' }), 'nothing'],
  [
    'failed (with a comment)',
    dsn({ action: 'failed (gave up)', status: '5.1.1 (bad destination mailbox address)' }),
    'hard 5.1.1',
  ],
  ['bad domain', dsn({ status: '5.1.2' }), 'hard 5.1.2'],
  ['bad syntax', dsn({ status: '5.1.3' }), 'hard 5.1.3'],
  ['moved', dsn({ status: '5.1.6' }), 'hard 5.1.6'],
  ['null MX', dsn(smtp('556 5.1.10 Recipient address has null MX')), 'hard 5.1.10'],
  ['disabled', dsn(smtp('550 5.2.1 The mailbox is disabled')), 'hard 5.2.1'],
  ['full', dsn(smtp('552 5.2.2 Mailbox full')), 'soft 5.2.2'],
  ['over quota without a code', dsn({ status: '5.0.0', diagnostic: 'smtp; 550 Mailbox is full' }), 'soft 5.0.0'],
  ['too large', dsn(smtp('552 5.3.4 Message too big')), 'soft 5.3.4'],
  ['too large for the box', dsn(smtp('552 5.2.3 Message exceeds the limit')), 'soft 5.2.3'],
  ['a loop', dsn(smtp('554 5.4.14 Hop count exceeded')), 'soft 5.4.14'],
  ['protocol', dsn(smtp('501 5.5.4 Invalid arguments')), 'soft 5.5.4'],
  ['media', dsn(smtp('554 5.6.1 Body type not supported')), 'soft 5.6.1'],
  ['sender refused', dsn(smtp('550 5.1.8 Bad sender address')), 'policy 5.1.8'],
  ['policy', dsn(smtp('550 5.7.1 Message refused')), 'policy 5.7.1'],
  ['DMARC', dsn(smtp('550 5.7.26 Unauthenticated mail')), 'policy 5.7.26'],
  ['spam', dsn(smtp('554 5.7.1 Looks like spam')), 'policy 5.7.1'],
  ['a list, said with 5.1.1', dsn(smtp('550 5.1.1 Client host blocked, listed by a list.example')), 'policy 5.1.1'],
  [
    'a list, without a code',
    dsn({ status: '5.0.0', diagnostic: 'smtp; 550 Your address is on our blocklist' }),
    'policy 5.0.0',
  ],
  ['554 alone', dsn({ status: '5.0.0', diagnostic: 'smtp; 554 Transaction failed' }), 'policy 5.0.0'],
  ['relaying', dsn({ status: '5.0.0', diagnostic: 'smtp; 550 relaying denied' }), 'policy 5.0.0'],
  [
    '550 alone',
    dsn({ status: '5.0.0', diagnostic: 'smtp; 550 Requested action not taken: mailbox unavailable' }),
    'hard 5.0.0',
  ],
  [
    'refused after DATA',
    dsn({ status: '5.0.0', diagnostic: 'smtp; 550 rejected (in reply to end of DATA command)' }),
    'policy 5.0.0',
  ],
  ['not in the directory', dsn(smtp('550 5.1.1 user not listed in the directory')), 'hard 5.1.1'],
  ['an address of policy words', dsn(smtp('550 5.1.1 <spam@blocked.example> unknown')), 'hard 5.1.1'],
  ['too many hops', dsn(smtp('554 5.4.6 Too many hops')), 'soft 5.4.6'],
  ['554 with an unknown user', dsn({ status: '5.0.0', diagnostic: 'smtp; 554 unknown user' }), 'policy 5.0.0'],
  [
    'Gmail',
    dsn(smtp('550-5.1.1 The mail account that you tried to reach is not there. Try 550 5.1.1 double-checking')),
    'hard 5.1.1',
  ],
  ['Gmail: inactive', dsn(smtp('550-5.2.1 The mail account that you tried to reach is inactive')), 'hard 5.2.1'],
  ['Gmail: out of storage', dsn(smtp('552-5.2.2 The account is out of storage space')), 'soft 5.2.2'],
  ['Gmail: bulk', dsn(smtp('550-5.7.28 An unusual rate of unsolicited mail comes from your address')), 'policy 5.7.28'],
  ['Outlook.com', dsn(smtp('550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302)')), 'soft 5.5.0'],
  ['Outlook.com: a list', dsn(smtp('550 5.7.1 part of your network is on our block list (S3150)')), 'policy 5.7.1'],
  [
    'Yahoo',
    dsn({ status: '5.0.0', diagnostic: "smtp; 554 delivery error: dd This user doesn't have an account" }),
    'policy 5.0.0',
  ],
  ['Proofpoint', dsn({ status: '5.0.0', diagnostic: 'smtp; 550 5.1.1 User Unknown' }), 'hard 5.1.1'],
  ['Proofpoint: blocked', dsn({ status: '5.0.0', diagnostic: 'smtp; 550 Blocked - see a page' }), 'policy 5.0.0'],
  ['Mimecast', dsn({ status: '5.0.0', diagnostic: 'smtp; 550 Invalid Recipient - a page' }), 'hard 5.0.0'],
  [
    'Mimecast: policy',
    dsn({ status: '5.0.0', diagnostic: 'smtp; 550 Administrative prohibition - envelope blocked' }),
    'policy 5.0.0',
  ],
  ['551', dsn({ status: '5.0.0', diagnostic: 'smtp; 551 User not local' }), 'hard 5.0.0'],
  ['553', dsn({ status: '5.0.0', diagnostic: 'smtp; 553 Mailbox name not allowed' }), 'hard 5.0.0'],
  [
    'a general status, a telling answer',
    dsn({ status: '5.0.0', diagnostic: 'smtp; 550-5.1.1 The account that you tried\r\n to reach does not exist' }),
    'hard 5.1.1',
  ],
  ['no answer at all', dsn({ status: '5.0.0' }), 'soft 5.0.0'],
  ['no status', dsn({ status: '', diagnostic: 'smtp; 550 no such user here' }), 'hard'],
  [
    'lower case, LF',
    dsn(smtp('550 5.1.1 no such user')).replace(/\r\n/g, '\n').replace('Action: failed', 'ACTION: Failed'),
    'hard 5.1.1',
  ],
  [
    'two recipients, one of them full',
    dsn({ more: '\r\nFinal-Recipient: rfc822; eve@example.net\r\nAction: failed\r\nStatus: 5.2.2\r\n' }),
    'soft 5.2.2',
  ],
  [
    'two recipients, one delivered',
    dsn({ more: '\r\nFinal-Recipient: rfc822; eve@example.net\r\nAction: delivered\r\nStatus: 2.0.0\r\n' }),
    'hard 5.1.1',
  ],
  ['Exchange: not found', dsn(smtp('550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found')), 'hard 5.1.10'],
  ['Exchange: too many hops', dsn({ status: '5.4.6' }), 'soft 5.4.6'],
  ['Exchange: restricted', dsn(smtp('550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup')), 'policy 5.7.133'],
  [
    'RFC 6533',
    dsn({}).replace('message/delivery-status', 'message/global-delivery-status').replace('rfc822; ada', 'utf-8; adä'),
    'hard 5.1.1',
  ],
  ['marked as an automatic reply', dsn({ headers: 'Auto-Submitted: auto-replied' }), 'hard 5.1.1'],
  [
    'qmail: unknown',
    plain(
      `${QMAIL}<ada@example.net>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 no such user${COPY}`,
    ),
    'hard 5.1.1',
  ],
  [
    'qmail: with underscores',
    plain(`${QMAIL}<ada@example.net>:\nRemote_host_said:_553_sorry,_no_mailbox_here${COPY}`),
    'hard',
  ],
  [
    'qmail: local',
    plain(`${QMAIL}<ada@example.net>:\nSorry, no mailbox here by that name. (#5.1.1)${COPY}`),
    'hard 5.1.1',
  ],
  [
    'qmail: gave up',
    plain(`${QMAIL}<ada@example.net>:\nConnected to 192.0.2.1 but greeting failed. I have tried too long.${COPY}`),
    'soft',
  ],
  [
    'Exim',
    plain(
      'A message that you sent could not be delivered. This is a permanent error:\n\n  ada@example.net\n    host mx [192.0.2.1]\n    SMTP error from remote mail server after RCPT TO: 550 unknown user\n\n------ This is a copy of the message ------\n',
      'From: Mail Delivery System <Mailer-Daemon@relay.example>\nX-Failed-Recipients: ada@example.net\nAuto-Submitted: auto-replied',
    ),
    'hard',
  ],
  [
    'Exim: delay',
    plain(
      'This message was created automatically. A message that you sent has not yet been delivered. No action is required; delivery attempts will continue.\n',
      'From: Mailer-Daemon@relay.example',
    ),
    'nothing',
  ],
  [
    'sendmail of old',
    plain(
      '   ----- The following addresses had permanent fatal errors -----\n<ada@example.net>\n\n   ----- Transcript of session follows -----\n... while talking to mx.example.net.:\n>>> RCPT To:<ada@example.net>\n<<< 550 <ada@example.net>... User unknown\n550 5.1.1 <ada@example.net>... User unknown\n',
      'From: MAILER-DAEMON@relay.example',
    ),
    'hard',
  ],
  [
    'sendmail: warning',
    plain(
      '    **********************************************\n    **      THIS IS A WARNING MESSAGE ONLY      **\n    **********************************************\nWarning: message has not yet been delivered after 4 hours. Will keep trying until it is 5 days old.\n',
      'From: MAILER-DAEMON@relay.example',
    ),
    'nothing',
  ],
  [
    'a server in words',
    plain(
      'Your message could not be delivered: the recipient address does not exist.\n',
      'From: postmaster@relay.example',
    ),
    'hard',
  ],
  [
    'a server in words, of spam',
    plain('Your message could not be delivered: 550 rejected as spam.\n', 'From: postmaster@relay.example'),
    'policy',
  ],
  [
    'on holiday',
    plain('I am away until Monday.', 'From: Ada <ada@example.net>\nAuto-Submitted: auto-replied'),
    'nothing',
  ],
  ['on holiday, of old', plain('I am away.', 'From: Ada <ada@example.net>\nPrecedence: auto_reply'), 'nothing'],
  [
    'on holiday, with a number',
    plain('Room 550 5.1.1 is where I am.', 'From: Ada <ada@example.net>\nX-Autoreply: yes'),
    'nothing',
  ],
  [
    'a challenge',
    plain('Please click here to have your mail delivered: permanent error otherwise.', 'From: Ada <ada@example.net>'),
    'nothing',
  ],
  [
    'a person who answers',
    plain('Thank you! 550 5.1.1 is what I got from another list.', 'From: Ada <ada@example.net>'),
    'nothing',
  ],
  [
    'left the company',
    plain('I no longer work here, my address does not exist from May.', 'From: Ada <ada@example.net>'),
    'nothing',
  ],
  ['abuse', arf('abuse', `Return-Path: <${PATH}>\r\nSubject: News`), 'complaint'],
  ['abuse, by its sender', arf('abuse', 'Subject: News', `Original-Mail-From: <${PATH}>`), 'complaint'],
  ['opt-out', arf('opt-out', `Return-Path: <${PATH}>`), 'complaint'],
  ['fraud', arf('FRAUD', `Return-Path: <${PATH}>`), 'complaint'],
  ['not spam', arf('not-spam', `Return-Path: <${PATH}>`), 'nothing'],
  ['DMARC report', arf('auth-failure', `Return-Path: <${PATH}>`), 'nothing'],
  ['empty', '', 'nothing'],
  ['no head', '\r\n\r\n550 5.1.1', 'nothing'],
  ['zeros', '\0'.repeat(1000), 'nothing'],
]
