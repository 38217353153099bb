/**
 * Workers in places of their own, one process each: whoever is killed is followed by the next at once. In: how many, a
 * configuration file. Out: who died, who ended unasked, what the last of them said.
 */
import { startBelfry } from '../../support/cli.js'
import type { Running } from '../../support/processes.js'
import type { Dice } from './seeded.js'

interface Worker {
  readonly running: Running
  /** Has it opened its world? Before that it holds nothing. */
  isUp: boolean
  wasKilled: boolean
}

export class Workers {
  readonly #places: Worker[]
  /** How workers ended that nobody killed. */
  readonly faults: string[] = []
  #stopping = false

  constructor(
    count: number,
    private readonly config: string,
  ) {
    this.#places = Array.from({ length: count }, () => this.#begun())
  }

  /** SIGKILL to one of those that are up, now and then to any; its place is taken at once. @returns its process id */
  async killOne(dice: Dice): Promise<number> {
    const up = this.#places.filter(({ isUp }) => isUp)
    const among = up.length > 0 && dice.below(5) > 0 ? up : this.#places
    const worker = among[dice.below(among.length)]
    if (worker === undefined) throw new Error('there is no worker')
    worker.wasKilled = true
    worker.running.process.kill('SIGKILL')
    await worker.running.ended
    this.#places[this.#places.indexOf(worker)] = this.#begun()
    return worker.running.process.pid ?? 0
  }

  /** SIGTERM to all of them: they end after the messages that are being sent. */
  async stop(): Promise<void> {
    this.#stopping = true
    for (const { running } of this.#places) running.process.kill('SIGTERM')
    await Promise.all(this.#places.map(async ({ running }) => await running.ended))
  }

  #begun(): Worker {
    const running = startBelfry(['worker'], { config: this.config })
    const worker: Worker = { running, isUp: false, wasKilled: false }
    running.said('This worker sends').then(
      () => {
        worker.isUp = true
      },
      () => undefined,
    )
    void running.ended.then(({ code, signal, stderr }) => {
      // One that is not up yet does not listen to SIGTERM and ends by it, with nothing in its hands.
      const wasStopped = this.#stopping && (code === 0 || !worker.isUp)
      if (!worker.wasKilled && !wasStopped)
        this.faults.push(`a worker ended by itself with ${code ?? signal}: ${stderr.slice(-500)}`)
    })
    return worker
  }
}
