import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { MOST_BYTES } from '../../src/web/console/import.js'
import { SAVED_MOST_MB } from '../../src/web/console/saved-mail.js'
import { HOOK_BYTES } from '../../src/web/webhook-routes.js'
import { repository } from '../support/project.js'

const folder = join(repository, 'docs', 'deploy')
const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
const units = readdirSync(folder).filter((name) => /\.(service|timer)$/.test(name))
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0

describe('units of systemd', () => {
  test.skipIf(!hasSystemd)('systemd finds nothing wrong in them', () => {
    const copies = mkdtempSync(join(tmpdir(), 'belfry-units-'))
    for (const name of units) {
      // This machine has neither the program nor the page of the manual at its place.
      const unit = read(name)
        .replaceAll('/usr/bin/belfry', process.execPath)
        .replace(/^Documentation=.*$/m, '')
      writeFileSync(join(copies, name), unit)
    }
    const { stderr } = spawnSync('systemd-analyze', ['verify', ...units.map((name) => join(copies, name))], {
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
  })

  test.each(units.filter((name) => name.endsWith('.service')))('%s runs as nobody of importance', (name) => {
    const unit = read(name)
    expect(unit).toMatch(/^User=belfry$/m)
    expect(unit).toMatch(/^NoNewPrivileges=yes$/m)
    expect(unit).toMatch(/^ProtectSystem=strict$/m)
  })
})

describe('containers', () => {
  test('the image is made from the package, runs as a number that is not root, and says whether it is ready', () => {
    const lines = read('Containerfile').split('\n')
    expect(lines.find((line) => line.startsWith('USER '))).toMatch(/^USER [1-9]\d+:/)
    expect(lines.some((line) => line.startsWith('HEALTHCHECK '))).toBe(true)
    expect(read('Containerfile')).not.toMatch(/--privileged|chmod 777|ADD http/)
  })

  test('the compose file: each service is read-only or somebody else’s, each secret is a file', () => {
    const { services, secrets } = parse(read('compose.yaml'), { merge: true }) as {
      services: Record<string, { read_only?: boolean; cap_drop?: string[]; secrets?: string[] }>
      secrets: Record<string, { file: string }>
    }
    for (const name of ['belfry', 'worker'])
      expect(services[name]).toMatchObject({ read_only: true, cap_drop: ['ALL'], secrets: ['database', 'transport'] })
    for (const used of Object.values(services).flatMap((one) => one.secrets ?? []))
      expect(secrets[used]?.file).toBe(`./secrets/${used}`)
  })
})

test('proxies name the client in one header field alone', () => {
  expect(read('nginx.conf')).toMatch(/proxy_set_header Forwarded "";/)
  expect(read('Caddyfile')).toMatch(/header_up -Forwarded/)
})

test('nginx lets through the largest file that a form of the console takes', () => {
  const [, mb] = /client_max_body_size (\d+)m;/.exec(read('nginx.conf')) ?? []
  const MB = 1024 * 1024
  // A form has a little beside its file, and a file may be written in base64.
  const largest = Math.max(HOOK_BYTES, SAVED_MOST_MB * MB, Math.ceil((MOST_BYTES * 4) / 3)) + MB / 2
  expect(Number(mb) * MB).toBeGreaterThanOrEqual(largest)
})
