/** Asks a server of Amazon's. In: an https address. Out: what it answers, or why not. Door. */

const PATIENCE_MS = 10_000
/** A certificate has two thousand. */
const MOST_BYTES = 20_000

/** @throws Error where it does not answer with 200 and few octets; redirects are not followed */
export async function readHttps(url: string): Promise<string> {
  const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) })
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of answer.body ?? []) {
    length += chunk.byteLength
    if (length > MOST_BYTES) throw new Error(`${new URL(url).host} answers with more than ${MOST_BYTES} octets`)
    chunks.push(chunk)
  }
  if (answer.status !== 200) throw new Error(`${new URL(url).host} answers ${answer.status}`)
  return Buffer.concat(chunks).toString('utf8')
}
