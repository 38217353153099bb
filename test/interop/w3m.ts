/**
 * The pages in w3m, by keys alone: subscribe, confirm from the mail, change lists, change the address, leave one list,
 * come back at once, leave all; and once in the language of a person who reads German. Run by `npm run interop:w3m`; out: a line for each, and 1 where a page does not show
 * what it must. Without w3m it says so and ends with 0.
 */
import { deepStrictEqual } from 'node:assert'
import { showPerson } from '../../src/run/operator-people.js'
import { addressOf, type LinkPurpose, linkIn, openWeb } from '../web/web-fixture.js'
import { type Browser, openW3m, whyNoW3m } from './open-w3m.js'

const ADA = 'ada@example.org'
const MOVED = 'ada@example.net'

const reason = whyNoW3m()
if (reason === undefined) {
  await main()
  await inGerman()
} else console.log(`skipped: ${reason}.`)

async function main(): Promise<void> {
  const web = await openWeb()
  const browse = async (path: string, work: (w3m: Awaited<ReturnType<typeof openW3m>>) => Promise<void>) => {
    const w3m = await openW3m(web.url + path)
    try {
      await work(w3m)
    } finally {
      w3m.close()
    }
  }
  const linkTo = async (address: string, purpose: LinkPurpose) => linkIn(await web.mails(), address, purpose)
  const listsOf = async (address: string) =>
    (await showPerson(web.world, addressOf(address))).subscriptions
      .filter(({ state }) => state === 'confirmed')
      .map(({ list }) => list)
      .sort()
  try {
    await browse('/subscribe', async (w3m) => {
      await w3m.shows('Get Lantern OS by mail')
      await w3m.write('Your mail address', ADA)
      // All are chosen at first.
      await w3m.tick('Security bulletins')
      await w3m.press('Subscribe$')
      await w3m.shows('Check your mail')
    })
    console.log('asked for two lists of three')
    await browse(await linkTo(ADA, 'confirm'), async (w3m) => {
      await w3m.press('Yes, subscribe me')
      await w3m.shows('You are subscribed')
      deepStrictEqual(await listsOf(ADA), ['announcements', 'releases'])
      console.log('confirmed, and came to the preferences')
      await w3m.tick('Security bulletins')
      await w3m.press('Save$')
      await w3m.shows('Saved.')
      deepStrictEqual(await listsOf(ADA), ['announcements', 'releases', 'security'])
      console.log('changed lists')
      await w3m.write('Your new mail address', MOVED)
      await w3m.press('Change the address')
      await w3m.shows('Two mails are on their way')
    })
    for (const address of [ADA, MOVED])
      await browse(await linkTo(address, 'address'), async (w3m) => await w3m.press('Yes, change it'))
    deepStrictEqual(await listsOf(MOVED), ['announcements', 'releases', 'security'])
    console.log('changed the address, with both mailboxes')
    await web.announce('A new version')
    await browse(await linkTo(MOVED, 'unsubscribe'), async (w3m) => {
      await w3m.press('Unsubscribe from this')
      await w3m.shows('You are unsubscribed')
      await w3m.press('Take it back')
      await w3m.shows('You are subscribed again')
    })
    deepStrictEqual(await listsOf(MOVED), ['announcements', 'releases', 'security'])
    console.log('left one list, and took it back')
    await browse(await linkTo(MOVED, 'unsubscribe'), async (w3m) => {
      await w3m.press('Unsubscribe from everything')
      await w3m.shows('You are unsubscribed')
    })
    deepStrictEqual(await listsOf(MOVED), [])
    console.log('left everything')
    await browse('/subscribe', async (w3m) => {
      await w3m.write('Your mail address', MOVED)
      await w3m.tick('Security bulletins')
      await w3m.tick('Everything else')
      await w3m.press('Subscribe$')
      await w3m.shows('Check your mail')
    })
    await browse(await linkTo(MOVED, 'confirm'), async (w3m) => {
      await w3m.press('Yes, subscribe me')
      await w3m.shows('You are subscribed')
    })
    deepStrictEqual(await listsOf(MOVED), ['releases'])
    console.log('came back at once')
  } finally {
    await web.close()
  }
}

/** The browser says what it reads on the form; from then on pages behind links are in the person's language. */
async function inGerman(): Promise<void> {
  const web = await openWeb({ environment: { BELFRY_SUBSCRIBERS__LANGUAGES: '[de]' } })
  const browse = async (path: string, language: string, work: (w3m: Browser) => Promise<void>) => {
    const w3m = await openW3m(web.url + path, language)
    try {
      await work(w3m)
    } finally {
      w3m.close()
    }
  }
  const link = async (purpose: LinkPurpose) => linkIn(await web.mails(), ADA, purpose)
  try {
    await browse('/subscribe', 'de', async (w3m) => {
      await w3m.write('Ihre Mailadresse', ADA)
      await w3m.press('Abonnieren$')
      await w3m.shows('Mail')
    })
    await browse(await link('confirm'), 'en', async (w3m) => {
      await w3m.press('Ja, ich m')
      await w3m.shows('Sie sind angemeldet')
      await w3m.press('Speichern$')
      await w3m.shows('Gespeichert.')
    })
    await web.announce('A new version')
    await browse(await link('unsubscribe'), 'en', async (w3m) => {
      await w3m.press('Alles abbestellen')
      await w3m.shows('Sie sind abgemeldet')
    })
    console.log('the same in German, of who asked in it, whatever the browser says later')
  } finally {
    await web.close()
  }
}
