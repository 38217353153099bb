import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { messageOf } from '../../src/base/errors.js'
import { freePort } from '../support/free-port.js'

const folder = mkdtempSync(join(tmpdir(), 'belfry-words-'))

function thrownBy(work: () => unknown): unknown {
  try {
    return work()
  } catch (thrown) {
    return thrown
  }
}

test('what the disk refuses is said in plain words, with place and code', () => {
  const file = join(folder, 'none')
  expect(messageOf(thrownBy(() => readFileSync(file)))).toBe(`it is not there (ENOENT, ${file})`)
  expect(messageOf(thrownBy(() => readFileSync(folder)))).toBe('it is a folder (EISDIR)')
  writeFileSync(join(folder, 'file'), '')
  const below = join(folder, 'file', 'below')
  expect(messageOf(thrownBy(() => readFileSync(below)))).toBe(`a part of the path is no folder (ENOTDIR, ${below})`)
})

test('what the network refuses too', async () => {
  const port = await freePort()
  const thrown = await new Promise((resolve) => connect(port, '127.0.0.1').once('error', resolve))
  expect(messageOf(thrown)).toBe(`nobody listens there (ECONNREFUSED, 127.0.0.1:${port})`)
  // Of several addresses Node says nothing but the code.
  expect(messageOf(Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }))).toBe(
    'nobody listens there (ECONNREFUSED)',
  )
})

test('an error that says something of its own, and one that is not the system’s, say that', () => {
  expect(messageOf(Object.assign(new Error('the pool is closed'), { code: 'EPIPE' }))).toBe('the pool is closed')
  expect(messageOf(Object.assign(new Error('EODD: odd'), { code: 'EODD' }))).toBe('EODD: odd')
  expect(messageOf(Object.assign(new Error('no'), { code: 'constructor' }))).toBe('no')
  expect(messageOf(new Error('no'))).toBe('no')
})
