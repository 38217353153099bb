/**
 * What `npm pack` and `npm publish` put into the package. In: `tidy` before, `restore` after. Out: package.json as
 * those who install it need it: what is inside of dist/ is no dependency, and no script of development is theirs. npm
 * reads it again after prepack; the repository's stands aside until postpack.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { OUTSIDE } from './bundle.js'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const manifest = join(root, 'package.json')
/** Ignored by git, and not in `files`. */
const aside = join(root, 'var', 'package.json.of-the-repository')
/** Of people who develop Belfry alone. */
const OURS = ['scripts', 'devDependencies', 'allowScripts', 'overrides']

if (process.argv[2] === 'tidy') tidy()
else if (process.argv[2] === 'restore' && existsSync(aside)) renameSync(aside, manifest)

function tidy(): void {
  // A pack that was broken off: what stands aside is the repository's.
  if (existsSync(aside)) renameSync(aside, manifest)
  const text = readFileSync(manifest, 'utf8')
  const whole: Record<string, unknown> = JSON.parse(text)
  const dependencies = Object.fromEntries(
    Object.entries(Object(whole.dependencies)).filter(([name]) => OUTSIDE.includes(name)),
  )
  const kept = Object.entries({ ...whole, dependencies }).filter(([name]) => !OURS.includes(name))
  mkdirSync(dirname(aside), { recursive: true })
  writeFileSync(aside, text)
  writeFileSync(manifest, `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`)
}
