/**
 * What a column of addresses is called, in the languages that spreadsheets and web shops speak. Pure. In: the names of
 * a header line. Out: the one that holds addresses.
 */

/**
 * Without blanks, dots, hyphens and colons, the likeliest first: where a table has a postal address too, `address` is
 * that.
 */
const NAMES: ReadonlyMap<string, number> = new Map(
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
    const place = NAMES.get(name.normalize('NFC').replace(/[\s._\-‐:*"'״׳()]+/g, ''))
    return place === undefined ? [] : [{ name, place }]
  })
  return known.sort((a, b) => a.place - b.place)[0]?.name
}
