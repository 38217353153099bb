/** `belfry backup`: a whole ledger in one file, while the service runs. */

import { STDOUT, type Written, writeBackup } from '../backups/write-backup.js'
import { BelfryError } from '../base/errors.js'
import { readHeldFiles } from '../run/backups/read-held-files.js'
import { openReadContext, type ReadContext } from '../run/read-context.js'
import { withLedger } from '../store/open-ledger.js'
import { type AddCommand, fileOf, terminalOf } from './command.js'
import { openBar } from './shown/progress.js'
import { cliTexts } from './texts.js'

interface Flags {
  readonly secrets?: true
  readonly encryptTo?: string
}

export const backupCommand: AddCommand = (self) => {
  self
    .option('--secrets', 'the keys of links and of signatures as well')
    .option('--encrypt-to <key>', 'encrypt it with gpg: a fingerprint, an address, or a file with a public key')
    .addHelpText('after', '\nFILE is - for standard output. A file that is there already is left as it is.')
    .action(async (file: string, flags: Flags, command) => {
      const context = openReadContext({ file: fileOf(command) })
      const terminal = terminalOf(command)
      const isClear = flags.encryptTo === undefined
      if (file === STDOUT && isClear && process.stdout.isTTY)
        throw new BelfryError('USAGE', cliTexts.backup.backupNoTextFor(), {
          exitCode: 2,
          fix: cliTexts.backup.nameFileOrSend(),
        })
      const written = await backUp(context, file, flags)
      if (file === STDOUT) terminal.say(sentenceOf('standard output', written))
      else terminal.print({ file, ...written }, () => sentenceOf(file, written))
      if (flags.secrets === true && isClear) terminal.say(cliTexts.backup.holdsSecretsClearWhoever())
    })
}

async function backUp(context: ReadContext, file: string, flags: Flags): Promise<Written> {
  const { config, clock, log } = context
  const project = { title: config.site.title, domain: config.mail.domain }
  const files = readHeldFiles(config, flags.secrets === true)
  const options = { connections: config.databaseConnections, log }
  return await withLedger(config.database, options, async (ledger) => {
    const contents = { ledger, project, files, at: clock.now() }
    const bar = openBar('rows')
    const onRows = (rows: number) => bar.at(rows, 0)
    return await writeBackup(contents, file, { encryptTo: flags.encryptTo ?? '', onRows }).finally(bar.end)
  })
}

function sentenceOf(file: string, { tables, bytes, files }: Written): string {
  const rows = Object.values(tables).reduce((sum, count) => sum + count, 0)
  const { people = 0, deliveries = 0 } = tables
  const n = (count: number) => count.toLocaleString('en')
  return cliTexts.backup.peopleDeliveriesRowsAll({
    file,
    n: n(people),
    n2: n(deliveries),
    n3: n(rows),
    files: files.join(', '),
    n4: n(bytes),
  })
}
