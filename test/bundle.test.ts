/** What is mended in the program's text when it is made (src/bundle.ts). Packages are written otherwise one day. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { buildSync } from 'esbuild'
import { expect, test } from 'vitest'
import { BUNDLING, writeBundle } from '../src/bundle.js'
import { compiled } from './support/compiled.js'

function textsIn(folder: string): Map<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'))
  return new Map(names.map((name) => [join(folder, name), readFileSync(join(folder, name), 'utf8')]))
}

const program = textsIn(compiled())
const all = [...program.values()].join('\n')

test('no parser of JavaScript is looked for, though js-yaml would have one', () => {
  expect(all).toContain('esprima.parse(')
  expect(all).not.toMatch(/["']esprima["']/)
})

test('fields of markdown-it are assigned', () => {
  expect(all).toContain('this.pos=0;this.level=0;')
  expect(all).not.toMatch(/[;{}]_defineProperty\d*\(this,/)
})

test('what CommonJS finds stands in few files', () => {
  const asking = [...program.values()].filter((text) => text.includes('createRequire as belfryRequire'))
  expect(asking).not.toHaveLength(0)
  expect(asking.length).toBeLessThan(program.size / 10)
})

const IMPORT = /(?<=^|[;{}\n])import(?:\{[^{}]*\}from)?"(\.\.?\/[^"\n]+\.js)"/g

test('parts that are joined import each other in no circle', () => {
  const importsOf = (file: string) =>
    [...(program.get(file) ?? '').matchAll(IMPORT)].map(([, path = '']) => join(dirname(file), path))
  const ended = new Set<string>()
  const circleFrom = (file: string, above: readonly string[]): readonly string[] | undefined => {
    if (above.includes(file)) return [...above, file].map((one) => basename(one))
    if (ended.has(file)) return undefined
    for (const other of importsOf(file)) {
      const circle = circleFrom(other, [...above, file])
      if (circle !== undefined) return circle
    }
    ended.add(file)
    return undefined
  }
  expect([...program.keys()].map((file) => circleFrom(file, [])).filter((circle) => circle !== undefined)).toEqual([])
  expect(ended.size).toBe(program.size)
})

/** What commands share, and what that is made of and must be there before: each is a `name`. */
const SHARED: Readonly<Record<string, readonly string[]>> = {
  one: [],
  two: ['one'],
  three: ['one'],
  first: [],
  large: ['first'],
  last: ['large'],
  over: ['e'],
  absent: [],
}
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  a: ['one', 'two'],
  b: ['one', 'three'],
  c: ['two', 'three'],
  d: ['first'],
  // What is large is not read for nothing, though it stands between two that are small.
  ...{ e: ['large'], f: ['last'], g: ['last'] },
  // A command that is also a part of two others.
  ...{ h: ['over'], i: ['over'] },
  // The package is not there.
  ...{ j: ['one', 'absent'], k: ['one', 'absent'] },
}

function sourceOf(name: string, imported: readonly string[]): string {
  const imports = imported.map((one) => `import { name as ${one} } from './${one}.js'\n`)
  const outside = name === 'absent' ? "import 'playwright-core'\n" : ''
  const own = name === 'large' ? 'x'.repeat(20_000) : name
  return `${outside}${imports.join('')}export const name = [${[`'${own}'`, ...imported].join()}].join(' of ').replace(/x+/, 'large')\n`
}

test('a program in joined parts runs as it did, in fewer files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-bundle-'))
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
  write('package.json', '{ "type": "module" }')
  for (const [name, imported] of Object.entries({ ...SHARED, ...COMMANDS }))
    write(`${name}.ts`, sourceOf(name, imported))
  const all = Object.keys(COMMANDS).map((name) => `${name}: () => import('./${name}.js')`)
  write('main.ts', `const all = { ${all.join()} }\nconsole.log((await all[process.argv[2]]()).name)\n`)
  const what = { entryPoints: [join(folder, 'main.ts')], chunkNames: 'part-[hash]' }
  buildSync({ ...BUNDLING, ...what, outdir: join(folder, 'plain') })
  writeBundle({ ...what, outdir: join(folder, 'joined') })
  const run = (kind: string, name: string) => {
    const { stdout, stderr } = spawnSync(process.execPath, [join(folder, kind, 'main.js'), name], { encoding: 'utf8' })
    return stdout || /ERR_MODULE_NOT_FOUND/.exec(stderr)?.[0]
  }
  const ran = (kind: string) => Object.keys(COMMANDS).map((name) => run(kind, name))
  expect(ran('joined')).toEqual(ran('plain'))
  expect(ran('joined').filter((said) => said === 'ERR_MODULE_NOT_FOUND')).toHaveLength(2)
  expect(textsIn(join(folder, 'joined')).size).toBeLessThan(textsIn(join(folder, 'plain')).size)
})

test('check opens a few dozen files', () => {
  const seen = new Set<string>()
  const take = (file: string) => {
    if (seen.has(file)) return
    seen.add(file)
    for (const [, path = ''] of (program.get(file) ?? '').matchAll(IMPORT)) take(join(dirname(file), path))
  }
  take(join(compiled(), 'main.js'))
  const command = /load:async\(\)=>\(await import\("\.\/(part-\w+\.js)"\)\)\.checkCommand/.exec(all)?.[1] ?? ''
  take(join(compiled(), command))
  expect(seen.size).toBeGreaterThan(5)
  expect(seen.size).toBeLessThan(40)
})
