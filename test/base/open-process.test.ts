import { expect, test } from 'vitest'
import { runProgram } from '../../src/base/open-process.js'

test('a program that never ends is ended, and what its children hold open is not waited for', async () => {
  const ran = await runProgram('sh', ['-c', 'sleep 600 & echo begun; echo $! >&2; exec sleep 600'], {
    timeoutMs: 2_000,
  })
  expect(ran).toMatchObject({ timedOut: true, exitCode: undefined })
  expect(ran?.stdout.toString()).toBe('begun\n')
  // The child lives on and holds the pipes open: nobody waited for it.
  expect(process.kill(Number(ran?.stderr), 'SIGKILL')).toBe(true)
})

test('bytes come through whole, in both directions', async () => {
  const input = Buffer.from('größe\0\xFF'.repeat(200_000), 'utf8')
  const ran = await runProgram('cat', [], { input })
  expect(ran?.stdout.equals(input)).toBe(true)
  expect((await runProgram('true', [], { input }))?.exitCode).toBe(0)
})

test('a program that is not installed, and one beside node_modules, are not there', async () => {
  expect(await runProgram('belfry-no-such-program', [])).toBeUndefined()
  expect(await runProgram('vitest', ['--version'], { environment: { PATH: '/usr/bin:/bin' } })).toBeUndefined()
})
