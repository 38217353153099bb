/**
 * `npm run bench:page -- [RUN]`: docs/benchmarks.md and its charts, of a run of `npm run bench` whose output stands in
 * the file RUN, or of one that it makes now. The run is kept beside this file, where a test holds the page against it.
 * Door: files, a process.
 */
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PACKAGE_FOLDER } from '../../src/base/read-program.js'
import { readRun } from './read-run.js'
import { runPage } from './run-page.js'

const [file] = process.argv.slice(2)
const output = file === undefined ? await benched() : readFileSync(file, 'utf8')
const page = join(PACKAGE_FOLDER, 'docs', 'benchmarks.md')
const pictures = join(PACKAGE_FOLDER, 'docs', 'pictures')
const { text, charts } = runPage(readFileSync(page, 'utf8'), readRun(output))
for (const name of readdirSync(pictures)) if (/^bench-.*\.svg$/.test(name)) rmSync(join(pictures, name))
for (const [name, svg] of charts) writeFileSync(join(pictures, name), svg)
writeFileSync(page, text)
writeFileSync(join(PACKAGE_FOLDER, 'test', 'bench', 'last-run.txt'), output)
console.log(`docs/benchmarks.md and ${charts.size} charts are written`)

/** Shown as it comes. A goal that is missed is one row of the page, no reason to have none. */
async function benched(): Promise<string> {
  const child = spawn('npm', ['run', '--silent', 'bench'], {
    cwd: PACKAGE_FOLDER,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk
    process.stdout.write(chunk)
  })
  await new Promise((resolve) => child.once('close', resolve))
  return said
}
