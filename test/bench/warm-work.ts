/**
 * The work of a warm build, without starting Node and loading the program, beside what Node itself takes to look at the
 * posts. A process of its own: nothing is held from a run before. In: the compiled program, a configuration file, the
 * folder of posts. Out: JSON.
 */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [, , dist = '', config = '', posts = ''] = process.argv
type Program = typeof import('../../src/run/read-context.js') &
  typeof import('../../src/run/read-content.js') &
  typeof import('../../src/run/output/publish.js')

/** Where a page is made, this is loaded too. */
const LOADED = [
  'run/read-context.js',
  'run/read-content.js',
  'run/output/publish.js',
  'run/output/plan-files.js',
  'site/make-page.js',
]
const modules = await Promise.all(LOADED.map(async (name) => await import(pathToFileURL(join(dist, name)).href)))
const { openReadContext, read, publish }: Program = Object.assign({}, ...modules)

const lookBegan = performance.now()
for (const name of readdirSync(posts)) statSync(join(posts, name))
const lookMs = performance.now() - lookBegan

const workBegan = performance.now()
const context = openReadContext({ file: config })
const content = await read(context)
const { files } = await publish(context, content)
content.remember()
const workMs = performance.now() - workBegan

process.stdout.write(JSON.stringify({ lookMs, workMs, changed: files.filter(({ changed }) => changed).length }))
