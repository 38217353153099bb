/**
 * What a run of the benches is to be read with: the machine, and the other programs that Belfry is held against, with
 * their versions. Out: names and words. Door: processes, files of the system.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { cpus, loadavg, platform, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { PACKAGE_FOLDER } from '../../src/base/read-program.js'
import type { Named } from './read-run.js'

const ABSENT = 'not installed, left out'
const GIB = 1024 ** 3

/** The machine before the first bench, and what is measured. */
export function describeMachine(): Named[] {
  const { version = '' } = manifestOf(PACKAGE_FOLDER)
  const commit = said('git', ['-C', PACKAGE_FOLDER, 'rev-parse', '--short=8', 'HEAD']).trim()
  const changed = said('git', ['-C', PACKAGE_FOLDER, 'status', '--porcelain', '--', 'src']) === '' ? '' : ', changed'
  return [
    { name: 'taken', is: `${new Date().toISOString().slice(0, 16)}Z` },
    { name: 'Belfry', is: `${version} (${commit}${changed})` },
    { name: 'processor', is: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}` },
    { name: 'memory', is: `${(totalmem() / GIB).toFixed(0)} GB` },
    { name: 'system', is: `${distribution()}, ${platform()} ${release()}` },
    { name: 'Node.js', is: process.versions.node },
    { name: 'load before', is: loadavg()[0]?.toFixed(1) ?? '' },
  ]
}

/** Each with its version as it says it. */
export function otherPrograms(): Named[] {
  const eleventy = join(PACKAGE_FOLDER, 'node_modules', '.bin', 'eleventy')
  const postconf = existsSync('/usr/sbin/postconf') ? '/usr/sbin/postconf' : 'postconf'
  return [
    asked('Hugo', 'hugo', ['version']),
    asked('Jekyll', 'jekyll', ['--version']),
    asked('Eleventy', existsSync(eleventy) ? eleventy : 'eleventy', ['--version']),
    asked('Postfix (smtp-source, smtp-sink)', postconf, ['-h', 'mail_version']),
    asked('nginx', 'nginx', ['-v']),
    asked('OpenSSL', 'openssl', ['version']),
    ...['nodemailer', 'mailauth'].map((name) => ({
      name,
      is: manifestOf(join(PACKAGE_FOLDER, 'node_modules', name)).version ?? ABSENT,
    })),
  ]
}

function asked(name: string, command: string, args: readonly string[]): Named {
  return { name, is: /\d+(?:\.\d+)+\w*/.exec(said(command, args))?.[0] ?? ABSENT }
}

/** nginx says its version on stderr. */
function said(command: string, args: readonly string[]): string {
  const { stdout, stderr } = spawnSync(command, [...args], { encoding: 'utf8' })
  return `${stdout ?? ''}${stderr ?? ''}`
}

function manifestOf(folder: string): { readonly version?: string } {
  const file = join(folder, 'package.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
}

function distribution(): string {
  if (!existsSync('/etc/os-release')) return platform()
  return /^PRETTY_NAME="?(.*?)"?$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? platform()
}
