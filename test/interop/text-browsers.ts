/**
 * The pages in w3m and in lynx, by keys alone: subscribe, confirm from the mail, change lists, change the address,
 * leave one list, come back at once, leave all; in w3m once more for somebody who reads German. Run by
 * `npm run interop:text-browsers`; out: a line for each, and 1
 * where a page does not show what it must. It says which of the two is not there.
 */
import { deepStrictEqual } from 'node:assert'
import { showPerson } from '../../src/run/people/by-operator.js'
import { addressOf, type LinkPurpose, linkIn, openWeb } from '../web/web-fixture.js'
import { openLynx, whyNoLynx } from './open-lynx.js'
import { type Browser, openW3m, whyNoW3m } from './open-w3m.js'

const ADA = 'ada@example.org'
const MOVED = 'ada@example.net'

for (const [name, open, reason] of [
  ['w3m', openW3m, whyNoW3m()],
  ['lynx', openLynx, whyNoLynx()],
] as const) {
  if (reason === undefined) await walk(name, open)
  else console.log(`skipped: ${reason}.`)
}
if (whyNoW3m() === undefined) await inGerman()

async function walk(name: string, open: (url: string) => Promise<Browser>): Promise<void> {
  const web = await openWeb()
  const done = (what: string) => console.log(`${name}: ${what}`)
  const browse = async (path: string, work: (browser: Browser) => Promise<void>) => {
    const browser = await open(web.url + path)
    try {
      await work(browser)
    } finally {
      browser.close()
    }
  }
  const linkTo = async (address: string, purpose: LinkPurpose) => linkIn(await web.mails(), address, purpose)
  const listsOf = async (address: string) =>
    (await showPerson(web.world, addressOf(address))).subscriptions
      .filter(({ state }) => state === 'confirmed')
      .map(({ list }) => list)
      .sort()
  try {
    await browse('/subscribe', async (browser) => {
      await browser.shows('Get Lantern OS by mail')
      await browser.write('Your mail address', ADA)
      // All are chosen at first.
      await browser.tick('Security bulletins')
      await browser.press('Subscribe$')
      await browser.shows('Check your mail')
    })
    done('asked for two lists of three')
    await browse(await linkTo(ADA, 'confirm'), async (browser) => {
      await browser.press('Yes, subscribe me')
      await browser.shows('You are subscribed')
      deepStrictEqual(await listsOf(ADA), ['announcements', 'releases'])
      done('confirmed, and came to the preferences')
      await browser.tick('Security bulletins')
      await browser.press('Save$')
      await browser.shows('Saved.')
      deepStrictEqual(await listsOf(ADA), ['announcements', 'releases', 'security'])
      done('changed lists')
      await browser.write('Your new mail address', MOVED)
      await browser.press('Change the address')
      await browser.shows('Two mails are on their way')
    })
    for (const address of [ADA, MOVED])
      await browse(await linkTo(address, 'address'), async (browser) => await browser.press('Yes, change it'))
    deepStrictEqual(await listsOf(MOVED), ['announcements', 'releases', 'security'])
    done('changed the address, with both mailboxes')
    await web.announce('A new version')
    await browse(await linkTo(MOVED, 'unsubscribe'), async (browser) => {
      await browser.press('Unsubscribe from this')
      await browser.shows('You are unsubscribed')
      await browser.press('Take it back')
      await browser.shows('You are subscribed again')
    })
    deepStrictEqual(await listsOf(MOVED), ['announcements', 'releases', 'security'])
    done('left one list, and took it back')
    await browse(await linkTo(MOVED, 'unsubscribe'), async (browser) => {
      await browser.press('Unsubscribe from everything')
      await browser.shows('You are unsubscribed')
    })
    deepStrictEqual(await listsOf(MOVED), [])
    done('left everything')
    await browse('/subscribe', async (browser) => {
      await browser.write('Your mail address', MOVED)
      await browser.tick('Security bulletins')
      await browser.tick('Everything else')
      await browser.press('Subscribe$')
      await browser.shows('Check your mail')
    })
    await browse(await linkTo(MOVED, 'confirm'), async (browser) => {
      await browser.press('Yes, subscribe me')
      await browser.shows('You are subscribed')
    })
    deepStrictEqual(await listsOf(MOVED), ['releases'])
    done('came back at once')
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
    console.log('w3m: the same in German, of who asked in it, whatever the browser says later')
  } finally {
    await web.close()
  }
}
