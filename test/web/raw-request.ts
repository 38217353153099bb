/**
 * A request as it stands: fetch mends addresses and sets header fields by itself, an attacker does not. Out: status and
 * body.
 */
import { type IncomingMessage, request } from 'node:http'

export interface RawRequest {
  readonly path: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent in chunks, its length unannounced. */
  readonly body?: string
}

export async function rawRequest(
  url: string,
  { path, method = 'GET', headers = {}, body }: RawRequest,
): Promise<{ status: number | undefined; body: string }> {
  const { hostname, port } = new URL(url)
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = request({ hostname, port, path, method, headers }, resolve).once('error', reject)
    if (body !== undefined) outgoing.write(body)
    outgoing.end()
  })
  let text = ''
  for await (const chunk of answer.setEncoding('utf8')) text += String(chunk)
  return { status: answer.statusCode, body: text }
}
