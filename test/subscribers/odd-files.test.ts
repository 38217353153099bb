/** Files as spreadsheets and other programs write them, each read in small pieces and at once. */
import { expect, test } from 'vitest'
import { noReleases } from '../../src/releases/release.js'
import { importText } from '../support/import-text.js'

const rules = { lists: ['releases'], releases: noReleases, languages: ['en'] }

/** Each person as `line address standing`, each line that is skipped as `line -`. */
async function read(text: string, piece: number): Promise<string> {
  const { people, skipped } = await importText(text, rules, piece)
  return [
    ...people.map(({ line, address, standing = '' }) => `${line} ${address.address} ${standing}`.trim()),
    ...skipped.map(({ line }) => `${line} -`),
  ].join('; ')
}

const ADA = '2 ada@example.org'

test.each<[string, string, string]>([
  ['quotes in quotes', 'email,name\nada@example.org,"Ada ""A"", x"\n', ADA],
  ['quotes in a bare cell', 'email\tname\nada@example.org\tAda "A" L\n', ADA],
  ['semicolons, and commas in names and sums', 'Name, first;E-Mail;Sum\nL, Ada;ada@example.org;12,50\n', ADA],
  ['empty columns and rows at the end', 'email,name,,\nada@example.org,Ada,,\n,,,\n,,,\n', ADA],
  ['a byte order mark and tabs', '\ufeffE-Mail\tName\nada@example.org\tAda\n', ADA],
  ['what parts its cells in a line of its own', 'sep=;\r\nemail;name\r\nada@example.org;A\r\n', '3 ada@example.org'],
  ['the same with a tab', '\ufeff"sep=\t"\nemail\tname\nada@example.org\tA\n', '3 ada@example.org'],
  ['ends of lines of all kinds', 'email\r\nada@example.org\rbea@example.org\n', `${ADA}; 3 bea@example.org`],
  ['NUL in cells', 'email,name\nada@example.org,A\0\nb\0ea@example.org,B\n', `${ADA}; 3 -`],
  ['two columns of one name', 'Email,Tel,Email\nada@example.org,1,\n,2,bea@example.org\n', `${ADA}; 3 bea@example.org`],
  ['a title above its header', 'Members for group news\nEmail address,Name\nada@example.org,A\n', '3 ada@example.org'],
  ['a postal address too', 'Name,Address,Email\nAda,"1 Main St, Town",ada@example.org\n', ADA],
  ['a header of two lines', '"E-Mail\nAddress";Name\nada@example.org;A\n', '3 ada@example.org'],
  ['cells of two lines', 'email,note\nada@example.org,"a\nb"\nbad,\n', `${ADA}; 4 -`],
  ['names in front of addresses', 'name,email\nA,Ada L <ada@example.org>\n', ADA],
  [
    'links, and characters that nobody sees',
    'email\nmailto:ada@example.org\n\u200bbea@example.org\u00a0\n',
    `${ADA}; 3 bea@example.org`,
  ],
  [
    'an object a line',
    '{"email":"ada@example.org"}\n{"email":"b@example.org","status":"bounced"}\n',
    '1 ada@example.org; 2 b@example.org suppressed',
  ],
  [
    'people deeper in its JSON',
    '{"data":{"results":[{"email":"ada@example.org","lists":[{"id":1}]}],"total":1}}',
    '1 ada@example.org',
  ],
  [
    'JSON set in lines',
    JSON.stringify([{ email: 'ada@example.org', n: '} ] \\" {' }, { email: 'x' }], null, 2),
    `${ADA}; 6 -`,
  ],
  [
    'JSON of which some lack what others have',
    '[{"email":"a@example.org"},{"email":"b@example.org","unsubscribed_at":"2024-01-01"}]',
    '1 a@example.org; 2 b@example.org ended',
  ],
])('a file with %s', async (_what, text, expected) => {
  expect(await read(text, 3)).toBe(expected)
  expect(await read(text, 100_000)).toBe(expected)
})

test.each(
  [
    'E-Mail-Adresse',
    'Adresse e-mail',
    'Correo electrónico',
    'Indirizzo e-mail',
    'Endereço de e-mail',
    'E-mailadres',
  ].concat(
    [
      'E-postadress',
      'Sähköposti',
      'Adres e-mail',
      'E-mailová adresa',
      'E-posta adresi',
      'Электронная почта',
      'Ел. пошта',
    ],
    [
      'メールアドレス',
      '电子邮件',
      '이메일',
      'דוא"ל',
      'البريد الإلكتروني',
      'EMAIL_ADDRESS',
      'Email *',
      'E-mail 1 - Value',
    ],
  ),
)('a column of addresses is called %s', async (name) => {
  expect(await read(`N;${name.replaceAll('"', '""')}\nA;ada@example.org\n`.replace(/;(.*)/, ';"$1"'), 5)).toBe(ADA)
})

/** Header, then rows that each begin with the address; what is kept of each. */
test.each<[string, string, readonly string[], string]>([
  [
    'Substack',
    'email,active_subscription,expiry,plan,email_disabled,created_at',
    ['a@x.org,false,,,false,', 'b@x.org,true,,,true,'],
    ',ended',
  ],
  [
    'Google Groups',
    'Email address,Nickname,Group status,Email status,Email preference',
    ['a@x.org,,member,,email', 'b@x.org,,member,bouncing,email', 'c@x.org,,owner,,no email', 'd@x.org,,invited,,email'],
    ',suppressed,ended,pending',
  ],
  ['phpList', 'email,confirmed,blacklisted', ['a@x.org,1,0', 'b@x.org,0,0', 'c@x.org,1,1'], ',pending,suppressed'],
  [
    'Mailchimp',
    'Adresse e-mail,Prénom,MEMBER_RATING,CONFIRM_TIME',
    ['a@x.org,A,2,2020-01-01 10:00:00', 'b@x.org,B,2,'],
    ',pending',
  ],
  ['SendGrid (suppressions)', 'email,reason,status,created', ['a@x.org,550 no,550,1700000000'], 'suppressed'],
  [
    'Mailman 3',
    'email,list_id,delivery_status',
    ['a@x.org,l,enabled', 'b@x.org,l,by_moderator', 'c@x.org,l,DeliveryStatus.by_user'],
    ',ended,ended',
  ],
])('a file of %s', async (from, header, rows, standings) => {
  const imported = await importText([header, ...rows].join('\n'), rules)
  expect([imported.from, imported.people.map(({ standing }) => standing ?? '').join(',')]).toEqual([from, standings])
})

test('who left a list of listmonk by the answer of its API is not brought back', async () => {
  const of = (email: string, status: string, ...states: readonly string[]) => {
    const lists = states.map((subscription_status, id) => ({ id, name: 'News', subscription_status }))
    return { uuid: email, email, attribs: {}, status, lists }
  }
  const results = [
    of('a@x.org', 'enabled', 'confirmed'),
    of('b@x.org', 'enabled', 'confirmed', 'unsubscribed'),
    of('c@x.org', 'enabled', 'unconfirmed'),
    of('d@x.org', 'blocklisted'),
  ]
  const { from, people } = await importText(JSON.stringify({ data: { results, total: 4 } }), rules)
  expect([from, people.map(({ standing = '' }) => standing)]).toEqual([
    'listmonk',
    ['', 'ended', 'pending', 'suppressed'],
  ])
})

test('who has another role in a list of Mailman 3 is no subscriber, and a member all the same by a line further on', async () => {
  const of = (email: string, role: string) => ({ email, list_id: 'l', member_id: '1', role })
  const entries = [of('a@x.org', 'owner'), of('b@x.org', 'MemberRole.nonmember'), of('a@x.org', 'member')]
  const { people, skipped } = await importText(JSON.stringify({ entries }), rules)
  expect(people.map(({ address }) => address.address)).toEqual(['a@x.org'])
  expect(skipped.map(({ reason }) => reason)).toEqual([
    'a@x.org is owner of that list there, and no member',
    'b@x.org is nonmember of that list there, and no member',
  ])
})

test.each<[string, string, string]>([
  ['status', 'Hard_Bounced', 'suppressed'],
  ['State', 'cancelled', 'ended'],
  ['Subscriber status', 'opted-out', 'ended'],
  ['Status', 'Marked as spam', 'suppressed'],
  ['Unsubscribed (date)', '01.02.2024', 'ended'],
  ['unsubscribed_at', '0', ''],
  ['opt_out', 'true', 'ended'],
  ['Stop Status', 'unsubscribed by user', 'ended'],
  ['Stop Time', '', ''],
  ['Status', 'UNSUBSCRIBED_BY_ADMIN', 'ended'],
  ['is_active', '0', 'ended'],
  ['Accepts Marketing', 'no', 'ended'],
  ['Marketing consent', 'yes', ''],
  ['Do not contact', '1', 'ended'],
  ['deleted_at', '2024-01-01', 'ended'],
  ['Newsletter', '', ''],
  ['Status', 'junk', 'suppressed'],
  ['Status', 'validating', 'pending'],
  ['bounced_at', 'Jan 2, 2024', 'suppressed'],
  ['email_blacklisted', 'no', ''],
  ['subscribed', 'false', 'ended'],
  ['Subscribed', '', ''],
  ['opt in', 'yes', ''],
  ['confirmed', '0', 'pending'],
  ['Abgemeldet', 'ja', 'ended'],
  ['Abgemeldet', 'Nein', ''],
  ['Abgemeldet am', '05.03.2024', 'ended'],
  ['Désabonné le', '', ''],
  ['Statut', 'De\u0301sinscrit', 'ended'],
  ['статус', 'Отписан', 'ended'],
  ['Subscribed', 'нет', 'ended'],
])('a column "%s" with "%s" says "%s"', async (name, cell, standing) => {
  const { people, unused } = await importText(`email,${name},other\na@x.org,"${cell}",\n`, rules)
  expect(people.map((person) => person.standing ?? '')).toEqual([standing])
  // What was read is not called unread.
  expect(unused).toEqual(['other'])
})

test.each([
  ['e\0m\0a\0i\0l\0\n\0', 'UTF-16'],
  ['Nom;Ville\nAda;Paris\n', '"nom", "ville"'],
  ['sep=;\nNom;Ville\n', 'holds addresses'],
  ['{"email":"a@x.org"}\n{"email"', 'not JSON'],
  [`${'['.repeat(10_000)}`, 'JSON'],
  ['[{"email":"a@x.org"}', 'not JSON'],
  ['[{"email":"a@x.org"}]]', 'not JSON'],
  ['[{"email":"a@x.org"},5]', 'no list of people'],
])('%j is refused, and says why', async (text, why) => {
  for (const piece of [3, 100_000])
    await expect(importText(text, rules, piece)).rejects.toMatchObject({
      code: 'IMPORT_FORMAT',
      message: expect.stringContaining(why),
    })
})
