/**
 * In which order files of tests run. A process is started by copying what the one that starts it has in memory, and a
 * worker of the tests grows with each file: whoever starts git or gpg comes first. What drives a browser follows each
 * promise from then on (Playwright asks Node for it), at a cost to all that comes after: it comes last.
 */
import { readFileSync } from 'node:fs'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const STARTS_GIT = /support\/(?:git-repository|pushes|signers|hostile-repositories)\.js'|signed-scene\.js'/
const DRIVES_BROWSER = /support\/(?:chromium|screenshots)\.js'/

export class InTurn extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const turns = new Map(sorted.map((file) => [file, turnOf(readFileSync(file.moduleId, 'utf8'))]))
    const projects = [...new Set(sorted.map(({ project }) => project.name))]
    // A worker is kept for the next file as long as that is of the same project.
    return projects.flatMap((name) =>
      ([0, 1, 2] as const).flatMap((turn) =>
        sorted.filter((file) => file.project.name === name && turns.get(file) === turn),
      ),
    )
  }
}

function turnOf(text: string): 0 | 1 | 2 {
  if (DRIVES_BROWSER.test(text)) return 2
  return STARTS_GIT.test(text) ? 0 : 1
}
