/** Naming the release cycles one runs, on the form and by the mailed link. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { doFormRequests } from '../../src/run/people/form-requests.js'
import { findByAddress } from '../../src/subscribers/person-store.js'
import { addressOf, linkIn, openWeb, type WebFixture } from './web-fixture.js'

const table = (...cycles: string[]) =>
  `products:\n  lantern:\n    title: Lantern OS\n    releases:\n${cycles.map((line) => `      - { ${line} }\n`).join('')}`
const NOW = table(
  'releaseCycle: "3.1", releaseDate: 2026-11-10, eol: 2028-12-15',
  'releaseCycle: "3.0", releaseDate: 2025-09-23, eol: 2027-12-15',
  'releaseCycle: "2.0", releaseDate: 2023-11-14, eol: 2025-12-15',
)

let web: WebFixture
let bare: WebFixture
beforeAll(async () => {
  ;[web, bare] = await Promise.all([openWeb({ releases: NOW }), openWeb()])
})
afterAll(async () => {
  await web.close()
  await bare.close()
})

const runsOf = async (address: string, at: WebFixture = web) => {
  await doFormRequests(at.world)
  return (await findByAddress(at.world.store.db, addressOf(address)))?.runs
}

const ask = (address: string, ...runs: string[]) => [
  ['address', address] as const,
  ['list', 'releases'] as const,
  ...runs.map((run) => ['run', run] as const),
]

/** Every box of the question, a chosen one with + before it. */
const boxes = (page: string) =>
  [...page.matchAll(/<input[^>]*\bname="run"[^>]*>/g)].flatMap(([tag]) => {
    const value = /value="([^"]+)"/.exec(tag)?.[1]
    return value === undefined ? [] : [`${/\bchecked\b/.test(tag) ? '+' : ''}${value}`]
  })

async function preferencesLink(address: string): Promise<string> {
  await web.join(address)
  await web.announce(`Lantern OS is about ${address.split('@')[0]}`)
  return linkIn(await web.mails(), address, 'preferences')
}

test('the form offers what has not ended, none of it chosen, and says what none means', async () => {
  const page = await (await web.get('/subscribe')).text()
  expect(boxes(page)).toEqual(['lantern/3.1', 'lantern/3.0'])
  expect(page).toContain('Which releases of Lantern OS do you run?')
  expect(page).toContain('Choose none, and you hear of all of them.')
})

test('without a table nobody is asked, and what is sent all the same is nothing', async () => {
  expect(boxes(await (await bare.get('/subscribe')).text())).toEqual([])
  expect((await bare.post('/subscribe', ask('ada@example.org', 'lantern/3.1'))).status).toBe(303)
  expect(await runsOf('ada@example.org', bare)).toBe('')
})

test('who subscribes is known with what they named', async () => {
  expect((await web.post('/subscribe', ask('ada@example.org', '', 'lantern/3.0', 'lantern/3.1'))).status).toBe(303)
  expect(await runsOf('ada@example.org')).toBe('lantern/3.0 lantern/3.1')
})

test('a form that did not ask leaves what was named; one that did and was answered with none takes it back', async () => {
  await web.post('/subscribe', ask('bea@example.org', '', 'lantern/3.0'))
  await web.post('/subscribe', ask('bea@example.org'))
  expect(await runsOf('bea@example.org')).toBe('lantern/3.0')
  await web.post('/subscribe', ask('bea@example.org', ''))
  expect(await runsOf('bea@example.org')).toBe('')
})

test('a stranger with the form changes nothing for a confirmed subscriber', async () => {
  await web.join('carl@example.org')
  expect((await web.post('/subscribe', ask('carl@example.org', '', 'lantern/3.0'))).status).toBe(303)
  expect(await runsOf('carl@example.org')).toBe('')
})

test.each([
  ['a cycle that is not there', ['lantern/9']],
  ['another product', ['beacon/3.1']],
  ['half of a list of cycles and a break', ['lantern/3.1\u0000']],
  ['markup', ['"><script>alert(1)</script>']],
  ['a novel', ['x'.repeat(30_000)]],
  ['a wildcard', ['lantern/%']],
  ['one good and one bad', ['lantern/3.1', '*']],
])('%s is refused beside the question, and nothing changes', async (_what, runs) => {
  const before = await web.ledger()
  const answer = await web.post('/subscribe', ask('eve@example.org', '', ...runs))
  const page = await answer.text()
  expect(answer.status).toBe(422)
  expect(page).toContain('aria-describedby="runs-fault runs-hint"')
  expect(page).toContain('One of these is not there any more. Choose again.')
  expect(page).not.toContain('<script')
  expect(await web.ledger()).toBe(before)
})

test('more than anybody runs is refused', async () => {
  const many = Array.from({ length: 101 }, (_, index) => `lantern/3.${index}`)
  const page = await (await web.post('/subscribe', ask('eve@example.org', ...many))).text()
  expect(page).toContain('Choose at most 100.')
})

test('another fault leaves what was chosen', async () => {
  const page = await (await web.post('/subscribe', ask('no address', '', 'lantern/3.0'))).text()
  expect(boxes(page)).toEqual(['lantern/3.1', '+lantern/3.0'])
})

test('by the mailed link cycles are chosen, kept by forms that do not ask, and taken back', async () => {
  const link = await preferencesLink('pia@example.org')
  const save = async (...runs: string[]) =>
    await web.post(link, [['list', 'releases'], ...runs.map((run) => ['run', run] as const), ['save', 'yes']])
  expect(boxes(await (await web.get(link)).text())).toEqual(['lantern/3.1', 'lantern/3.0'])
  const saved = await (await save('', 'lantern/3.0')).text()
  expect([saved.includes('Saved.'), boxes(saved)]).toEqual([true, ['lantern/3.1', '+lantern/3.0']])
  await save()
  expect(await runsOf('pia@example.org')).toBe('lantern/3.0')
  const before = await web.ledger()
  const refused = await save('', 'lantern/9')
  expect([refused.status, (await refused.text()).includes('Choose again.')]).toEqual([422, true])
  expect(await web.ledger()).toBe(before)
  await save('')
  expect(await runsOf('pia@example.org')).toBe('')
})

test('a cycle that ended or left the table stays with who named it, on offer to them alone', async () => {
  const link = await preferencesLink('quentin@example.org')
  await web.post(link, [
    ['list', 'releases'],
    ['run', 'lantern/3.0'],
    ['run', 'lantern/3.1'],
    ['save', 'yes'],
  ])
  try {
    const later = table('releaseCycle: "3.2", eol: false', 'releaseCycle: "3.1", eol: true')
    writeFileSync(join(web.folder, 'releases.yaml'), later)
    const page = await (await web.get(link)).text()
    expect(boxes(page)).toEqual(['lantern/3.2', '+lantern/3.1', '+lantern/3.0'])
    expect(page).toMatch(/3\.1<em> \(has ended\)/)
    expect(page).toMatch(/3\.0<em> \(not listed any more\)/)
    expect(boxes(await (await web.get('/subscribe')).text())).toEqual(['lantern/3.2'])
    const saved = await web.post(link, [
      ['list', 'releases'],
      ['run', 'lantern/3.0'],
      ['save', 'yes'],
    ])
    expect(saved.status).toBe(200)
    expect(await runsOf('quentin@example.org')).toBe('lantern/3.0')
  } finally {
    writeFileSync(join(web.folder, 'releases.yaml'), NOW)
  }
})
