/** `serve` as a process: in parts, with its configuration read anew, and its end; what of the configuration stays. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fixedKeys, withFixedKeys } from '../../../src/cli/serving/fixed-keys.js'
import { loadConfig } from '../../../src/config/load.js'
import { belfry, startBelfry } from '../../support/cli.js'
import { closing } from '../../support/closing.js'
import { freePort } from '../../support/free-port.js'
import { makeProject } from '../../support/project.js'

const textOf = async (url: string) => await (await fetch(url)).text()

test('a wrong configuration is refused and the old one stays; the next one is taken, but for where it listens', async () => {
  const url = `http://127.0.0.1:${await freePort()}`
  const metrics = `127.0.0.1:${await freePort()}`
  const web = { listen: url.replace('http://', ''), url, metrics }
  const project = await makeProject('sqlite', { web })
  project.post('2026-05-01-old.md', { title: 'Old' }, 'It was there.')
  const written = readFileSync(project.configFile, 'utf8')
  const service = startBelfry(['serve'], { config: project.configFile })
  closing({ close: () => service.process.kill('SIGKILL') })
  await service.said('Belfry is at')
  expect(await textOf(`${url}/healthz`)).toBe('alive\n')
  const scraped = await textOf(`http://${metrics}/metrics`)
  expect(scraped).toContain('belfry_ledger_up 1')
  expect((await fetch(`http://${metrics}/`)).status).toBe(404)

  writeFileSync(project.configFile, `${written}\nnonsense: 1\n`)
  service.process.kill('SIGHUP')
  await service.said('is refused; the old one stays')
  await service.said('nonsense')
  expect((await fetch(`${url}/subscribe`)).status).toBe(200)

  const moved = written.replace(web.listen, '127.0.0.1:1').replace(/title: [^\n]*/, 'title: Another name')
  expect(moved).toContain('Another name')
  writeFileSync(project.configFile, moved)
  service.process.kill('SIGHUP')
  await service.said('was read anew.')
  await service.said('web.listen was changed')
  expect(await textOf(`${url}/subscribe`)).toContain('Another name')

  service.process.kill('SIGTERM')
  expect(await service.ended).toMatchObject({ code: 0, signal: null })
})

test('web alone makes no feeds; a part that is none is a usage error', async () => {
  const url = `http://127.0.0.1:${await freePort()}`
  const project = await makeProject('sqlite', { web: { listen: url.replace('http://', ''), url } })
  const service = startBelfry(['serve', '--only', 'web'], { config: project.configFile })
  closing({ close: () => service.process.kill('SIGKILL') })
  await service.said(`Belfry is at ${url}. Ctrl-C stops it.`)
  expect((await fetch(`${url}/readyz`)).status).toBe(200)
  service.process.kill('SIGTERM')
  expect((await service.ended).code).toBe(0)
  expect(existsSync(join(project.public, 'atom.xml'))).toBe(false)
  const wrong = await belfry(['serve', '--only', 'web,mail'], { config: project.configFile })
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('Name some of web, schedule and work')])
})

test('what waits for the next start is named, and kept', async () => {
  const project = await makeProject('sqlite')
  const before = loadConfig(project.configFile)
  const next = {
    ...before,
    database: 'sqlite:/elsewhere.db',
    web: { ...before.web, metrics: { host: '::1', port: 9 } },
    site: { ...before.site, title: 'Another' },
  }
  expect(fixedKeys(before, before)).toEqual([])
  expect(fixedKeys(next, before)).toEqual(['database', 'web.metrics'])
  expect(withFixedKeys(next, before)).toEqual({ ...before, site: { ...before.site, title: 'Another' } })
})
