/**
 * The files that feeds and pages shall be, as the manifest names them, where they were planned from the same before.
 * Pure. In: the manifest, the mark of what is published now, who plans. Out: files and which of them are feeds. A file
 * that is not there as it was is planned then, with all others.
 */
import { isPacked } from '../../files/packed.js'
import type { Manifest } from '../../files/read-manifest.js'
import type { OutputFile } from '../../files/write-folder.js'
import { holdsStill, type PlanMark } from './plan-mark.js'
import { feedsSaid, type Planned, type PlanSaid, planSaid } from './plan-said.js'

interface Otherwise {
  readonly plan: () => Promise<Planned>
  /** Files that are no part of the plan. */
  readonly beside: readonly OutputFile[]
}

interface Marks {
  /** What was planned the last time, of the very files that the manifest names. */
  readonly said: string | undefined
  readonly mark: PlanMark
}

/** @returns undefined where something else was planned the last time, or at another instant */
export function plannedBefore(
  before: Manifest['files'],
  { said: text, mark }: Marks,
  { plan, beside }: Otherwise,
): Planned | undefined {
  const said = saidIn(text, mark)
  if (said === undefined) return undefined
  let made: Promise<ReadonlyMap<string, OutputFile>> | undefined
  const planned = async (path: string): Promise<OutputFile | undefined> => {
    made ??= plan().then(({ files }) => new Map(files.map((file) => [file.path, file])))
    return (await made).get(path)
  }
  const others = new Set(beside.map(({ path }) => path))
  const yielding = new Set(said.yielding)
  const paths = new Set([...[...before.keys()].filter((path) => !isPacked(path) && !others.has(path)), ...yielding])
  const files = [...paths].map((path): OutputFile => {
    const { inputs, entries } = before.get(path) ?? {}
    return {
      path,
      bytes: async () => (await (await planned(path))?.bytes()) ?? '',
      ...(inputs !== undefined && { inputs }),
      ...(entries !== undefined && { entries: () => entries }),
      ...(yielding.has(path) && { yields: true }),
    }
  })
  return { files, feeds: feedsSaid(said, before) }
}

/** Of the very files of this program: its digest is in the mark. */
function saidIn(text: string | undefined, mark: PlanMark): PlanSaid | undefined {
  if (text === undefined || !text.startsWith(`{"of":${JSON.stringify(mark.of)},`)) return undefined
  const said = planSaid(text)
  return holdsStill(said, mark) ? said : undefined
}
