/** Values that are well written and cannot do what they are for are named by their key; those that can are not. */
import { expect, test } from 'vitest'
import { loadConfig } from '../../../src/config/load.js'
import { cannotWork } from '../../../src/run/health/cannot-work.js'
import { makeProject } from '../../support/project.js'

type Settings = NonNullable<Parameters<typeof makeProject>[1]>

const NOW = Date.parse('2026-05-05T12:00:00Z')

async function said(settings: Settings): Promise<string[]> {
  const { configFile } = await makeProject('sqlite', settings)
  const place = (path: readonly PropertyKey[]) => ({ file: path.join('.') })
  return cannotWork(loadConfig(configFile, {}), place, NOW).map(({ file, message }) => `${file}: ${message}`)
}

test.each([
  [
    { notices: { baseline: '2026-05-06' } },
    ['notices.baseline: notices.baseline is 2026-05-06, and today is 2026-05-05.'],
  ],
  [{ notices: { baseline: '2026-05-05T23:00:00Z' } }, []],
  [{ notices: { baseline: 'first-run' } }, []],
  [
    { look: { footer: '© Ada\n<a href="https://lantern.example/">Lantern</a>' } },
    [expect.stringMatching(/^look\.footer: look\.footer is plain text: .*<a href=/)],
  ],
  [{ look: { logo: 'https://lantern.example/a.svg?v=1' } }, [expect.stringContaining('look.logo: Gmail')]],
  [{ look: { logo: 'https://x.example/a.svg' }, mail: { look: { logo: 'https://x.example/a.png' } } }, []],
  [{ look: { logo: 'https://localhost/a.png' } }, [expect.stringContaining('only this machine')]],
  [{ look: { footer: '{{ site.title }}' } }, [expect.stringContaining('would read {{')]],
  [{ mail: { look: { logoAlt: 'Lantern &amp; Wick' } } }, [expect.stringContaining('would read &amp;')]],
  [{ site: { title: 'Lantern & Wick <3', description: 'For <users> of a<b & c>d; &c;' } }, []],
  [{ feeds: { since: 2027 } }, ['feeds.since: feeds.since is 2027, and today is 2026-05-05.']],
  [{ feeds: { since: '2026-05' } }, []],
  [{ feeds: { since: '2026-06' } }, ['feeds.since: feeds.since is 2026-06, and today is 2026-05-05.']],
  [{ feeds: { changed: '2031-01-01' } }, ['feeds.changed: feeds.changed is 2031-01-01, and today is 2026-05-05.']],
  [{ feeds: { hubs: ['https://hub.example/'] } }, []],
  ...['http://localhost:8080/', 'http://hub.localhost/', 'http://[::1]/', 'http://10.0.0.7/hub'].map((hub) => [
    { feeds: { hubs: [hub] } },
    [`feeds.hubs.0: feeds.hubs: ${hub} is an address that only this machine or its network can reach.`],
  ]),
  [{ site: { title: 'A trial', url: 'http://localhost:4000' }, feeds: { hubs: ['http://localhost:8080/'] } }, []],
] as [Settings, string[]][])('%j', async (settings, faults) => {
  expect(await said(settings)).toEqual(faults)
})
