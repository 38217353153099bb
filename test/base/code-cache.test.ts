/** Where V8's code of the program is kept: in a folder of the user's own, or nowhere. */
import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { codeCacheFolder } from '../../src/base/open-code-cache.js'

test('it stands below the user’s folder for what may be deleted, or where Node was told', () => {
  expect(codeCacheFolder({ XDG_CACHE_HOME: '/var/cache/news' })).toBe('/var/cache/news/belfry/code')
  expect(codeCacheFolder({})).toBe(join(homedir(), '.cache', 'belfry', 'code'))
  expect(codeCacheFolder({ XDG_CACHE_HOME: '' })).toBe(join(homedir(), '.cache', 'belfry', 'code'))
  expect(codeCacheFolder({ NODE_COMPILE_CACHE: '/tmp/mine', XDG_CACHE_HOME: '/x' })).toBe('/tmp/mine')
})
