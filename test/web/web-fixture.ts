/**
 * A Belfry to try the web with: SQLite, posts, outbox and published folder in a temporary folder, a real server on a
 * port of its own. In: what the test wants different. Out: requests by path, the mails there are, the ledger to
 * compare.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import PostalMime, { type Email } from 'postal-mime'
import { type Log, silentLog } from '../../src/base/log.js'
import { sendDue } from '../../src/delivery/worker.js'
import { type AppContext, openAppContext } from '../../src/run/app-context.js'
import { doFormRequests } from '../../src/run/people/form-requests.js'
import { holderOf } from '../../src/run/people/link-holder.js'
import { confirm, subscribe } from '../../src/run/people/membership.js'
import { run } from '../../src/run/pipeline.js'
import { openReadContext } from '../../src/run/read-context.js'
import { parseAddress } from '../../src/subscribers/address.js'
import { defaultRateLimits, type RateLimits } from '../../src/web/limits.js'
import { PublishedFolder } from '../../src/web/published/read-folder.js'
import { startServer } from '../../src/web/server.js'

export interface FixtureOptions {
  /** Laid over the configuration, as BELFRY_ variables. */
  readonly environment?: Readonly<Record<string, string>>
  readonly limits?: Partial<RateLimits>
  readonly log?: Log
  /** The releases table, YAML; it stands in `releases.yaml` of the folder. */
  readonly releases?: string
}

export interface WebFixture {
  readonly world: AppContext
  readonly folder: string
  readonly url: string
  get(path: string, init?: RequestInit): Promise<Response>
  /** A form, urlencoded; redirects are not followed. */
  post(path: string, fields: readonly (readonly [string, string])[]): Promise<Response>
  /** Does what forms asked for, sends what is due and parses all that is in the outbox, oldest first. */
  mails(): Promise<Email[]>
  /** Makes a subscriber of these lists, as the form and the link would */
  join(address: string, lists?: readonly string[]): Promise<void>
  /** A new post, told and mailed. */
  announce(title: string): Promise<void>
  /** Moves the clock. */
  tick(ms: number): void
  /** Moves the clock by which the server looks at published files again. */
  later(ms: number): void
  /** Every row that says who gets what, once all that forms asked for is done. */
  ledger(): Promise<string>
  close(): Promise<void>
}

const ROOT = resolve(import.meta.dirname, '../..')
const DAY_MS = 86_400_000
/** Mail goes out when the test says so. */
export const NO_HOOKS = { mailWaiting: () => undefined }

export async function openWeb(options: FixtureOptions = {}): Promise<WebFixture> {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-web-'))
  cpSync(join(ROOT, 'content/posts'), join(folder, 'posts'), { recursive: true })
  if (options.releases !== undefined) writeFileSync(join(folder, 'releases.yaml'), options.releases)
  writeFileSync(join(folder, 'belfry.yaml'), configText(options.releases !== undefined))
  let now = Date.parse('2026-11-20T09:00:00Z')
  const desk = openReadContext({
    file: join(folder, 'belfry.yaml'),
    environment: options.environment ?? {},
    clock: { now: () => now },
    log: options.log ?? silentLog,
  })
  const world = await openAppContext(desk)
  await run(world)
  let ticks = 0
  const published = new PublishedFolder(world.config.feeds.folder, () => ticks)
  const hooks = { ...NO_HOOKS, nextRun: () => now + 300_000 }
  const server = await startServer(world, hooks, { ...defaultRateLimits, ...options.limits }, published)
  const mails = async () => {
    await doFormRequests(world)
    await sendDue(world)
    return await readMails(join(folder, 'outbox'))
  }
  return {
    world,
    folder,
    url: server.url,
    get: async (path, init) => await fetch(server.url + path, { redirect: 'manual', ...init }),
    post: async (path, fields) =>
      await fetch(server.url + path, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams(fields.map(([name, value]) => [name, value])),
      }),
    mails,
    join: async (address, lists = world.config.lists.map((list) => list.id)) => {
      await subscribe(world, { address: addressOf(address), lists, details: {}, ask: 'request' })
      const holder = await holderOf(world, 'confirm', tokenIn(await mails(), address, 'confirm'))
      if (holder === undefined) throw new Error(`${address} has no valid link`)
      await confirm(world, holder)
    },
    announce: async (title) => {
      now += DAY_MS
      const day = new Date(now).toISOString().slice(0, 10)
      const post = `---\ntitle: ${title}\ndate: ${day}\ncategories: [releases]\n---\n\n${title}. Read [more](/more/).\n`
      writeFileSync(join(folder, 'posts', `${day}-${title.toLowerCase().replace(/\W+/g, '-')}.md`), post)
      await run(world)
      now += DAY_MS
      await run(world)
      ticks += DAY_MS
    },
    tick: (ms) => {
      now += ms
    },
    later: (ms) => {
      ticks += ms
    },
    ledger: async () => {
      await doFormRequests(world)
      return await ledgerOf(world)
    },
    close: async () => {
      await server.close()
      await world.close()
      rmSync(folder, { recursive: true })
    },
  }
}

export type LinkPurpose = 'confirm' | 'unsubscribe' | 'preferences' | 'address'

/** The path of the newest link of this kind that was mailed to the address. */
export function linkIn(mails: readonly Email[], address: string, purpose: LinkPurpose): string {
  return `/${purpose}/${tokenIn(mails, address, purpose)}`
}

function tokenIn(mails: readonly Email[], address: string, purpose: LinkPurpose): string {
  const theirs = mails.filter((mail) => mail.to?.some((to) => to.address === address))
  const tokens = theirs.flatMap((mail) => new RegExp(`/${purpose}/([\\w-]{39})`).exec(mail.text ?? '')?.[1] ?? [])
  const token = tokens.at(-1)
  if (token === undefined) throw new Error(`no ${purpose} link was mailed to ${address}`)
  return token
}

export function addressOf(text: string) {
  const address = parseAddress(text)
  if (address === undefined) throw new Error(`${text} is no address`)
  return address
}

async function readMails(outbox: string): Promise<Email[]> {
  const names = readdirSync(outbox).sort()
  return await Promise.all(names.map(async (name) => await PostalMime.parse(readFileSync(join(outbox, name)))))
}

async function ledgerOf({ store: { db } }: AppContext): Promise<string> {
  const people = await db.selectFrom('people').selectAll().orderBy('id').execute()
  const subscriptions = await db.selectFrom('subscriptions').selectAll().orderBy('person_id').orderBy('list').execute()
  const mailings = await db.selectFrom('mailings').selectAll().orderBy('id').execute()
  const deliveries = await db.selectFrom('deliveries').selectAll().orderBy('id').execute()
  return JSON.stringify({ people, subscriptions, mailings, deliveries })
}

function configText(hasReleases: boolean): string {
  return `
site: { title: Lantern OS, url: 'https://lantern.example', description: Announcements of the Lantern OS project }
content: { posts: posts, register: register.yaml${hasReleases ? ', releases: releases.yaml' : ''} }
feeds: { folder: public, authority: lantern.example, since: 2026 }
lists:
  - { id: releases, title: Releases, description: 'New versions, and the end of old ones.', categories: [releases] }
  - { id: security, title: Security bulletins, description: Vulnerabilities and what to do about them., categories: [security] }
  - { id: announcements, title: Everything else, categories: ['*'] }
notices: { settle: 30m }
mail:
  from: Lantern OS <announce@lantern.example>
  domain: announce.lantern.example
  transport: file:outbox
database: sqlite:belfry.db
secrets: secrets
marks: marks
web: { listen: '127.0.0.1:0', url: 'http://localhost:8025' }
`
}
