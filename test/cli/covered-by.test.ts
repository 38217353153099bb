/** `belfry notices dismiss --covered-by`: a post that is not there covers nothing. */
import { expect, test } from 'vitest'
import { belfry } from '../support/cli.js'
import { makeProject } from '../support/project.js'

test('a notice is not dismissed for a post that does not exist', async () => {
  const { configFile: config, post } = await makeProject('sqlite', { notices: { settle: '0s' } })
  post('2026-05-01-first.md', { title: 'First' }, 'A post.')
  await belfry(['run'], { config, now: '2026-05-02T00:00:00Z' })
  post('2026-04-01-late.md', { title: 'Late' }, 'A post of last month.')
  const call = { config, now: '2026-05-03T00:00:00Z' }
  await belfry(['run'], call)
  const dismiss = async (name: string) =>
    await belfry(['notices', 'dismiss', 'announcement:2026-04-01-late', '--covered-by', name], call)
  const refused = await dismiss('2026-05-01-frist')
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('[POST_UNKNOWN]')])
  expect((await belfry(['notices', 'list'], call)).stdout).toContain('held')
  const done = await dismiss('first')
  expect([done.code, done.stdout]).toEqual([0, expect.stringContaining('Nobody is told of it: ')])
})
