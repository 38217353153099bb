/**
 * A small WebSub hub (W3C Recommendation, §5 to §7) on a port of its own, and a subscriber. In: nothing. Out: what was
 * published to the hub, what it handed to the subscriber, and a way to make it refuse.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

export interface TestHub {
  readonly url: string
  /** Topics of all pings, in order, refused ones too. */
  readonly pings: string[]
  /** Contents that the subscriber was handed, in order. */
  readonly handed: string[]
  /** The next pings get this status; 0 is none. */
  refuseWith(status: number): void
  /** @returns once this holds of what was pinged and handed over */
  until(holds: () => boolean): Promise<void>
  /** Asks the hub, which asks back with a challenge, as a subscriber does. */
  subscribe(topic: string): Promise<number>
  close(): Promise<void>
}

export async function openHub(): Promise<TestHub> {
  const pings: string[] = []
  const handed: string[] = []
  const callbacks = new Map<string, string>()
  const waiting = new Set<() => void>()
  const look = () => {
    for (const one of waiting) one()
  }
  let refusal = 0

  const subscriber = await listening(async (request, response) => {
    const challenge = new URL(request.url ?? '', 'http://subscriber').searchParams.get('hub.challenge')
    if (challenge === null) handed.push(await textOf(request))
    look()
    response.end(challenge ?? '')
  })
  const hub = await listening(async (request, response) => {
    const form = new URLSearchParams(await textOf(request))
    const topic = form.get('hub.topic') ?? ''
    if (form.get('hub.mode') === 'publish') {
      pings.push(form.get('hub.url') ?? '')
      look()
      response.writeHead(refusal === 0 ? 204 : refusal).end(refusal === 0 ? undefined : 'not today')
      const callback = callbacks.get(topic)
      if (refusal !== 0 || callback === undefined) return
      const content = await (await fetch(topic)).text()
      await fetch(callback, { method: 'POST', body: content })
      return
    }
    const callback = form.get('hub.callback') ?? ''
    const answer = await fetch(
      `${callback}?hub.mode=subscribe&hub.topic=${encodeURIComponent(topic)}&hub.challenge=word`,
    )
    if ((await answer.text()) === 'word') callbacks.set(topic, callback)
    response.writeHead(callbacks.has(topic) ? 202 : 400).end()
  })
  return {
    url: urlOf(hub),
    pings,
    handed,
    refuseWith: (status) => {
      refusal = status
    },
    until: async (holds) =>
      await new Promise<void>((resolve) => {
        const one = () => {
          if (holds()) resolve()
        }
        waiting.add(one)
        one()
      }),
    subscribe: async (topic) => {
      const body = new URLSearchParams({
        'hub.mode': 'subscribe',
        'hub.topic': topic,
        'hub.callback': urlOf(subscriber),
      })
      return (await fetch(urlOf(hub), { method: 'POST', body })).status
    },
    close: async () => {
      await Promise.all([closed(hub), closed(subscriber)])
    },
  }
}

export async function listening(
  answer: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>,
): Promise<Server> {
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

export function urlOf(server: Server): string {
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`
}

export async function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk)
  return text
}
