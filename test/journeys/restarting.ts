/**
 * A service that is stopped and started anew while it sends and while people ask it. In: a project whose mailing is
 * queued, after how many messages it is stopped each time. Out: how each of them ended.
 */
import { startBelfry } from '../support/cli.js'
import { freePort } from '../support/free-port.js'
import type { Ended } from '../support/processes.js'
import type { Project } from '../support/project.js'

export interface Restarts {
  /** Counts of messages that the mail server has; each stops the service once. */
  readonly stopAt: readonly number[]
  /** Between two requests of each of four who ask. */
  readonly pauseMs: number
  /** Resolves when the mail server has so many. */
  received(count: number): Promise<void>
}

export interface Restarted {
  readonly ended: readonly Ended[]
  /** From the signal to the end, of each. */
  readonly stopMs: readonly number[]
  /** Requests that were answered, by status. */
  readonly answers: ReadonlyMap<number, number>
}

export async function restartService(project: Project, { stopAt, pauseMs, received }: Restarts): Promise<Restarted> {
  const port = await freePort()
  const [ended, stopMs]: [Ended[], number[]] = [[], []]
  const load = beginLoad(`http://127.0.0.1:${port}`, pauseMs)
  for (const count of stopAt) {
    const service = startBelfry(['serve'], {
      config: project.configFile,
      env: { BELFRY_WEB__LISTEN: `127.0.0.1:${port}`, BELFRY_WEB__URL: `http://127.0.0.1:${port}` },
    })
    await Promise.race([Promise.all([service.said('Belfry is at'), received(count)]), service.ended])
    const began = performance.now()
    service.process.kill('SIGTERM')
    ended.push(await service.ended)
    stopMs.push(performance.now() - began)
  }
  return { ended, stopMs, answers: await load.stop() }
}

/** Four who ask again and again; while nobody listens they try all the same. */
function beginLoad(url: string, pauseMs: number) {
  const answers = new Map<number, number>()
  let isOn = true
  const ask = async (path: string) => {
    while (isOn) {
      try {
        const answer = await fetch(url + path)
        await answer.arrayBuffer()
        answers.set(answer.status, (answers.get(answer.status) ?? 0) + 1)
      } catch (thrown) {
        // Nobody listens, or the answer was cut off: both are what is tried here.
        if (!(thrown instanceof TypeError)) throw thrown
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
  }
  const asking = ['/subscribe', '/healthz', '/readyz', '/atom.xml'].map(ask)
  return {
    stop: async () => {
      isOn = false
      await Promise.all(asking)
      return answers
    },
  }
}
