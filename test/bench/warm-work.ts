/**
 * The work of a warm build, without starting Node and loading the program, beside what Node itself takes to look at the
 * posts. A process of its own: nothing is held from a run before. In: the compiled program, a configuration file, the
 * folder of posts. Out: JSON.
 */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [, , dist = '', config = '', posts = ''] = process.argv
type Program = typeof import('../../src/run/read-context.js') & typeof import('../../src/run/output/build-alone.js')

/** Where posts changed, or all is planned, these are loaded too, and what makes a feed and a page. */
const LOADED = [
  'run/read-context.js',
  'run/output/build-alone.js',
  'run/output/build-changed.js',
  'run/output/build-content.js',
  'run/output/open-folder.js',
  'run/output/plan-files.js',
  'run/open-content-threads.js',
  'source/unread/read-post-file.js',
  'source/unread/body-in-file.js',
  'feeds/make-document.js',
  'site/make-page.js',
]
const modules = await Promise.all(LOADED.map(async (name) => await import(pathToFileURL(join(dist, name)).href)))
const { openReadContext, buildAlone }: Program = Object.assign({}, ...modules)

const lookBegan = performance.now()
for (const name of readdirSync(posts)) statSync(join(posts, name))
const lookMs = performance.now() - lookBegan

const workBegan = performance.now()
const { files } = await buildAlone(openReadContext({ file: config }))
const workMs = performance.now() - workBegan

process.stdout.write(JSON.stringify({ lookMs, workMs, changed: files.filter(({ changed }) => changed).length }))
