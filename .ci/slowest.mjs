/**
 * The files of tests that took longest. In: the JSON report of Vitest. Out: a line each on stdout, the slowest first.
 */
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'

const SHOWN = 10

const text = readFileSync(process.argv[2] ?? '', 'utf8')
const { testResults: files } = text === '' ? { testResults: [] } : JSON.parse(text)
const took = ({ startTime, endTime }) => (endTime - startTime) / 1000
for (const file of files.sort((a, b) => took(b) - took(a)).slice(0, SHOWN))
  console.log(`${took(file).toFixed(1).padStart(7)} s  ${relative('.', file.name)}`)
