/**
 * Reads objects of a git repository through one `git cat-file --batch`, without a checkout, so no filter and no hook
 * ever runs. Door: processes. In: the git folder, then names of objects. Out: their bytes. close() ends the process.
 */

import { BelfryError } from '../base/errors.js'
import { BatchOutput, type GitObject } from './batch-output.js'
import { startGit } from './open-command.js'
import { gitTexts } from './texts.js'

export interface Objects {
  /** @returns undefined when the repository has nothing of that name; of a file above the limit only the beginning */
  read(name: string): Promise<GitObject | undefined>
  close(): Promise<void>
}

interface Waiting {
  readonly resolve: (answer: GitObject | undefined) => void
  readonly reject: (reason: Error) => void
}

/** A git folder while its commits are asked for: one process answers what would else be one each. */
export interface Clone {
  readonly folder: string
  /** Of files only the size. */
  readonly objects: Objects
}

/** What was fetched is there for who asks afterwards: the process that answers is started by the first question. */
export async function withClone<Result>(folder: string, work: (clone: Clone) => Promise<Result>): Promise<Result> {
  let opened: Objects | undefined
  const objects: Objects = {
    async read(name) {
      opened ??= openObjects(folder, 0)
      return await opened.read(name)
    },
    close: async () => await opened?.close(),
  }
  try {
    return await work({ folder, objects })
  } finally {
    await objects.close()
  }
}

export function openObjects(gitFolder: string, limitBytes: number): Objects {
  const child = startGit(['--git-dir', gitFolder, 'cat-file', '--batch'])
  const output = new BatchOutput(limitBytes)
  const waiting: Waiting[] = []
  let ended: BelfryError | undefined
  let said = ''
  const end = (error: BelfryError) => {
    ended ??= error
    for (const { reject } of waiting.splice(0)) reject(ended)
  }
  const closed = new Promise<void>((resolve) => {
    child.once('error', (cause) =>
      end(new BelfryError('GIT_MISSING', gitTexts.openObjects.gitCannotStarted(), { exitCode: 3, cause })),
    )
    child.once('close', () => {
      end(
        new BelfryError(
          'GIT_REPOSITORY',
          gitTexts.openObjects.gitStoppedReading(gitFolder, said.trim() || 'it was ended'),
        ),
      )
      resolve()
    })
  })
  child.stdin?.on('error', () => undefined)
  child.stderr?.on('data', (piece: Buffer) => {
    said = (said + piece.toString('utf8')).slice(-1000)
  })
  child.stdout?.on('data', (piece: Buffer) => {
    for (const answer of output.push(piece)) waiting.shift()?.resolve(answer)
  })
  return {
    async read(name) {
      if (/[\n\0]/.test(name)) return undefined
      if (ended !== undefined) throw ended
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject })
        child.stdin?.write(`${name}\n`)
      })
    },
    async close() {
      child.stdin?.end()
      await closed
    },
  }
}
