/**
 * A mail server that throws away what it takes, in a process of its own, for machines without Postfix's smtp-sink. In:
 * a port.
 */
import { SMTPServer } from 'smtp-server'

new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS', 'AUTH'],
  onData: (stream, _session, callback) => {
    stream.resume()
    stream.on('end', () => callback())
  },
}).listen(Number(process.argv[2]), '127.0.0.1')
