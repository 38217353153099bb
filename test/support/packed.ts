/**
 * The package as npm makes it. In: the checkout. Out: a folder as `npm install` leaves it, made without a registry, and
 * a first project lived through with it. Door: processes, disk.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ts from 'typescript'
import { freePort } from './free-port.js'
import { start } from './processes.js'
import { repository } from './project.js'

/** What a fresh clone has of what makes the package. */
const TRACKED = [
  ...['src', 'emails', 'config', 'docs', 'package.json', 'tsconfig.json', 'README.md', 'CHANGELOG.md', 'SECURITY.md'],
  'LICENSE',
]

export interface Packed {
  /** What `npm pack` made. */
  readonly archive: string
  /** What `belfry` in node_modules/.bin leads to. */
  readonly main: string
  /** Below the package's folder. */
  readonly files: readonly string[]
  readonly manifest: Readonly<Record<string, unknown>>
  /** package.json of the clone, before and after. */
  readonly cloneBefore: string
  readonly cloneAfter: string
}

export async function packed(): Promise<Packed> {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-packed-'))
  const clone = join(folder, 'clone')
  mkdirSync(clone)
  for (const name of TRACKED) cpSync(join(repository, name), join(clone, name), { recursive: true })
  symlinkSync(join(repository, 'node_modules'), join(clone, 'node_modules'))
  const cloneBefore = readFileSync(join(clone, 'package.json'), 'utf8')
  await done('npm', ['pack', '--pack-destination', folder], clone)
  const [archive = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'))
  const installed = join(folder, 'project', 'node_modules', 'belfry')
  mkdirSync(installed, { recursive: true })
  await done('tar', ['xzf', join(folder, archive), '--strip-components=1', '-C', installed], folder)
  const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Record<string, unknown>
  // The packages that npm would fetch, and theirs: nothing else may be found.
  for (const name of ['@photostructure/sqlite', 'node-gyp-build'])
    cpSync(join(repository, 'node_modules', name), join(folder, 'project', 'node_modules', name), {
      recursive: true,
      dereference: true,
    })
  const files = readdirSync(installed, { recursive: true, encoding: 'utf8' })
  const cloneAfter = readFileSync(join(clone, 'package.json'), 'utf8')
  const main = join(installed, 'dist', 'main.js')
  return { archive: join(folder, archive), main, files, manifest, cloneBefore, cloneAfter }
}

const POST = `---
title: Moth 4.2 is released
date: 2026-05-04T10:00:00Z
---

It flies, and \`moth --version\` says so.
`

/**
 * From an empty folder to the first announcement in a mailbox.
 * @param node the program that runs it
 * @returns what each command said
 * @throws Error when a command does not end well
 */
export async function firstProject(node: string, main: string): Promise<Readonly<Record<string, string>>> {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-first-'))
  const belfry = async (...args: string[]) => await done(node, [main, ...args], folder)
  const said: Record<string, string> = {}
  said.version = await belfry('--version')
  said.init = await belfry('init', '--yes', '.')
  const config = join(folder, 'config', 'belfry.yaml')
  const port = await freePort()
  writeFileSync(config, `${readFileSync(config, 'utf8')}\nweb: { listen: '127.0.0.1:${port}' }\n`)
  said.check = await belfry('check')
  said.first = await belfry('run')
  writeFileSync(join(folder, 'people.csv'), 'email,lists\nada@example.org,all\n')
  said.people = await belfry('subscribers', 'import', 'people.csv', '--confirmed')
  writeFileSync(join(folder, 'content', 'posts', '2026-05-04-moth-4-2.md'), POST)
  said.send = await belfry('send', '2026-05-04-moth-4-2', '--yes')
  said.mailings = await belfry('mailings', 'list')
  said.preview = await belfry('preview', '2026-05-04-moth-4-2', '--out', 'preview')
  said.backup = await belfry('backup', 'backup.belfry')
  said.page = await servedPage(node, main, folder, port)
  return said
}

/** A project beside the installed package, and programs in TypeScript that import it. */
export interface Importing {
  /** @throws Error when a type is wrong by those that the package brings */
  check(): Promise<void>
  /** One after another, in one process: file name without its ending → what it wrote. @throws Error when one fails */
  run(): Promise<ReadonlyMap<string, string>>
}

/** @param programs file name without its ending → text */
export async function importing(main: string, programs: ReadonlyMap<string, string>): Promise<Importing> {
  const folder = join(main, '../../../..')
  await done(process.execPath, [main, 'init', '--yes', '.'], folder)
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')
  writeFileSync(join(folder, 'content', 'posts', '2026-05-04-moth-4-2.md'), POST)
  writeFileSync(join(folder, 'mail.eml'), 'Message-ID: <somebody@moth.example>\r\nSubject: Moth\r\n\r\nIt flies.\r\n')
  for (const [name, text] of programs) writeFileSync(join(folder, `${name}.ts`), text)
  return {
    check: async () => {
      const types = ['--types', 'node', '--typeRoots', join(repository, 'node_modules', '@types'), '--skipLibCheck']
      const strict = [
        '--strict',
        '--exactOptionalPropertyTypes',
        '--target',
        'es2022',
        '--module',
        'nodenext',
        '--noEmit',
      ]
      const tsc = join(repository, 'node_modules', 'typescript', 'bin', 'tsc')
      await done(
        process.execPath,
        [tsc, ...strict, ...types, ...[...programs.keys()].map((name) => `${name}.ts`)],
        folder,
      )
    },
    run: async () => {
      const options = { compilerOptions: { target: ts.ScriptTarget.ES2022 } }
      for (const [name, text] of programs)
        writeFileSync(join(folder, `${name}.js`), ts.transpileModule(text, options).outputText)
      const all = [...programs.keys()].map((name) => `console.log('\\f${name}')\nawait import('./${name}.js')\n`)
      writeFileSync(join(folder, 'all.js'), all.join(''))
      const parts = (await done(process.execPath, ['all.js'], folder)).split('\f').slice(1)
      return new Map(parts.map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)]))
    },
  }
}

async function servedPage(node: string, main: string, folder: string, port: number): Promise<string> {
  const service = start(node, [main, 'serve'], { cwd: folder, env: process.env })
  await service.said(`127.0.0.1:${port}`)
  const answer = await fetch(`http://127.0.0.1:${port}/`)
  const page = await answer.text()
  service.process.kill('SIGTERM')
  const { code, stderr } = await service.ended
  if (code !== 0) throw new Error(`serve ended with ${code}: ${stderr}`)
  return page
}

async function done(command: string, args: readonly string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await start(command, args, { cwd, env: process.env }).ended
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`)
  return stdout + stderr
}
