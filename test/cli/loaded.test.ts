/**
 * What each command loads before it does anything. To load a package takes longer than many commands run: one that
 * comes back by an import somewhere is told here by its name.
 */
import { join } from 'node:path'
import { buildSync, type Metafile } from 'esbuild'
import { beforeAll, expect, test } from 'vitest'
import { startBelfry } from '../support/cli.js'
import { makeProject, repository } from '../support/project.js'

let outputs: Metafile['outputs']
beforeAll(() => {
  outputs = buildSync({
    ...{ bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node20', packages: 'external' },
    ...{ absWorkingDir: repository, entryPoints: ['src/main.ts'], outdir: 'dist', write: false, metafile: true },
    tsconfig: join(repository, 'tsconfig.json'),
  }).metafile.outputs
})

/** By imports that are not awaited where something is needed. */
function loadedBy(file: string): { readonly packages: ReadonlySet<string>; readonly files: ReadonlySet<string> } {
  const [packages, files, seen] = [new Set<string>(), new Set<string>(), new Set<string>()]
  const take = (name: string) => {
    if (seen.has(name)) return
    seen.add(name)
    for (const input of Object.keys(outputs[name]?.inputs ?? {})) files.add(input)
    for (const { path, kind, external } of outputs[name]?.imports ?? []) {
      if (kind === 'dynamic-import') continue
      if (external !== true) take(path)
      else if (!path.startsWith('node:')) packages.add(path)
    }
  }
  const [first] = Object.entries(outputs).filter(([, { entryPoint }]) => entryPoint === file)
  expect(first, file).toBeDefined()
  take(first?.[0] ?? '')
  return { packages, files }
}

test('help and version load commander, and no command', () => {
  const { packages, files } = loadedBy('src/main.ts')
  expect([...packages]).toEqual(['commander'])
  expect([...files].length).toBeLessThan(15)
})

const SENDING = ['nodemailer', 'nodemailer/lib/mail-composer', 'nodemailer/lib/smtp-connection']
const INCOMING = ['smtp-server', 'imapflow', 'postal-mime']
const SERVING = ['hono', '@hono/node-server', 'prom-client']
const LEDGER = ['kysely', 'pg', '@photostructure/sqlite']
const MAIL = ['mjml', ...SENDING]
const TEMPLATES = ['liquidjs', 'parse5', 'html-to-text']
const SELDOM = ['pino', 'node-cron', 'ical-generator', 'tinyexec']

test.each([
  [
    'build',
    [
      ...LEDGER,
      ...MAIL,
      ...INCOMING,
      ...SERVING,
      'diff',
      'preact',
      'node-cron',
      'liquidjs',
      'csv-parse/sync',
      'parse5',
    ],
  ],
  ['check', [...LEDGER, ...MAIL, ...TEMPLATES, ...INCOMING, ...SERVING, ...SELDOM, 'diff', 'preact', 'sanitize-html']],
  [
    'run',
    [
      ...['pg', ...MAIL, ...TEMPLATES, ...INCOMING, ...SERVING, ...SELDOM, 'preact', 'diff', 'gray-matter'],
      ...['markdown-it', 'sanitize-html'],
    ],
  ],
  ['mailings', ['pg', ...MAIL, ...INCOMING, ...SERVING, 'markdown-it', 'sanitize-html', 'liquidjs']],
  ['doctor', [...LEDGER, ...MAIL, ...INCOMING, ...SERVING, 'markdown-it']],
  ['schema', [...LEDGER, ...MAIL, ...INCOMING, ...SERVING, 'markdown-it', 'yaml']],
])('%s does not load what it may not need', (command, unneeded) => {
  const { packages } = loadedBy(`src/cli/${command}.ts`)
  expect(unneeded.filter((name) => packages.has(name))).toEqual([])
})

test('a ledger on SQLite is opened without what speaks to PostgreSQL, renders mail or sends it', () => {
  const { packages, files } = loadedBy('src/run/app-context.ts')
  expect(packages).toContain('kysely')
  expect(['pg', 'pino', 'tinyexec', ...MAIL, ...TEMPLATES].filter((name) => packages.has(name))).toEqual([])
  expect([...files].filter((file) => file.startsWith('src/backups/'))).toEqual([])
})

test('a run weighs nothing that came back, and looks at no certificate, before there is any', () => {
  const { files } = loadedBy('src/cli/run.ts')
  const unneeded = [
    'run/inbound/take-bounce',
    'run/inbound/take-webhook',
    'run/people/by-operator',
    'run/health/read-endings',
  ]
  expect(unneeded.filter((name) => files.has(`src/${name}.ts`))).toEqual([])
})

test.each([
  ['sendmail', 'nodemailer'],
  ['smtp/open-connections', 'nodemailer/lib/smtp-connection'],
  ['write-outbox', undefined],
])('a way out loads no other: %s', (name, itsPackage) => {
  const { packages } = loadedBy(`src/delivery/${name}.ts`)
  expect([...packages]).toEqual(itsPackage === undefined ? [] : [itsPackage])
})

test.each(['unread/read-short-file', 'short-post'])('%s reads a short post without what shows posts', (name) => {
  const { packages } = loadedBy(`src/source/${name}.ts`)
  expect(packages).toContain('markdown-it')
  expect(['sanitize-html', 'liquidjs'].filter((unneeded) => packages.has(unneeded))).toEqual([])
})

test('who names no languages is checked without the names of languages', async () => {
  const project = await makeProject('sqlite')
  project.post('2026-05-01-lamp.de.md', { title: 'The lamp' }, 'It burns.')
  const checked = async (env: Readonly<Record<string, string>>) =>
    await startBelfry(['check', '--json'], { config: project.configFile, env }).ended
  const noNames = '--import=data:text/javascript,Intl.DisplayNames=null'
  expect(await checked({ NODE_OPTIONS: noNames })).toEqual(await checked({}))
})
