#!/usr/bin/env node
/** The program: hands its arguments to the command line and leaves with its exit code. */
import { systemCode } from './base/errors.js'
import { openCodeCache } from './base/open-code-cache.js'
import { runBelfry } from './cli/program.js'

// Before a command is loaded, which is most of the text.
openCodeCache(process.env)

// `belfry … | head`: who reads has enough. What is under way goes on, mail above all; only nobody hears of it. Whoever
// must know what became of the output, as a backup does, listens too.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (fault) => {
    if (systemCode(fault) !== 'EPIPE' && stream.listenerCount('error') === 1) throw fault
  })

process.exitCode = await runBelfry(process.argv.slice(2))
