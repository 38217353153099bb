/**
 * `npm run release -- 1.0.0`: the version into every file that names it (CONTRIBUTING.md, "Releasing"). Out: those
 * files; 1 and why, and nothing written, where it cannot be. Door.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf } from '../../src/base/errors.js'
import { repository } from '../support/project.js'
import { RELEASED_FILES, released } from './release-texts.js'

const [version = ''] = process.argv.slice(2)
const texts = new Map(RELEASED_FILES.map((file) => [file, readFileSync(join(repository, file), 'utf8')]))
try {
  const made = released(texts, { version, day: new Date().toISOString().slice(0, 10) })
  for (const [file, text] of made) writeFileSync(join(repository, file), text)
  console.log(`${version} stands in ${RELEASED_FILES.join(', ')}. CONTRIBUTING.md says what comes next.`)
} catch (thrown) {
  process.exitCode = 1
  console.error(messageOf(thrown))
}
