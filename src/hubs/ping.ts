/**
 * Tells a WebSub hub that a feed has changed, and asks whether a feed is live. In: addresses. Out: undefined, or why
 * not. Door, by open-answer.ts.
 */
import { createHash } from 'node:crypto'
import { messageOf } from '../base/errors.js'
import { type Asking, ask } from './open-answer.js'
import { isLiteral } from './public-addresses.js'

/** Of what a hub says: enough for a sentence. */
const WORDS_BYTES = 2_048

/**
 * `hub.url` is what hubs have read since PubSubHubbub 0.4, `hub.topic` what some ask for since: WebSub leaves this step
 * to the hub (§6), and both together reach all of them.
 * @returns undefined where the hub took it (2yz), else why not
 */
export async function pingHub(hub: string, topic: string, asking: Asking = {}): Promise<string | undefined> {
  const body = new URLSearchParams({ 'hub.mode': 'publish', 'hub.url': topic, 'hub.topic': topic }).toString()
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
  return (await postHook(hub, { body, headers }, asking))?.why
}

export interface NotTaken {
  readonly why: string
  /** It wants to hear no more (410, Standard Webhooks). */
  readonly isGone: boolean
}

/** @returns undefined where it was taken (2yz), else why not; redirects are not followed */
export async function postHook(
  address: string,
  { body, headers }: { readonly body: string; readonly headers: Readonly<Record<string, string>> },
  asking: Asking = {},
): Promise<NotTaken | undefined> {
  try {
    const url = new URL(address)
    const question = { ...asking, body, headers, mostBytes: WORDS_BYTES, onlyPublic: !isLiteral(url) }
    const { status, location = 'nowhere', bytes } = await ask(url, question)
    if (status >= 200 && status < 300) return undefined
    if (status >= 300 && status < 400)
      return { why: `it answers ${status} and leads to ${location}, which is not followed`, isGone: false }
    const words = bytes
      .toString('utf8')
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .trim()
      .slice(0, 200)
    return { why: `it answers ${status}${words === '' ? '' : `: ${words}`}`, isGone: status === 410 }
  } catch (thrown) {
    return { why: messageOf(thrown), isGone: false }
  }
}

/** Whether the feed's address answers with exactly these bytes; whatever goes wrong is a no. */
export async function isLiveWith(
  topic: string,
  published: { readonly digest: string; readonly bytes: number },
  asking: Asking = {},
): Promise<boolean> {
  try {
    const { status, bytes } = await ask(new URL(topic), {
      ...asking,
      mostBytes: published.bytes + 1,
      // The address is our own, and inside one's own network it may well be a private one.
      onlyPublic: false,
    })
    return status === 200 && createHash('sha256').update(bytes).digest('hex') === published.digest
  } catch (thrown) {
    if (thrown instanceof Error) return false
    throw thrown
  }
}
