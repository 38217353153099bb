#!/usr/bin/env node
/** The program: hands its arguments to the command line and leaves with its exit code. */
import { runBelfry } from './cli/program.js'

process.exitCode = await runBelfry(process.argv.slice(2))
