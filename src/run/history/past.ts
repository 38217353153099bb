/**
 * What a project's history would have told, as `init` says it of an archive it has just met. In: a configuration, the
 * folders of its posts, or a feed. Out: counts; undefined where the folders are in no git repository. Nothing is told.
 */
import { join, relative, sep } from 'node:path'
import { BelfryError } from '../../base/errors.js'
import { feedEntries } from '../../cms/feed-entries.js'
import { feedHistory } from '../../cms/feed-history.js'
import { settingsOfFeed } from '../../cms/feed-posts.js'
import { readFeed } from '../../cms/read-feed.js'
import { loadConfig } from '../../config/load.js'
import type { Config } from '../../config/schema.js'
import { topOf } from '../../git/read-branch.js'
import { endOfLifeTextsOf } from '../../notices/end-of-life/texts.js'
import { type History, openHistory } from '../../source/open-history.js'
import { postSettingsOf } from '../post-settings.js'
import { rulesOf } from '../rules-of.js'
import { replay } from './replay.js'

export interface Past {
  /** Commits that were walked. */
  readonly steps: number
  readonly told: number
  readonly asked: number
  readonly held: number
}

/** @param most commits, the newest */
export async function pastOf(file: string, folders: readonly string[], most: number): Promise<Past | undefined> {
  const config = loadConfig(file, {})
  const { feed } = config.content
  const top = feed === '' ? await topOf(folders[0] ?? '.') : ''
  if (top === undefined) return undefined
  const history = feed === '' ? await openHistory(top) : await ofFeed(feed, config)
  try {
    const steps = (await history.firstParents()).slice(-most).map((step) => ({ push: step.commit, ...step }))
    const endOfLifeTexts = endOfLifeTextsOf(config.words)
    const inside = folders.map((folder) => relative(top, join(folder)).split(sep).join('/') || '.')
    const options = {
      site: feed === '' ? postSettingsOf(config) : settingsOfFeed(postSettingsOf(config)),
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

async function ofFeed(feed: string, { site }: Config): Promise<History> {
  const read = feedEntries(await readFeed(feed), feed)
  return feedHistory('problem' in read ? [] : read.entries, site)
}
