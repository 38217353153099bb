/**
 * In which words files say whose address it is and what somebody wants, in the languages that spreadsheets and web
 * shops speak. Pure. In: what columns are called, what a cell says. Out: the column of addresses; what the other
 * program knew of the person.
 */

/** What the other program knew of a person. */
export type Standing = 'subscribed' | 'pending' | 'ended' | 'suppressed'

const STERNNESS: readonly Standing[] = ['subscribed', 'pending', 'ended', 'suppressed']

/** From 0, of who subscribed, to 3. */
export function sternness(standing: Standing): number {
  return STERNNESS.indexOf(standing)
}

/** What one word of a file forbids no other allows. */
export function sternest(...all: readonly Standing[]): Standing {
  return STERNNESS[Math.max(...all.map((one) => STERNNESS.indexOf(one)))] ?? 'subscribed'
}

/** @param others in small letters, with blanks for hyphens and underscores */
export function wordIn(word: string | undefined, others: Readonly<Record<string, Standing>>): Standing {
  const key = plainWord(word ?? '')
  return Object.hasOwn(others, key) ? (others[key] ?? 'subscribed') : 'subscribed'
}

function plainWord(word: string): string {
  return word.trim().normalize('NFC').toLowerCase().replace(/[_-]+/g, ' ')
}

const NO = new Set(
  [
    [
      '',
      '-',
      '0',
      'f',
      'n',
      'no',
      'none',
      'null',
      'false',
      'never',
      'off',
      'nein',
      'falsch',
      'non',
      'faux',
      'nee',
      'nei',
    ],
    [
      'nej',
      'ei',
      'não',
      'nao',
      'falso',
      'ne',
      'nie',
      'nem',
      'nu',
      'hayır',
      'нет',
      'ложь',
      'ні',
      'не',
      'όχι',
      'לא',
      'لا',
    ],
    ['いいえ', '否', '아니요', 'không', 'tidak'],
  ].flat(),
)

/** Does a cell say yes? A date does, and a text. */
export function isSaid(text: string): boolean {
  return !NO.has(text.trim().normalize('NFC').toLowerCase())
}

const OF_STANDING: Readonly<Record<Exclude<Standing, 'subscribed'>, readonly string[]>> = {
  pending: [
    ...[
      'pending',
      'validating',
      'awaiting confirmation',
      'waiting',
      'unconfirmed',
      'not confirmed',
      'unactivated',
      'unverified',
      'invited',
      'unbestätigt',
    ],
    ...['nicht bestätigt', 'ausstehend', 'en attente', 'non confirmé', 'pendiente', 'sin confirmar', 'in attesa'],
  ],
  ended: [
    ...['unsubscribed', 'unsubscribe', 'unsub', 'ended', 'inactive', 'disabled', 'cancelled', 'canceled', 'removed'],
    ...['deleted', 'archived', 'opted out', 'opt out', 'optout', 'non subscribed', 'nonsubscribed', 'not subscribed'],
    ...['left', 'former', 'churned', 'abgemeldet', 'ausgetragen', 'abbestellt', 'inaktiv', 'désabonné', 'désinscrit'],
    ...['désabonnée', 'désinscrite', 'inactif', 'desuscrito', 'dado de baja', 'baja', 'inactivo', 'cancelado'],
    ...['disiscritto', 'cancellato', 'inattivo', 'uitgeschreven', 'afgemeld', 'descadastrado', 'avregistrerad'],
    ...['odhlášen', 'wypisany', 'leiratkozott', 'отписан', 'отписался', 'неактивен', 'відписаний', '退订', '已退订'],
    ...['配信停止', '退会', 'מוסר', 'ملغى'],
  ],
  suppressed: [
    ...['cleaned', 'bounced', 'bouncing', 'bounce', 'hard bounced', 'hard bounce', 'complained', 'complaint', 'spam'],
    ...[
      'marked as spam',
      'reported as spam',
      'spam complaint',
      'abuse',
      'junk',
      'invalid',
      'undeliverable',
      'unreachable',
    ],
    ...['suppressed', 'blocked', 'blocklisted', 'blacklisted', 'unzustellbar', 'gesperrt', 'rebote', 'rebotado'],
    ...['rejeté', 'invalide', 'rimbalzato', 'недоставлено'],
  ],
}

/** Any file may say it in a column of its own, in one of these words. */
export const STATUS_WORDS: Readonly<Record<string, Standing>> = Object.fromEntries(
  (['pending', 'ended', 'suppressed'] as const).flatMap((standing) =>
    OF_STANDING[standing].map((word) => [word, standing]),
  ),
)

/** Words of a status that say nothing against mail. */
const SUBSCRIBED_WORDS: ReadonlySet<string> = new Set([
  ...['', '-', '1', 'y', 'yes', 'true', 'on', 'ok', 'subscribed', 'subscriber', 'subscribe', 'active', 'activated'],
  ...['enabled', 'confirmed', 'verified', 'validated', 'valid', 'deliverable', 'delivered', 'opted in', 'opt in'],
  ...['optin', 'double opt in', 'single opt in', 'member', 'regular', 'normal', 'current', 'approved', 'accepted'],
  ...['registered', 'joined', 'imported', 'new', 'free', 'paid', 'premium', 'live', 'open', 'good'],
  ...['aktiv', 'angemeldet', 'abonniert', 'bestätigt', 'eingetragen', 'ja', 'gültig', 'actif', 'abonné'],
  ...['abonnée', 'inscrit', 'inscrite', 'confirmé', 'confirmée', 'oui', 'activo', 'activa', 'suscrito', 'suscrita'],
  ...['confirmado', 'confirmada', 'sí', 'si', 'sì', 'attivo', 'attiva', 'iscritto', 'iscritta', 'confermato'],
  ...[
    'confermata',
    'ativo',
    'ativa',
    'inscrito',
    'inscrita',
    'sim',
    'actief',
    'ingeschreven',
    'aangemeld',
    'bevestigd',
  ],
  ...['prenumererar', 'bekräftad', 'aktivní', 'přihlášen', 'potvrzeno', 'aktywny', 'zapisany', 'potwierdzony', 'tak'],
  ...['feliratkozott', 'aktív', 'activ', 'abonat', 'активен', 'активный', 'подписан', 'подтверждён', 'подтвержден'],
  ...[
    'да',
    'активний',
    'підписаний',
    '订阅',
    '已订阅',
    '有效',
    '配信中',
    '有効',
    '登録済み',
    '구독',
    'פעיל',
    'نشط',
    'مشترك',
  ],
])

/** Is that a word of which it is known what it says? */
export function isStatusWord(word: string): boolean {
  const plain = plainWord(word)
  return SUBSCRIBED_WORDS.has(plain) || Object.hasOwn(STATUS_WORDS, plain)
}

const DAY = '(?: ?(?:at|on|date|time|\\(date\\)|am|le|il|el))?'
const LEFT = [
  ...[
    'unsub(?:scribed?)?',
    'opt(?:ed)? ?out',
    'email disabled',
    'stop',
    'stop status',
    'do not (?:contact|e?mail)',
    'deleted',
    'cancelled',
    'abgemeldet',
    'abmeldung',
    'abmeldedatum',
    'abbestellt',
  ],
  ...['austragung', 'désabonn(?:é|ée|ement)', 'désinscri(?:t|te|ption)', 'desuscrito', 'baja', 'fecha de baja'],
  ...['disiscritto', 'disiscrizione', 'uitgeschreven', 'afgemeld', 'отписан', 'дата отписки'],
].join('|')
const NEVER = '(?:hard )?bounced?|complained|cleaned|(?:email )?(?:black|block) ?list(?:ed)?|gesperrt|unzustellbar'

const ABOUT = 'subscription|subscriber|global|email|member|contact|list'
const STATUS = 'status|state|statut|stato|estado|zustand|статус'

/** Columns by their plain names, in which a word of these stands. */
export const STATUS_COLUMN = new RegExp(`^(?:(?:${ABOUT}) )?(?:${STATUS})$`)
/** Of these one that may be a part of a country or a marital status: any word may stand there. */
export const ANY_STATE_COLUMN = /^(?:state|stato|estado|zustand)$/
/** Those that hold a no where somebody wants nothing. */
export const WISH_COLUMN = new RegExp(
  [
    '^(?:is )?(?:subscribed|opt(?:ed)? ?in|active|enabled|newsletter',
    '|accepts (?:email )?marketing|(?:email )?(?:marketing )?consent)$',
  ].join(''),
)
/** Those that hold a day or a yes where somebody left. */
export const LEFT_COLUMN = new RegExp(`^(?:is )?(?:${LEFT})${DAY}$`)
/** And where nobody is ever to write to them. */
export const NEVER_COLUMN = new RegExp(`^(?:is )?(?:${NEVER})${DAY}$`)

/**
 * Without blanks, dots, hyphens and colons, the likeliest first: where a table has a postal address too, `address` is
 * that.
 */
const ADDRESS_COLUMNS: ReadonlyMap<string, number> = new Map(
  [
    ...['email', 'emailaddress', 'mail', 'mailaddress', 'emailid', 'primaryemail', 'useremail', 'memberemail'],
    ...['subscriberemail', 'contactemail', 'emailprimary', 'email1', 'email1value', 'email1address', 'workemail'],
    ...['emailadresse', 'mailadresse', 'emailadres', 'emailadress', 'epost', 'epostadress', 'epostadresse'],
    ...[
      'adresseemail',
      'adressemail',
      'adresseélectronique',
      'adressedecourriel',
      'adressecourriel',
      'courriel',
      'mél',
    ],
    ...['correo', 'correoelectrónico', 'correoelectronico', 'direccióndecorreo', 'direccióndecorreoelectrónico'],
    ...['direcciondecorreo', 'direcciondecorreoelectronico', 'indirizzoemail', 'indirizzomail', 'postaelettronica'],
    ...['indirizzodipostaelettronica', 'endereçodeemail', 'enderecodeemail', 'endereçodecorreioeletrônico'],
    ...[
      'correioeletrônico',
      'correioeletrónico',
      'sähköposti',
      'sähköpostiosoite',
      'adresemail',
      'adrespocztyelektronicznej',
    ],
    ...['emailováadresa', 'emailcím', 'emailcíme', 'adresădeemail', 'adresadeemail', 'eposta', 'epostaadresi'],
    ...['электроннаяпочта', 'адресэлектроннойпочты', 'элпочта', 'эладрес', 'почта', 'имейл', 'емейл', 'emailадрес'],
    ...[
      'електроннапошта',
      'адресаелектронноїпошти',
      'елпошта',
      'електроннапоща',
      'имейладрес',
      'ηλεκτρονικόταχυδρομείο',
    ],
    ...['διεύθυνσηemail', 'דואל', 'דואראלקטרוני', 'כתובתדואל', 'אימייל', 'כתובתאימייל', 'البريدالإلكتروني'],
    ...[
      'البريدالالكتروني',
      'بريدإلكتروني',
      'عنوانالبريدالإلكتروني',
      'ایمیل',
      'پستالکترونیک',
      'メールアドレス',
      'メール',
      'eメール',
    ],
    ...[
      '電子メール',
      '電子メールアドレス',
      '电子邮件',
      '电子邮箱',
      '邮箱',
      '邮箱地址',
      '电子邮件地址',
      '電子郵件',
      '電子郵件地址',
    ],
    ...['電郵', '이메일', '이메일주소', '전자메일', '전자우편', 'địachỉemail', 'alamatemail', 'surel', 'อีเมล', 'ईमेल'],
    ...['subscriber', 'address'],
  ].map((name, index) => [name.normalize('NFC'), index]),
)

/** @param names in lower case @returns undefined where none is known */
export function addressColumn(names: readonly string[]): string | undefined {
  const known = names.flatMap((name) => {
    const place = ADDRESS_COLUMNS.get(name.normalize('NFC').replace(/[\s._\-‐:*"'״׳()]+/g, ''))
    return place === undefined ? [] : [{ name, place }]
  })
  return known.sort((a, b) => a.place - b.place)[0]?.name
}
