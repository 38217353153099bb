/** A program of a test that stands in front of a database. In: a listener. Out: the address that leads to it. */
import type { AddressInfo, Server } from 'node:net'

/** @param database its own address, whose host and port are the listener's in what comes back */
export async function inFrontOf(database: string, listener: Server): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject)
    listener.listen(0, '127.0.0.1', resolve)
  })
  const through = new URL(database)
  through.port = String((listener.address() as AddressInfo).port)
  return through.href
}
