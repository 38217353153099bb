/**
 * nodemailer's own pool, composing each message: what most scripts that mail announcements do. No ledger: after a crash
 * nobody knows who has it. In: port, messages, connections, a file of HTML and one of text, a file with a DKIM key or
 * nothing. To hold `belfry run` against.
 */
import { readFileSync } from 'node:fs'
import { createTransport } from 'nodemailer'

const [, , port = '', messages = '', connections = '', htmlFile = '', textFile = '', keyFile = ''] = process.argv
const [html, text] = [readFileSync(htmlFile, 'utf8'), readFileSync(textFile, 'utf8')]
const pool = createTransport({
  pool: true,
  host: '127.0.0.1',
  port: Number(port),
  ignoreTLS: true,
  maxConnections: Number(connections),
  maxMessages: Number.POSITIVE_INFINITY,
  ...(keyFile !== '' && {
    dkim: { domainName: 'lantern.example', keySelector: 'bench', privateKey: readFileSync(keyFile, 'utf8') },
  }),
})
let next = 0
/** As many at once as keep every connection busy: all at once would measure memory alone. */
async function sender(): Promise<void> {
  for (; next < Number(messages); ) {
    const person = next++
    const unsubscribe = `https://lantern.example/unsubscribe/${String(person).padStart(39, '0')}`
    await pool.sendMail({
      from: 'Lantern OS <announce@lantern.example>',
      to: `reader-${person}@discard.example`,
      subject: 'Lantern OS has been released',
      html: html.replaceAll('https://lantern.example/unsubscribe/preview', unsubscribe),
      text: text.replaceAll('https://lantern.example/unsubscribe/preview', unsubscribe),
      headers: { 'List-Unsubscribe': `<${unsubscribe}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
    })
  }
}
const startedAt = performance.now()
await Promise.all(Array.from({ length: 2 * Number(connections) }, sender))
console.log(`${(performance.now() - startedAt) / 1000}`)
pool.close()
