/**
 * The site for Caddy of docs/deploy before a service, at another address and with another certificate. Run by `npm run
 * interop:caddy`; out: a line for each look, and 1 where one does not hold. Without Debian's caddy it says so and ends
 * with 0.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repository } from '../support/project.js'
import { hasProgram } from './open-scene.js'
import { lookThrough, type Placed } from './proxy-looks.js'

function openCaddy({ port, before, tls }: Placed): ChildProcess {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-caddy-'))
  writeFileSync(join(folder, 'tls.pem'), tls.certificate)
  writeFileSync(join(folder, 'tls.key'), tls.key, { mode: 0o600 })
  const site = readFileSync(join(repository, 'docs/deploy/Caddyfile'), 'utf8')
    .replace('news.example.org {', `localhost:${port} {\n\ttls ${folder}/tls.pem ${folder}/tls.key\n\tbind 127.0.0.1`)
    .replace('belfry:8025', `127.0.0.1:${before}`)
  const file = join(folder, 'Caddyfile')
  writeFileSync(file, `{\n\tadmin off\n\tauto_https disable_redirects\n}\n${site}`)
  const env = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder }
  return spawn('caddy', ['run', '--adapter', 'caddyfile', '--config', file], {
    env,
    stdio: ['ignore', 'ignore', 'ignore'],
  })
}

if (hasProgram('caddy')) await lookThrough(openCaddy)
else console.log('skipped: caddy is not installed.')
