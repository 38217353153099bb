/**
 * What more servers write, by the structure of what each writes; words of our own but for the figures and names that
 * make them what they are. Data for parse-inbound.test.ts.
 */
import { dsn, PATH, plain } from './shapes.js'

/** A refusal in a report whose own status says nothing, as relays write it. */
const told = (diagnostic: string) => dsn({ status: '5.0.0', diagnostic: `smtp; ${diagnostic}` })
const coded = (diagnostic: string) =>
  dsn({ status: /\b[45]\.\d+\.\d+\b/.exec(diagnostic)?.[0] ?? '5.0.0', diagnostic: `smtp; ${diagnostic}` })

export const serverShapes: readonly (readonly [name: string, message: string, said: string])[] = [
  [
    'Exchange Online: no such recipient at the edge',
    coded('550 5.4.1 Recipient address rejected: Access denied.'),
    'soft 5.4.1',
  ],
  ['Exchange: recipient not found', coded('550 5.1.1 RESOLVER.ADR.ExRecipNotFound; not found'), 'hard 5.1.1'],
  [
    'Exchange: store says the box is full',
    coded('554 5.2.2 mailbox full; STOREDRV.Deliver: QuotaExceeded'),
    'soft 5.2.2',
  ],
  [
    'Exchange: the recipient allows none but some',
    coded('550 5.7.124 RESOLVER.RST.SenderNotInAllowedList'),
    'policy 5.7.124',
  ],
  [
    'Outlook.com: throttled',
    coded('451 4.7.650 The mail server has been temporarily rate limited (S775)'),
    'policy 4.7.650',
  ],
  [
    'Gmail: the account is off',
    coded('550 5.2.1 The account that you tried to reach is disabled. z1-abc.12'),
    'hard 5.2.1',
  ],
  ['Gmail: the box takes no more for today', coded('552-5.2.2 The recipient is out of storage space'), 'soft 5.2.2'],
  [
    'Gmail: no such domain',
    dsn({ status: '5.1.2', diagnostic: "smtp; DNS Error: 'mx' lookup responded with code NXDOMAIN" }),
    'hard 5.1.2',
  ],
  ['Gmail: authentication', coded('550-5.7.26 This mail is unauthenticated, which is a risk'), 'policy 5.7.26'],
  [
    'Yahoo: no mailbox, in a code of its own',
    told('552 1 Requested mail action aborted, mailbox not found'),
    'hard 5.0.0',
  ],
  [
    'Yahoo: from this network never',
    coded('553 5.7.2 [TSS09] All messages from your network are deferred for good'),
    'policy 5.7.2',
  ],
  [
    'AOL of old: not this message',
    coded('521 5.2.1 (HVU:B1) this service will not accept delivery of this message'),
    'policy 5.2.1',
  ],
  ['iCloud: over quota', coded('552 5.2.2 <ada@example.net>: user is over quota'), 'soft 5.2.2'],
  ['Proofpoint: policy', coded('550 5.7.0 Local Policy Violation'), 'policy 5.7.0'],
  ['Mimecast: reputation', told('550 csi.relay.example Poor Reputation Sender. - a page'), 'policy 5.0.0'],
  ['Mimecast: blocked by hand', told('550 Rejected by header based manually Blocked Senders - a page'), 'policy 5.0.0'],
  ['Mimecast: unknown', told('550 Invalid Recipient - a page#550 [abc]'), 'hard 5.0.0'],
  [
    'Barracuda: blocked, in one word behind the address',
    told('550 permanent failure for one or more recipients (ada@example.net:blocked)'),
    'policy 5.0.0',
  ],
  [
    'Barracuda: another server said so',
    told('550 permanent failure for one or more recipients (ada@example.net:550 5.1.1 User unknown)'),
    'hard 5.1.1',
  ],
  ['Zimbra: over quota by LMTP', dsn({ status: '5.2.2', diagnostic: 'lmtp; 552 5.2.2 Over quota' }), 'soft 5.2.2'],
  ['Zimbra: no such box', coded('550 5.1.1 <ada@example.net>: Recipient address rejected: example.net'), 'hard 5.1.1'],
  [
    'Lotus Domino',
    dsn({ status: '5.1.1', diagnostic: 'X-Notes; User ada (ada@example.net) not listed in Domino Directory' }),
    'hard 5.1.1',
  ],
  [
    'Lotus Domino, in words',
    plain(
      'Your document was not delivered: User ada (ada@example.net) not listed in Domino Directory.\nDELIVERY FAILURE',
      'From: Postmaster@example.net',
    ),
    'hard',
  ],
  [
    'T-Online: full',
    told('550 Benutzer hat das Speichervolumen ueberschritten. / user has exhausted allowed storage space.'),
    'soft 5.0.0',
  ],
  ['GMX: policy', told('554-Transaction failed Reject due to policy restrictions'), 'policy 5.0.0'],
  ['Free: asleep', coded('550 5.2.1 This mailbox has been blocked due to inactivity (UserSearch)'), 'hard 5.2.1'],
  [
    'Mail.ru: unknown',
    told('550 Message was not accepted -- invalid mailbox. Local mailbox is unavailable: user not found'),
    'hard 5.0.0',
  ],
  ['Yandex: unknown, with a code of policy', coded('550 5.7.1 No such user!'), 'policy 5.7.1'],
  ['QQ: what the mail says', told('550 Mail content denied. a page'), 'policy 5.0.0'],
  ['QQ: how often', told('550 Ip frequency limited. a page'), 'policy 5.0.0'],
  ['163: of the sender', told('553 Mail from must equal authorized user'), 'policy 5.0.0'],
  [
    'SES: on its own list',
    coded('550 5.1.1 Amazon SES did not send the message: the address is on the suppression list for your account'),
    'hard 5.1.1',
  ],
  ['Exim: default refusal', told('550 Administrative prohibition'), 'policy 5.0.0'],
  [
    'Exim: cannot verify the sender',
    told('550-Verification failed for <x@lantern.example> 550 Sender verify failed'),
    'policy 5.0.0',
  ],
  ['Exim: no route at the other end', told('550 Unrouteable address'), 'hard 5.0.0'],
  ['a greeting that is not liked', told('550 Access denied - Invalid HELO name (See RFC2821 4.1.1.1)'), 'policy 5.0.0'],
  ['no name for the number', told('550 Fix reverse DNS for 192.0.2.1'), 'policy 5.0.0'],
  ['greylisting that ends in no', coded('550 5.1.1 Greylisted, come again'), 'policy 5.1.1'],
  [
    'Postfix: could not ask about the address',
    coded('550 5.1.1 Recipient address rejected: unverified address: connect to mx: Connection timed out'),
    'soft 5.1.1',
  ],
  ['chkuser', told('511 sorry, no mailbox here by that name (#5.1.1 - chkuser)'), 'hard 5.1.1'],
  [
    'qmail: no such domain',
    plain(
      "Hi. This is the program at mx.example.net. It is a permanent error.\n\n<ada@gone.example>:\nSorry, I couldn't find any host named gone.example. (#5.1.2)\n",
    ),
    'hard 5.1.2',
  ],
  [
    'MDaemon: the dialogue, with sizes in it',
    plain(
      'The attached message had PERMANENT fatal delivery errors!\n\nAfter one or more unsuccessful attempts it was removed.\n\n--- Session Transcript ---\n <-- 220 mx.example.net ESMTP\n --> EHLO relay.example\n <-- 250-SIZE 52428800\n <-- 250 HELP\n --> RCPT To:<ada@example.net>\n <-- 550 5.1.1 Recipient unknown <ada@example.net>\n--- End Transcript ---\n',
      'From: MDaemon@relay.example',
    ),
    'hard 5.1.1',
  ],
  [
    'MDaemon: a warning with sizes in it',
    plain(
      'The attached message has not yet been delivered. It will be retried.\n <-- 250-SIZE 52428800\n',
      'From: MDaemon@relay.example',
    ),
    'nothing',
  ],
  [
    'Courier: full',
    plain(
      'Your message could not be delivered.\n<ada@example.net>:\n   <<< 552 5.2.2 mailbox full\n',
      'From: postmaster@mx.example.net',
    ),
    'soft 5.2.2',
  ],
]

/** Subjects of holiday replies, each with what a bounce's text might say. */
export const awaySubjects = [
  'Automatic reply: Lantern 4.2',
  'Out of office Re: Lantern 4.2',
  'I am away until Monday',
  'Abwesenheitsnotiz: Lantern 4.2',
  'AW: Automatische Antwort: Lantern 4.2',
  'Réponse automatique : Lantern 4.2',
  'Respuesta automática: Lantern 4.2',
  'Risposta automatica: Lantern 4.2',
  'Resposta automática: Lantern 4.2',
  'Automatisch antwoord: Lantern 4.2',
  'Autosvar: Lantern 4.2',
  'Automatyczna odpowiedź: Lantern 4.2',
  'Автоматический ответ: Lantern 4.2',
  '自動応答: Lantern 4.2',
  '自动回复: Lantern 4.2',
  '자동 회신: Lantern 4.2',
  'תשובה אוטומטית: Lantern 4.2',
] as const

/** @param field a field that says that a program answered; '' where only the subject does */
export function awayReply(subject: string, field: string): string {
  const coded = `=?utf-8?B?${Buffer.from(subject).toString('base64')}?=`
  const text = 'I have left, my mailbox is closed: mail to it could not be delivered. 550 5.1.1 user unknown'
  const head = ['Return-Path: <>', 'From: Ada <ada@example.net>', `To: ${PATH}`, `Subject: ${coded}`, field]
  return [...head.filter(Boolean), 'Content-Type: text/plain; charset=utf-8', '', text, ''].join('\r\n')
}
