import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { fetchTip, type GitSource } from '../../src/git/open-clone.js'
import { post } from '../posts/parsing.js'
import { makeRepository, type TestRepository, temporaryFolder } from '../support/git-repository.js'

let remote: TestRepository
let source: GitSource
beforeEach(() => {
  remote = makeRepository()
  source = {
    remote: remote.folder,
    branch: 'main',
    clone: join(temporaryFolder('clone'), 'var', 'content.git'),
    allowedSigners: '',
    revokedSigners: '',
    signed: 'tip',
  }
})

const lamp = (title: string) => ({ '_posts/2026-01-01-lamp.md': post(`title: ${title}`) })
const beside = () => readdirSync(dirname(source.clone))

test('the first fetch makes a bare clone, the next says whether anything changed', async () => {
  const one = remote.commit(lamp('One'))
  expect(await fetchTip(source)).toEqual({ tip: one, changed: true })
  expect(beside()).toEqual(['content.git'])
  expect(existsSync(join(source.clone, 'hooks'))).toBe(false)
  expect(await fetchTip(source)).toEqual({ tip: one, changed: false })
  const two = remote.commit(lamp('Two'))
  expect(await fetchTip(source)).toEqual({ tip: two, changed: true })
})

test('a rewritten branch is a change like any other', async () => {
  const start = remote.commit(lamp('One'))
  remote.commit(lamp('Two'))
  await fetchTip(source)
  remote.git('reset', '-q', '--hard', start)
  const rewritten = remote.commit(lamp('Three'))
  expect(await fetchTip(source)).toEqual({ tip: rewritten, changed: true })
  remote.git('reset', '-q', '--hard', start)
  expect(await fetchTip(source)).toEqual({ tip: start, changed: true })
})

test('when the repository is gone the last good revision stays, and comes on when it is back', async () => {
  const tip = remote.commit(lamp('One'))
  await fetchTip(source)
  renameSync(remote.folder, `${remote.folder}-away`)
  const kept = await fetchTip(source)
  renameSync(`${remote.folder}-away`, remote.folder)
  expect(kept).toMatchObject({ tip, changed: false, problem: { code: 'GIT_FETCH', severity: 'error' } })
  expect(kept.problem?.message).toContain(tip.slice(0, 12))
  expect(await fetchTip(source)).toEqual({ tip, changed: false })
})

test('a branch that vanished is named with those that there are', async () => {
  const tip = remote.commit(lamp('One'))
  await fetchTip(source)
  remote.git('branch', '-m', 'main', 'trunk')
  const kept = await fetchTip(source)
  expect(kept).toMatchObject({ tip, changed: false })
  expect(kept.problem?.message).toMatch(/has no branch main; it has trunk\./)
})

test('without any good revision the command ends with 3, and leaves nothing behind', async () => {
  await expect(fetchTip(source)).rejects.toMatchObject({
    code: 'GIT_FETCH',
    exitCode: 3,
    message: expect.stringContaining('is empty: it has no branch yet'),
  })
  await expect(fetchTip({ ...source, remote: join(remote.folder, 'nowhere') })).rejects.toMatchObject({
    code: 'GIT_FETCH',
    exitCode: 3,
  })
  expect(beside()).toEqual([])
})

test('fetches at the same time all come out with the tip, the first ones too', async () => {
  const one = remote.commit(lamp('One'))
  const first = await Promise.all([1, 2, 3, 4].map(() => fetchTip(source)))
  expect(first.map(({ tip }) => tip)).toEqual([one, one, one, one])
  const two = remote.commit(lamp('Two'))
  const second = await Promise.all([1, 2, 3, 4].map(() => fetchTip(source)))
  expect(second.map(({ tip, problem }) => [tip, problem])).toEqual(Array(4).fill([two, undefined]))
  expect(remote.git('--git-dir', source.clone, 'for-each-ref', '--format=%(refname)')).toBe('refs/belfry/good')
  expect(beside()).toEqual(['content.git'])
})

test('a clone that is something else is refused, never written over', async () => {
  mkdirSync(source.clone, { recursive: true })
  writeFileSync(join(source.clone, 'notes.txt'), 'mine')
  remote.commit(lamp('One'))
  await expect(fetchTip(source)).rejects.toMatchObject({ code: 'GIT_REPOSITORY' })
  expect(readdirSync(source.clone)).toEqual(['notes.txt'])
})

test('variables of a git that started us, as in a hook, change nothing', async () => {
  const tip = remote.commit(lamp('One'))
  const variables = ['GIT_DIR', 'GIT_INDEX_FILE', 'GIT_OBJECT_DIRECTORY', 'GIT_QUARANTINE_PATH', 'GIT_NAMESPACE']
  for (const name of variables) process.env[name] = join(temporaryFolder('hook'), 'nowhere')
  try {
    expect(await fetchTip(source)).toEqual({ tip, changed: true })
  } finally {
    for (const name of variables) delete process.env[name]
  }
})

describe('an address or a branch that would be more than that is refused', () => {
  test.each([
    '--upload-pack=touch /tmp/belfry-was-here',
    '-oProxyCommand=x',
    'ext::sh -c true',
    'fd::7',
    'ssh://-oProxyCommand=x/y',
    'git@-oProxyCommand=x:y',
    'ftp://lantern.example/x',
    'https://lantern.example/\nx',
    '',
  ])('remote %j', async (hostile) => {
    await expect(fetchTip({ ...source, remote: hostile })).rejects.toMatchObject({ code: 'CONFIG_VALUE' })
  })

  test.each(['', '-x', 'main:refs/heads/x', '*', 'a..b', 'a b', 'x.lock', '/x', 'x/', 'a@{1}', 'a/.b'])(
    'branch %j',
    async (hostile) => {
      await expect(fetchTip({ ...source, branch: hostile })).rejects.toMatchObject({ code: 'CONFIG_VALUE' })
    },
  )

  test('and git itself would not run a program either', async () => {
    remote.commit(lamp('One'))
    process.env.GIT_CONFIG_COUNT = '2'
    Object.assign(process.env, {
      GIT_CONFIG_KEY_0: 'url.ext::sh -c true .insteadOf',
      GIT_CONFIG_VALUE_0: 'https://lantern.example/',
      GIT_CONFIG_KEY_1: 'protocol.ext.allow',
      GIT_CONFIG_VALUE_1: 'always',
    })
    try {
      await expect(fetchTip({ ...source, remote: 'https://lantern.example/' })).rejects.toMatchObject({
        code: 'GIT_FETCH',
        message: expect.stringMatching(/transport 'ext' not allowed/),
      })
    } finally {
      for (const name of ['COUNT', 'KEY_0', 'VALUE_0', 'KEY_1', 'VALUE_1']) delete process.env[`GIT_CONFIG_${name}`]
    }
  })
})

test('a password in the address is never shown', async () => {
  const secret = { ...source, remote: 'https://name:pa@ss-word@127.0.0.1:1/posts.git' }
  const fault = await fetchTip(secret).catch((thrown: unknown) => String(thrown))
  expect(fault).toMatch(/https:\/\/127\.0\.0\.1:1\/posts\.git/)
  expect(fault).not.toMatch(/pa@ss|ss-word|name:/)
})

test('git that is not installed is said, with exit code 3', async () => {
  const path = process.env.PATH
  process.env.PATH = temporaryFolder('empty')
  try {
    await expect(fetchTip(source)).rejects.toMatchObject({ code: 'GIT_MISSING', exitCode: 3 })
  } finally {
    process.env.PATH = path
  }
})
