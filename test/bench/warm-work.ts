/**
 * The work of a warm build without starting Node and loading the program, beside what Node itself takes to look at the
 * posts. A process of its own: nothing is held from a run before. In: dist/ as it is shipped, a configuration file, the
 * folder of posts. Out: JSON.
 */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [, , dist = '', config = '', posts = ''] = process.argv
const load = async (name: string) => await import(pathToFileURL(join(dist, name)).href)
const { build }: Pick<typeof import('../../src/api/belfry.js'), 'build'> = await load('belfry.js')
// Whatever would be loaded once it is needed, too.
for (const name of readdirSync(dist)) if (/^part-.*\.js$/.test(name)) await load(name)

const lookBegan = performance.now()
for (const name of readdirSync(posts)) statSync(join(posts, name))
const lookMs = performance.now() - lookBegan

const workBegan = performance.now()
const { files } = await build({ config })
const workMs = performance.now() - workBegan

process.stdout.write(JSON.stringify({ lookMs, workMs, changed: files.filter(({ changed }) => changed).length }))
