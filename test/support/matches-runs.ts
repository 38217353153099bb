/** Who hears of a release cycle, said once more beside the statement. In: a person's words, a cycle. Out: yes or no. */
import { namesOf, type RunningCycle } from '../../src/subscribers/runs.js'

export function matchesRuns(runs: readonly string[], about: RunningCycle): boolean {
  return runs.length === 0 || namesOf(about).some((name) => runs.includes(name))
}
