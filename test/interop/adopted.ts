/**
 * Follows the feed of each site of test/adoption/sites in newsboat and rss2email (Debian's) before and after Belfry's
 * takes its place at the same address: nothing may be shown or mailed again. Door: processes, network of this machine.
 * Usage: npm run interop:adopted -- [jekyll|hugo|eleventy|docusaurus|hexo …]
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bothFeeds } from '../adoption/feeds.js'
import { followed, type Site } from '../adoption/published.js'
import { hasProgram } from './open-scene.js'

let feed = ''
const server = createServer((_request, response) => {
  response.setHeader('Content-Type', feed.includes('<rss') ? 'application/rss+xml' : 'application/atom+xml').end(feed)
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/feed.xml`
const asked = process.argv.slice(2)
const readers: Readonly<Record<string, (folder: string) => Promise<number>>> = {
  newsboat: byNewsboat,
  r2e: byRss2email,
}
const there = Object.keys(readers).filter((program) => {
  if (hasProgram(program)) return true
  console.log(`skipped: ${program} is not installed`)
  return false
})
for (const site of followed.filter((one) => asked.length === 0 || asked.includes(one))) await follow(site)
server.close()

async function follow(site: Site): Promise<void> {
  const { before, after } = await bothFeeds(site)
  for (const program of there) {
    const folder = mkdtempSync(join(tmpdir(), `belfry-${program}-`))
    try {
      const look = async (text: string) => {
        feed = text
        return (await readers[program]?.(folder)) ?? 0
      }
      const first = await look(before)
      const again = await look(after)
      // A reader that sees nothing at all would see nothing again.
      const isGood = first > 1 && again === 0
      console.log(`${isGood ? 'good' : 'BAD '} ${site}: ${program} shows ${first} entries, and ${again} again`)
      if (!isGood) process.exitCode = 1
    } finally {
      rmSync(folder, { recursive: true })
    }
  }
}

/** @returns how many entries are unread, all of which are read then */
async function byNewsboat(folder: string): Promise<number> {
  writeFileSync(join(folder, 'urls'), `${url}\n`)
  const cache = join(folder, 'cache.db')
  const files = ['-u', join(folder, 'urls'), '-c', cache, '-C', '/dev/null']
  const out = await said('newsboat', [...files, '-x', 'reload', 'print-unread'], folder)
  const read =
    'import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute("update rss_item set unread = 0"); c.commit()'
  await said('/usr/bin/python3', ['-c', read, cache], folder)
  return Number(/^(\d+) unread/m.exec(out)?.[1] ?? Number.NaN)
}

/** @returns how many mails it makes */
async function byRss2email(folder: string): Promise<number> {
  const config = join(folder, 'r2e.cfg')
  const args = ['-c', config, '-d', join(folder, 'r2e.json')]
  if (!existsSync(config)) {
    const lines = [
      'from = a@example.org',
      'to = ada@example.org',
      'email-protocol = maildir',
      `maildir-path = ${folder}`,
    ]
    writeFileSync(config, `${['[DEFAULT]', ...lines, 'maildir-mailbox = mail'].join('\n')}\n`)
    await said('r2e', [...args, 'add', 'site', url], folder)
  }
  const inbox = join(folder, 'mail/new')
  // Made by rss2email with all that belongs to a Maildir, or not at all.
  const count = () => (existsSync(inbox) ? readdirSync(inbox).length : 0)
  const before = count()
  await said('r2e', [...args, 'run'], folder)
  return count() - before
}

/** Not at once: the server above answers what is asked of it. */
async function said(command: string, args: readonly string[], cwd: string): Promise<string> {
  const child = spawn(command, args, { cwd, env: { ...process.env, HOME: cwd, LC_ALL: 'C.UTF-8', TZ: 'UTC' } })
  let out = ''
  child.stdout.on('data', (chunk) => (out += chunk))
  child.stderr.on('data', (chunk) => (out += chunk))
  await new Promise((resolve) => child.once('close', resolve))
  return out
}
