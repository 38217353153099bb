/**
 * A client of SMTP or LMTP, a command at a time. In: a port of this machine. Out: replies, each with all its lines;
 * '' once the server has closed.
 */
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { CERTIFICATE } from './loopback-certificate.js'

export class LineClient {
  #text = ''
  #isClosed = false
  #heard: () => void = () => undefined

  private constructor(private socket: Socket) {
    this.#listen(socket)
  }

  /** @returns it, once the server has greeted or refused it; and what it said */
  static async open(port: number): Promise<{ client: LineClient; greeting: string }> {
    const client = new LineClient(connect(port, '127.0.0.1'))
    return { client, greeting: await client.reply() }
  }

  async say(...lines: string[]): Promise<string> {
    this.socket.write(lines.map((line) => `${line}\r\n`).join(''))
    return await this.reply()
  }

  async reply(): Promise<string> {
    for (;;) {
      const whole = /^(?:\d{3}-.*\r\n)*\d{3}(?: .*)?\r\n/.exec(this.#text)?.[0]
      if (whole !== undefined) {
        this.#text = this.#text.slice(whole.length)
        return whole.trimEnd()
      }
      if (this.#isClosed) return ''
      await new Promise<void>((resolve) => {
        this.#heard = resolve
      })
    }
  }

  /** @returns what the server says to STARTTLS */
  async startTls(): Promise<string> {
    const said = await this.say('STARTTLS')
    const plain = this.socket
    plain.removeAllListeners('data')
    this.socket = await new Promise<Socket>((resolve, reject) => {
      const secure = connectTls({ socket: plain, ca: CERTIFICATE, servername: 'localhost' }, () => resolve(secure))
      secure.once('error', reject)
    })
    this.#listen(this.socket)
    return said
  }

  close(): void {
    this.socket.destroy()
  }

  #listen(socket: Socket): void {
    socket.setEncoding('utf8')
    socket.on('error', () => undefined)
    socket.on('data', (chunk: string) => {
      this.#text += chunk
      this.#heard()
    })
    socket.on('close', () => {
      this.#isClosed = true
      this.#heard()
    })
  }
}
