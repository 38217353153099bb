/**
 * Asks Debian's kramdown (ruby-kramdown, ruby-kramdown-parser-gfm) what it makes of our cases, and writes its
 * answers beside the cases, where npm test compares them. Where it is not installed it says so and ends with 0. Door:
 * processes, disk.
 * Usage: npm run interop:kramdown
 */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { cases } from '../markup/kramdown/cases.js'

/** As Jekyll sets it where a site says nothing. */
const PROGRAM = `
require 'json'
require 'kramdown'
require 'kramdown-parser-gfm'
options = { auto_ids: true, entity_output: 'as_char', hard_wrap: false, syntax_highlighter: nil }
input = JSON.parse(STDIN.read)
answers = %w[GFM kramdown].map { |parser|
  input.map { |text| [text, Kramdown::Document.new(text, options.merge(input: parser)).to_html] }.to_h
}
puts JSON.generate({ 'kramdown-gfm' => answers[0], 'kramdown' => answers[1] })
`

const isThere = spawnSync('ruby', ['-r', 'kramdown', '-r', 'kramdown-parser-gfm', '-e', '']).status === 0
if (isThere) askAll()
else console.log('skipped: no kramdown (Debian: ruby-kramdown, ruby-kramdown-parser-gfm).')

function askAll(): void {
  const texts = Object.values(cases).flat()
  const answers = JSON.parse(answerOf('ruby', ['-e', PROGRAM], JSON.stringify(texts))) as Record<string, unknown>
  const file = new URL('../markup/kramdown/answers.json', import.meta.url)
  writeFileSync(file, `${JSON.stringify(answers, null, 2)}\n`)
  console.log(`${texts.length} cases, ${Object.keys(answers).join(' and ')}`)
}

function answerOf(program: string, args: readonly string[], input: string): string {
  const { status, stdout, stderr, error } = spawnSync(program, [...args], { input, encoding: 'utf8' })
  if (error !== undefined || status !== 0) throw new Error(`${program} failed: ${error?.message ?? stderr}`)
  return stdout
}
