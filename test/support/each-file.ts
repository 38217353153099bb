/**
 * Runs before each file of tests, also where many share a process: a hook that a shared module registers would hold for
 * the first file alone.
 */
import { afterAll, afterEach } from 'vitest'
import { closeAll } from './closing.js'
import { cleanUp } from './git-repository.js'

afterEach(closeAll)
afterAll(cleanUp)
