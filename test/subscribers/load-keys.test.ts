import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { linkKeys, loadSecrets, makeSecret } from '../../src/subscribers/load-keys.js'
import { compiled } from '../support/compiled.js'
import { repository } from '../support/project.js'

const newFolder = () => join(mkdtempSync(join(tmpdir(), 'belfry-keys-')), 'deep', 'secrets')
const loadKeys = (folder: string) => linkKeys(loadSecrets(folder)) ?? { current: 0, byNumber: new Map() }
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)

function writeKey(
  folder: string,
  number: number,
  text = number.toString(16).padStart(2, '0').repeat(32),
  mode = 0o600,
): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(join(folder, `link-${number}.key`), text, { mode })
  chmodSync(join(folder, `link-${number}.key`), mode)
}

test('a key that is made only its owner can read, and the next ones find it', () => {
  const folder = newFolder()
  expect(linkKeys(loadSecrets(folder))).toBeUndefined()
  const made = makeSecret(folder, 'link-1')
  expect(made.length).toBe(32)
  expect([modeOf(folder), modeOf(join(folder, 'link-1.key'))]).toEqual(['700', '600'])
  expect(readdirSync(folder)).toEqual(['link-1.key'])
  expect(makeSecret(folder, 'link-1')).toEqual(made)
  expect(loadKeys(folder)).toEqual({ current: 1, byNumber: new Map([[1, made]]) })
  expect(makeSecret(newFolder(), 'link-1')).not.toEqual(made)
})

test('new links are made with the highest number, and older keys stay', () => {
  const folder = newFolder()
  for (const number of [2, 10, 9]) writeKey(folder, number)
  const { current, byNumber } = loadKeys(folder)
  expect(current).toBe(10)
  expect([...byNumber.keys()].sort((a, b) => a - b)).toEqual([2, 9, 10])
})

test('files that are no keys are passed over', () => {
  const folder = newFolder()
  writeKey(folder, 4)
  for (const name of ['README', 'link-0.key', 'link-256.key', 'link-x.key', 'link-4.key.bak'])
    writeFileSync(join(folder, name), 'x')
  expect([...loadKeys(folder).byNumber.keys()]).toEqual([4])
})

test.each([0o640, 0o604, 0o620, 0o660])('a key with mode %o is refused: others could use it', (mode) => {
  const folder = newFolder()
  writeKey(folder, 1, undefined, mode)
  expect(() => loadKeys(folder)).toThrow(
    expect.objectContaining({ code: 'SECRETS', fix: expect.stringContaining('chmod 600') }),
  )
})

test.each(['', 'abc', `${'0'.repeat(63)}g`, '0'.repeat(66)])(
  'a key that holds %j is refused, and never replaced',
  (text) => {
    const folder = newFolder()
    writeKey(folder, 1, text)
    expect(() => loadKeys(folder)).toThrow(expect.objectContaining({ code: 'SECRETS' }))
    expect(readFileSync(join(folder, 'link-1.key'), 'utf8')).toBe(text)
  },
)

test('a folder that cannot be made is named', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'belfry-keys-')), 'file')
  writeFileSync(file, '')
  expect(() => loadKeys(join(file, 'secrets'))).toThrow(expect.objectContaining({ code: 'SECRETS' }))
})

test('processes that start at once all use the key of the first', async () => {
  const folder = newFolder()
  const program = `import { makeSecret } from ${JSON.stringify(join(compiled(), 'subscribers/load-keys.js'))}
    process.stdout.write(makeSecret(process.argv[1], 'link-1').toString('hex'))`
  const start = async () =>
    await new Promise<string>((resolve, reject) => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', program, folder], {
        cwd: repository,
      })
      let out = ''
      let fault = ''
      child.stdout.on('data', (chunk: Buffer) => {
        out += chunk.toString()
      })
      child.stderr.on('data', (chunk: Buffer) => {
        fault += chunk.toString()
      })
      child.on('close', (code) => (code === 0 ? resolve(out) : reject(new Error(fault))))
    })
  const keys = await Promise.all(Array.from({ length: 5 }, start))
  expect(new Set(keys)).toEqual(new Set([readFileSync(join(folder, 'link-1.key'), 'utf8').trim()]))
  expect(readdirSync(folder)).toEqual(['link-1.key'])
})
