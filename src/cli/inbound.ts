/** `belfry inbound`: a message that came back, from a mail server's pipe or from files. */
import { readMessage } from '../inbound/read-message.js'
import { takeInbound } from '../run/inbound/take-mail.js'
import { type AddCommand, withAppContext } from './command.js'
import { explain, problemLine } from './terminal.js'

interface Flags {
  readonly recipient?: string
}

/** sysexits: a mail server keeps the message and tries again. */
const TRY_AGAIN = 75

export const inboundCommand: AddCommand = (self, finish) => {
  self
    .option('--recipient <address>', 'the address that the message was delivered to')
    .action(async (files: string[], { recipient }: Flags, command) => {
      try {
        await withAppContext(command, async (context, terminal) => {
          for (const file of files.length === 0 ? [undefined] : files) {
            const { problems, ...taken } = await takeInbound(context, await readMessage(file), recipient)
            const { outcome, why } = taken
            const said = { ...(file !== undefined && { file }), ...taken, problems: problems.map(({ code }) => code) }
            terminal.print(said, () => [`${outcome}: ${why}`, ...problems.map(problemLine)])
          }
        })
      } catch (thrown) {
        explain(thrown)
        finish(TRY_AGAIN)
      }
    })
}
