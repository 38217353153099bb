/** Asks whether a page is there. In: its address. Out: yes or no; whatever goes wrong is a no. Door. */

const PATIENCE_MS = 10_000

export async function isLive(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(PATIENCE_MS) })
    return response.status === 200
  } catch (thrown) {
    if (thrown instanceof Error) return false
    throw thrown
  }
}
