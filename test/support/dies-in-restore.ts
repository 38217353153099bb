/**
 * A restore that dies by SIGKILL once so many rows were written. A process of its own. In: configuration file, the
 * backup, how many rows. Out: what it did until then.
 */
import { silentLog } from '../../src/base/log.js'
import { restore } from '../../src/run/backups/restore.js'
import { openReadContext } from '../../src/run/read-context.js'

const [, , file = '', backup = '', fatal] = process.argv
await restore(openReadContext({ file, log: silentLog }), backup, {
  replace: true,
  otherProject: false,
  dryRun: false,
  onRows: (rows, of) => {
    if (of > 0 && rows >= Number(fatal)) process.kill(process.pid, 'SIGKILL')
  },
})
