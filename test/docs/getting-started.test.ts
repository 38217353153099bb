/** docs/getting-started.md, walked in an empty folder: its commands in order, its files as it says, and two mails. */
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { belfry } from '../support/cli.js'
import { readSteps } from './read-steps.js'

test('who follows it has announced a release, and an update of it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-started-'))
  const said: string[] = []
  for (const step of readSteps()) {
    if ('body' in step) writeFileSync(join(folder, step.file), step.body)
    else if (step.call[0] !== 'serve') {
      const { code, stdout, stderr } = await belfry(step.call, { cwd: folder, now: step.now })
      expect([step.call, code], stdout + stderr).toEqual([step.call, 0])
      said.push(stdout)
    }
  }
  const [planned = '', , , , plannedUpdate = '', , , mailings = ''] = said.slice(4)
  expect(planned).toContain('settles until 2026-05-04T10:30:00Z, then goes to 1 person on all')
  expect(plannedUpdate).toMatch(/^update:.* settles until 2026-05-05T10:30:00Z, then goes to 1 person on all/m)
  expect(mailings.trim().split('\n')).toHaveLength(2)
  expect(readdirSync(join(folder, 'var', 'outbox')).filter((name) => name.endsWith('.eml'))).toHaveLength(2)
})
