/** `belfry plan`: what a run would publish and mail now, to how many, why, what is held, and 14 days ahead. Changes nothing. */
import { keysBehind, loadMemory } from '../notices/memory-store.js'
import { behindProblems, foresee } from '../run/pipeline.js'
import { foreseeFeeds } from '../run/publish.js'
import { read } from '../run/read-content.js'
import { type AddCommand, addCommand, exitCodeFor, withWorld } from './command.js'
import { planLines } from './plan-text.js'
import { reach } from './reach.js'
import { planRecord } from './records.js'

export const planCommand: AddCommand = (program, finish) => {
  addCommand(program, 'plan', 'what a run would publish and mail now, and why; changes nothing').action(
    async (_flags, command) => {
      await withWorld(command, async (world, terminal) => {
        const content = await read(world)
        const decision = await foresee(world, content)
        const behind = keysBehind(
          await loadMemory(world.store.db, new Set(content.announcements.map((post) => post.digest))),
          content.register.told,
        )
        const problems = [...content.problems, ...behindProblems(world.config, behind)]
        const feeds = await foreseeFeeds(world, decision.announcements, content.register, content.releases)
        const plan = await planRecord({ decision, feeds, problems, ...reach(world, decision) })
        terminal.problems(problems)
        terminal.print(plan, () => planLines(plan, 'would'))
        finish(exitCodeFor(problems))
      })
    },
  )
}
