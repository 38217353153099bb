// Two packages of one tree are the same bytes: whoever packs a tag gets what was published.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const digests = ['first', 'second'].map((name) => {
  const folder = mkdtempSync(join(tmpdir(), `belfry-pack-${name}-`))
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { stdio: ['ignore', 'ignore', 'inherit'] })
  const [archive = ''] = readdirSync(folder)
  const digest = createHash('sha256').update(readFileSync(join(folder, archive))).digest('hex')
  rmSync(folder, { recursive: true })
  return digest
})
console.log(digests.join('\n'))
process.exitCode = digests[0] === digests[1] ? 0 : 1
