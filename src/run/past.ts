/**
 * What a project's history would have told, as `init` says it of an archive it has just met. In: a configuration, the
 * folders of its posts. Out: counts; undefined where the folders are in no git repository. Nothing is told.
 */
import { join, relative, sep } from 'node:path'
import { BelfryError } from '../base/errors.js'
import { loadConfig } from '../config/load.js'
import { topOf } from '../git/read-branch.js'
import { endOfLifeTextsOf } from '../notices/end-of-life/texts.js'
import { openHistory } from '../source/open-history.js'
import { postSettingsOf } from './read-content.js'
import { replay } from './replay.js'
import { rulesOf } from './rules-of.js'

export interface Past {
  /** Commits that were walked. */
  readonly steps: number
  readonly told: number
  readonly asked: number
  readonly held: number
}

/** @param most commits, the newest */
export async function pastOf(file: string, folders: readonly string[], most: number): Promise<Past | undefined> {
  const [first = '.'] = folders
  const top = await topOf(first)
  if (top === undefined) return undefined
  const config = loadConfig(file, {})
  const history = await openHistory(top)
  try {
    const steps = (await history.firstParents()).slice(-most).map((step) => ({ push: step.commit, ...step }))
    const endOfLifeTexts = endOfLifeTextsOf(config.words)
    const inside = folders.map((folder) => relative(top, join(folder)).split(sep).join('/') || '.')
    const options = {
      site: postSettingsOf(config),
      rules: rulesOf(config, endOfLifeTexts),
      folders: inside,
      releases: [],
    }
    const { lines } = await replay(history, steps, options)
    const count = (decision: string) => lines.filter((line) => line.decision === decision).length
    return { steps: steps.length, told: count('tell'), asked: count('ask'), held: count('hold') }
  } catch (thrown) {
    // A repository without a commit has no past.
    if (thrown instanceof BelfryError && thrown.code === 'GIT_REPOSITORY') return undefined
    throw thrown
  } finally {
    await history.close()
  }
}
