/**
 * What hostile repositories cost: every shape of test/support/hostile-repositories.ts, read as `check` reads it. Run it
 * with tsx: repositories.ts [PART OF A NAME …]. Seconds of CPU, the slowest first; ends with 1 where one takes 2 s.
 */
import { join } from 'node:path'
import { contentHtml } from '../../src/posts/content-html.js'
import { contentOf } from '../../src/posts/post-content.js'
import { readPosts } from '../../src/source/read-posts.js'
import { body, makeSite, ofOthers, settings, shapes } from '../support/hostile-repositories.js'

const MOST_SECONDS = 2
const asked = process.argv.slice(2)
const all = [
  ...shapes.map(([name, make]) => ({ name, make, own: settings })),
  ...ofOthers.map(([name, own, text]) => ({ name, make: body(text), own: { ...settings, liquid: false, ...own } })),
].filter(({ name }) => asked.length === 0 || asked.some((part) => name.includes(part)))

async function secondsOf({ make, own }: Omit<(typeof all)[number], 'name'>): Promise<number> {
  const site = makeSite()
  make(site)
  const before = process.cpuUsage()
  const { announcements } = await readPosts(join(site.root, '_posts'), own, new Map())
  for (const post of announcements) contentHtml(contentOf(post), own.url)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

// What is loaded and compiled once is no cost of a shape.
await secondsOf({ make: body('Lantern **burns**, [here](./gone.md).'), own: settings })
const found: { readonly name: string; readonly seconds: number }[] = []
for (const one of all) found.push({ name: one.name, seconds: await secondsOf(one) })
for (const { name, seconds } of found.sort((a, b) => b.seconds - a.seconds))
  console.log(`${name.padEnd(50)} ${seconds.toFixed(2)} s`)
const slow = found.filter(({ seconds }) => seconds >= MOST_SECONDS)
console.log(`${found.length} shapes, ${slow.length} of ${MOST_SECONDS} s or more.`)
if (slow.length > 0) process.exitCode = 1
