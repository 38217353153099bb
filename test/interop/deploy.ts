/**
 * What docs/deploy and docs/ci.md give to copy, tried as far as a machine without a forge and without base images can:
 * the Containerfile, the compose file and the templates for GitHub and GitLab by linters of npm, and every shell line
 * of the templates by bash, in a clone of a repository of posts, with the packed program. Run by `npm run
 * interop:deploy`; out: a line for each, and 1 where one does not hold. What cannot be had is named and skipped. Door:
 * processes, network.
 */
import { deepStrictEqual, ok } from 'node:assert'
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packed } from '../support/packed.js'
import { repository } from '../support/project.js'
import { linesOf, readTemplates, type Template } from './read-templates.js'

/** Of npm, in the versions that were tried. */
const LINTERS = {
  containerfile: ['dockerfile-utils@0.16.3'],
  compose: ['dclint@3.1.0'],
  github: ['@action-validator/cli@0.6.0', '@action-validator/core@0.6.0'],
  gitlab: ['gitlab-ci-local@4.61.1'],
} as const
const folder = mkdtempSync(join(tmpdir(), 'belfry-deploy-'))
const deploy = join(repository, 'docs', 'deploy')

interface Said {
  readonly code: number | null
  readonly out: string
}

function said(command: string, args: readonly string[], cwd = folder, env: NodeJS.ProcessEnv = {}): Said {
  const options = { cwd, encoding: 'utf8', env: { ...process.env, ...env } } as const
  const { status, stdout, stderr } = spawnSync(command, [...args], options)
  return { code: status, out: `${stdout ?? ''}${stderr ?? ''}` }
}

let bad = 0
function skip(what: string): void {
  console.log(`skipped: ${what}`)
}

function report(what: string, fault: string | undefined): void {
  if (fault !== undefined) bad += 1
  console.log(fault === undefined ? `good     ${what}` : `BAD      ${what}: ${fault.slice(0, 2_000)}`)
}

/** @param place where it is called, with the file beside it where it asks for one */
function lint(kind: keyof typeof LINTERS, what: string, args: readonly string[], place = folder): void {
  const packages = LINTERS[kind]
  const by = `${what}, by ${packages[0]}`
  const brought = said('npm', ['install', '--no-save', '--ignore-scripts', '--prefix', join(folder, kind), ...packages])
  const bin = join(folder, kind, 'node_modules', '.bin')
  const [program = ''] = args
  if (brought.code === 0) {
    const { code, out } = said(join(bin, program), args.slice(1), place)
    report(by, code === 0 ? undefined : out)
  } else skip(`${by} (npm does not bring it).`)
}

function lintAll(templates: readonly Template[]): void {
  lint('containerfile', 'Containerfile', ['dockerfile-utils', 'lint', join(deploy, 'Containerfile')])
  // Of Caddy's ports the whole net is asked; what is a warning is about the order of keys.
  const compose = [join(deploy, 'compose.yaml'), '--disable-rule', 'no-unbound-port-interfaces']
  lint('compose', 'compose.yaml', ['dclint', ...compose, '--quiet'])
  for (const { forge, title, text } of templates) {
    const place = mkdtempSync(join(folder, 'template-'))
    done(said('git', ['init', '-q', place]))
    const file = join(place, forge === 'github' ? 'workflow.yml' : '.gitlab-ci.yml')
    writeFileSync(file, text)
    const args = forge === 'github' ? ['action-validator', file] : ['gitlab-ci-local', '--list', '--cwd', '.']
    lint(forge, title, args, place)
  }
}

/** A repository of posts with a branch, its clone as a runner has it, and a ledger that is kept between jobs. */
async function runTemplates(templates: readonly Template[]): Promise<void> {
  const { main } = await packed()
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  writeFileSync(join(bin, 'belfry'), `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`)
  chmodSync(join(bin, 'belfry'), 0o755)
  for (const template of templates) {
    try {
      if (template.publishes) publishes(template, bin)
      else plans(template, bin)
      report(`${template.title}, its lines in bash`, undefined)
    } catch (thrown) {
      report(`${template.title}, its lines in bash`, thrown instanceof Error ? thrown.message : String(thrown))
    }
  }
}

const ADA = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org']

interface Place {
  readonly origin: string
  readonly env: NodeJS.ProcessEnv
  readonly outbox: string
}

/** @returns an origin with one post, and what a job finds in its environment */
function placeFor(bin: string): Place {
  const place = mkdtempSync(join(folder, 'place-'))
  const [origin, work] = [join(place, 'origin.git'), join(place, 'work')]
  const env = { PATH: `${bin}:${process.env.PATH}` }
  const git = (...args: string[]) => done(said('git', [...ADA, ...args], work))
  done(said('git', ['init', '-q', '--bare', '-b', 'main', origin]))
  done(said('git', ['clone', '-q', origin, work]))
  done(said('belfry', ['init', '--yes', '.'], work, env))
  const file = join(work, 'config', 'belfry.yaml')
  writeFileSync(file, `${readFileSync(file, 'utf8')}web: { url: https://news.moth.example }\n`)
  git('add', '.')
  git('commit', '-q', '-m', 'Posts')
  git('push', '-q', 'origin', 'HEAD:main')
  git('switch', '-q', '-c', 'topic')
  writeFileSync(
    join(work, 'content', 'posts', '2026-05-04-moth.md'),
    '---\ntitle: Moth 4.2 is released\n---\n\nIt flies.\n',
  )
  git('add', '.')
  git('commit', '-q', '-m', 'Moth')
  git('push', '-q', 'origin', 'topic')
  return { origin, env, outbox: join(place, 'outbox') }
}

/** A checkout as a job gets it, in a folder of its own. */
function checkout({ origin, env }: Place, branch: string): { readonly work: string; readonly temp: string } {
  const temp = mkdtempSync(join(folder, 'runner-'))
  const work = join(temp, 'work')
  done(said('git', ['clone', '-q', '--branch', branch, origin, work], temp, env))
  return { work, temp }
}

/** @returns what the lines said, in the summary too; the exit code of the first that failed */
function jobOf(template: Template, job: string, place: Place, branch: string, more: NodeJS.ProcessEnv): Said {
  const { work, temp } = checkout(place, branch)
  const summary = join(temp, 'summary')
  writeFileSync(summary, '')
  const { code, out } = said('bash', ['-e', '-o', 'pipefail', '-c', linesOf(template, job)], work, {
    ...place.env,
    ...more,
    RUNNER_TEMP: temp,
    GITHUB_OUTPUT: join(temp, 'output'),
    GITHUB_STEP_SUMMARY: summary,
    // Variables of the project, which every job of GitLab has in its environment.
    ...Object.fromEntries([...template.text.matchAll(/\$(\w*INSTALL\w*)/g)].map(([, name = '']) => [name, 'v1'])),
    CI_DEFAULT_BRANCH: 'main',
    CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
  })
  return { code, out: out + readFileSync(summary, 'utf8') }
}

function plans(template: Template, bin: string): void {
  const { code, out } = jobOf(template, template.jobs[0] ?? '', placeFor(bin), 'topic', {})
  deepStrictEqual([code, out.includes('Moth 4.2 is released')], [0, true], out)
}

/** Two jobs, the post merged between them and settled: the first is the baseline, the second mails. */
function publishes(template: Template, bin: string): void {
  const place = placeFor(bin)
  const secrets = join(place.outbox, '..', 'secrets')
  const database = `sqlite:${join(place.outbox, '..', 'ledger.db')}`
  const transport = `file:${place.outbox}`
  const own = { BELFRY_DATABASE: database, BELFRY_SECRETS: secrets, BELFRY_MARKS: 'none' }
  // The machine that has the forms makes the keys, and takes Ada.
  const { work } = checkout(place, 'main')
  const web = { ...place.env, ...own, BELFRY_MAIL__TRANSPORT: transport }
  done(said('belfry', ['run'], work, { ...web, BELFRY_NOW: '2026-05-01T09:00:00Z' }))
  done(said('belfry', ['subscribers', 'add', 'ada@example.org', '--confirmed'], work, web))
  const keys = done(said('bash', ['-c', `tar -cz -C "${secrets}" . | base64 -w 0`], work)).trim()
  const given =
    template.forge === 'github' ? asSecrets({ database, transport, keys }) : asFiles({ database, transport, keys })
  const runs = (branch: string, now: string) => {
    for (const job of template.jobs) {
      const { code, out } = jobOf(template, job, place, branch, { ...given, BELFRY_NOW: now })
      deepStrictEqual(code, 0, `${job} at ${now}: ${out}`)
    }
  }
  runs('main', '2026-05-04T09:00:00Z')
  const merged = checkout(place, 'main').work
  done(said('git', [...ADA, 'merge', '-q', 'origin/topic'], merged))
  done(said('git', ['push', '-q', 'origin', 'HEAD:main'], merged, place.env))
  for (const now of ['2026-05-04T10:00:00Z', '2026-05-04T10:31:00Z', '2026-05-04T10:46:00Z']) runs('main', now)
  const mails = existsSync(place.outbox) ? readdirSync(place.outbox).filter((name) => name.endsWith('.eml')) : []
  deepStrictEqual(mails.length, 1, `there are ${mails.length} mails`)
  const last = checkout(place, 'main').work
  ok(done(said('git', ['log', '--format=%an: %s'], last)).startsWith('belfry: Register of what was told'))
  const register = done(
    said('git', ['show', `HEAD:${done(said('git', ['ls-files', '*register.yaml'], last)).trim()}`], last),
  )
  ok(register.includes('announcement:2026-05-04-moth'), register)
}

interface Secrets {
  readonly database: string
  readonly transport: string
  readonly keys: string
}

function asSecrets({ database, transport, keys }: Secrets): NodeJS.ProcessEnv {
  return { SECRET_BELFRY_DATABASE: database, SECRET_BELFRY_TRANSPORT: transport, SECRET_LINK_KEYS: keys }
}

/** Variables of the type File. */
function asFiles({ database, transport, keys }: Secrets): NodeJS.ProcessEnv {
  const place = mkdtempSync(join(folder, 'variables-'))
  const all = { BELFRY_DATABASE_FILE: database, BELFRY_MAIL__TRANSPORT_FILE: transport, LINK_KEYS: keys }
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => {
      writeFileSync(join(place, name), value, { mode: 0o600 })
      return [name, join(place, name)]
    }),
  )
}

function done({ code, out }: Said): string {
  if (code !== 0) throw new Error(out)
  return out
}

const templates = readTemplates(readFileSync(join(repository, 'docs', 'ci.md'), 'utf8'))
deepStrictEqual(templates.length, 4)
lintAll(templates)
await runTemplates(templates)
process.exitCode = bad === 0 ? 0 : 1
