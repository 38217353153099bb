/**
 * A wire that takes its time: everything arrives so many milliseconds later, in both directions, as much at once as is
 * sent. In: the port to listen on, the port to lead to, milliseconds each way.
 */
import { connect, createServer, type Socket } from 'node:net'

const [, , listenPort = '', targetPort = '', delay = '10'] = process.argv
const delayMs = Number(delay)

createServer({ noDelay: true }, (near) => {
  const far = connect({ port: Number(targetPort), host: '127.0.0.1', noDelay: true })
  lead(near, far)
  lead(far, near)
}).listen(Number(listenPort), '127.0.0.1')

function lead(from: Socket, to: Socket): void {
  from.on('data', (chunk: Buffer) => setTimeout(() => to.write(chunk), delayMs))
  from.on('end', () => setTimeout(() => to.end(), delayMs))
  from.on('error', () => to.destroy())
}
