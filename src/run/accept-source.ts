/**
 * An operator's word on the revision of the posts that is to be read. In: the app context, a commit. Out: that commit
 * and who signed it; ledger, register and clone know it from now on.
 */

import { BelfryError } from '../base/errors.js'
import { acceptRevision } from '../git/open-clone.js'
import { readRegister } from '../register/read.js'
import { writeRegister } from '../register/write.js'
import { writeAccepted } from '../source/accepted-store.js'
import { recordEvent, type Word } from '../subscribers/event-store.js'
import type { AppContext } from './app-context.js'
import { sourceOf } from './read-content.js'
import { runTexts } from './texts.js'

/**
 * Its history is the history from now on: posts that are not of it are gone, as after any push.
 * @throws BelfryError USAGE where nobody signs, GIT_SIGNATURE, GIT_REPOSITORY, GIT_FETCH
 */
export async function acceptSource(
  context: AppContext,
  name: string,
  by: Word,
): Promise<{ commit: string; signer: string }> {
  const { config, store, clock } = context
  const { git, clone } = sourceOf(config)
  if (git.remote === '' || git.allowedSigners === '') {
    const message = runTexts.acceptSource.everyRevisionReadComes()
    throw new BelfryError('USAGE', message, { exitCode: 2, fix: runTexts.acceptSource.leaveCommitOut() })
  }
  const at = clock.now()
  const { commit, signer } = await acceptRevision({ ...git, clone }, name, at)
  const word = { commit, at, byHand: true } as const
  await store.transaction(async (transaction) => {
    await store.dialect.lockDecisions(transaction)
    await writeAccepted(transaction, [word])
    await recordEvent(transaction, { action: 'accept-source', key: commit, details: { signer } }, by, at)
  })
  const file = config.content.register
  await writeRegister(file, { ...readRegister(file), source: word, kept: [] })
  return { commit, signer }
}
