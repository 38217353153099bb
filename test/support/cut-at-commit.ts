/**
 * Stands between a worker and PostgreSQL and breaks the connection in mid-commit. In: the database's URL. Out: the URL
 * through it, and how to arm it: `before` the commit reaches the server, or `after` it was done and before anybody
 * hears so.
 */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface CommitCutter {
  readonly url: string
  /** Connections broken so far. */
  readonly cuts: number
  /** The next commit of a transaction with such a statement is cut, once. */
  arm(when: 'before' | 'after', statement: RegExp): void
  close(): Promise<void>
}

/** @param onCut called as soon as a connection is broken */
export async function startCommitCutter(database: string, onCut: () => void = () => undefined): Promise<CommitCutter> {
  const behind = new URL(database)
  const sockets = new Set<Socket>()
  let armed: { readonly when: 'before' | 'after'; readonly statement: RegExp } | undefined
  let cuts = 0
  const server = createServer((client) => {
    const postgres = connect(Number(behind.port), behind.hostname)
    let isCut = false
    let transaction = ''
    const cut = () => {
      cuts += 1
      client.destroy()
      postgres.destroy()
      onCut()
    }
    for (const socket of [client, postgres]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        postgres.destroy()
      })
    }
    client.on('data', (chunk: Buffer) => {
      const text = chunk.toString('latin1')
      transaction = /\bbegin\b/i.test(text) ? text : transaction + text
      // Statements in one simple query (Q) are a transaction that commits itself.
      const commits = /\bcommit\b/i.test(text) || (text.startsWith('Q') && armed?.statement.test(text) === true)
      if (armed?.statement.test(transaction) && commits) {
        const { when } = armed
        armed = undefined
        if (when === 'before') return cut()
        isCut = true
      }
      postgres.write(chunk)
    })
    postgres.on('data', (chunk: Buffer) => {
      if (isCut) cut()
      else client.write(chunk)
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const through = new URL(database)
  through.port = String((server.address() as AddressInfo).port)
  return {
    url: through.href,
    get cuts() {
      return cuts
    },
    arm: (when, statement) => {
      armed = { when, statement }
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
