/**
 * Where temporary files of tests stand. In: what the machine has. Out: a folder in memory where there is plenty and
 * programs may be started from it, else the system's own: thousands of ledgers that are forced to a disk, one after
 * the other, take a third of the whole time.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const MEMORY = '/dev/shm'
const GIB = 2 ** 30
/** A whole run leaves five at its end, and its processes take three. */
const NEEDED = { inFolder: 8 * GIB, inAll: 12 * GIB }

export function temporaryFolder(): string {
  return hasPlenty() && startsPrograms() ? MEMORY : tmpdir()
}

function hasPlenty(): boolean {
  if (process.env.TMPDIR !== undefined || !existsSync(MEMORY)) return false
  const { bavail, bsize } = statfsSync(MEMORY)
  return bavail * bsize >= NEEDED.inFolder && process.availableMemory() >= NEEDED.inAll
}

/** Containers often forbid it there. */
function startsPrograms(): boolean {
  const folder = mkdtempSync(join(MEMORY, 'belfry-tests-'))
  const program = join(folder, 'starts')
  try {
    writeFileSync(program, '#!/bin/sh\n')
    chmodSync(program, 0o700)
    execFileSync(program)
    return true
  } catch {
    return false
  } finally {
    rmSync(folder, { recursive: true })
  }
}
