#!/usr/bin/env node
/** The program: hands its arguments to the command line and leaves with its exit code. */
import { runCommand } from './cli/program.js'

process.exitCode = await runCommand(process.argv.slice(2))
