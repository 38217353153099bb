/**
 * Posts in AsciiDoc as posts in HTML, by asciidoctor where it is installed beside Belfry (`@asciidoctor/core`, which no
 * Belfry brings). Door: processes. In: what was found. Out: the same, AsciiDoc with other bytes, or named. It runs in a
 * process of its own, in its safe mode `secure`: no file but the post is read, nothing is fetched, and memory and time
 * have an end.
 */

import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { problem, systemCode } from '../base/errors.js'
import { NewestCache } from '../base/newest-cache.js'
import { PACKAGE_FOLDER } from '../base/read-program.js'
import { type AsciidocRead, asciidocHtml, asciidocPost } from '../posts/asciidoc.js'
import { bodyForm } from '../posts/file-name.js'
import type { Found } from './found-post.js'
import { sourceTexts } from './texts.js'

const PEER = '@asciidoctor/core'
const LONGEST_MS = 60_000
const MOST_MEGABYTES = 256
const MOST_CHARACTERS = 1_000_000
/** Posts that end their process: the others are tried again without them. */
const MOST_ENDED = 5

const INSTALL = sourceTexts.readAsciidoc.installAsciidoctorBesideBelfry()

type BytesFound = Extract<Found, { readonly bytes: Uint8Array }>
type Made = AsciidocRead | { readonly fault: string }

const known = new NewestCache<string, AsciidocRead>({ most: 500 })

/** @param peerGiven the file of asciidoctor; '' where it is not installed; left out: as it is installed */
export async function withAsciidoc(findings: Iterable<Found>, peerGiven?: string): Promise<readonly Found[]> {
  const all = [...findings]
  const posts = all.filter((found): found is BytesFound => 'bytes' in found && bodyForm(found.path) === 'asciidoc')
  // Most sites have none, and nothing is looked for then.
  if (posts.length === 0) return all
  const peer = peerGiven ?? peerFile()
  const made = peer === '' ? [] : await converted(peer, posts.map(textOf))
  const byPath = new Map(posts.map((post, at) => [post.path, asPost(post, made[at])]))
  return all.map((found) => byPath.get(found.path) ?? found)
}

function peerFile(): string {
  try {
    return createRequire(join(PACKAGE_FOLDER, 'package.json')).resolve(PEER)
  } catch (thrown) {
    if (systemCode(thrown) === 'MODULE_NOT_FOUND') return ''
    throw thrown
  }
}

function textOf({ bytes }: BytesFound): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
}

function asPost(found: BytesFound, made: Made | undefined): Found {
  const { path } = found
  if (made === undefined) {
    const message = sourceTexts.readAsciidoc.filePassedAsciidocRead()
    const remark = problem('POST_NEARLY', message, { file: path, line: 1 }, { severity: 'warning', fix: INSTALL })
    return { path, parsed: { problems: [remark] }, read: () => found.bytes }
  }
  const text = textOf(found)
  const include = /^include::[^[\n]{1,1000}\[/m.exec(text)
  if (include !== null) {
    const line = text.slice(0, include.index).split('\n').length
    const message = sourceTexts.readAsciidoc.notFollowedNoFile(include[0].slice(0, 80))
    const fix = sourceTexts.readAsciidoc.writeOutWhatIncludes()
    return { path, problem: problem('POST_FILL', message, { file: path, line }, { fix }) }
  }
  if ('fault' in made) return { path, problem: problem('POST_LIMIT', `${made.fault}.`, { file: path, line: 1 }) }
  const post = asciidocPost(text, { ...made, html: asciidocHtml(made.html) })
  const { state: _ofFile, file: _holdsOther, ...rest } = found
  return { ...rest, bytes: Buffer.from(post.text), headLines: post.headLines }
}

async function converted(peer: string, texts: readonly string[]): Promise<Made[]> {
  const keys = texts.map((text) => createHash('sha256').update(text).digest('hex'))
  const made = keys.map((key): Made | undefined => known.get(key))
  let ended = 0
  for (let left = leftIn(made); left.length > 0; left = leftIn(made)) {
    const answers =
      ended < MOST_ENDED
        ? await runPeer(
            peer,
            left.map((at) => texts[at] ?? ''),
          )
        : []
    for (const [index, answer] of answers.entries()) {
      const at = left[index] ?? 0
      made[at] = answer
      if (!('fault' in answer)) known.set(keys[at] ?? '', answer)
    }
    const next = left[answers.length]
    if (next === undefined) break
    // The one that it was at when it ended.
    ended += 1
    made[next] = { fault: `asciidoctor ended at the post, after ${LONGEST_MS / 1000} s or ${MOST_MEGABYTES} MB` }
  }
  return made.map((one) => one ?? { fault: 'asciidoctor made nothing of the post' })
}

function leftIn(made: readonly (Made | undefined)[]): number[] {
  return made.flatMap((one, at) => (one === undefined ? [at] : []))
}

/** @returns as many as it came to */
async function runPeer(peer: string, texts: readonly string[]): Promise<Made[]> {
  const args = [`--max-old-space-size=${MOST_MEGABYTES}`, '--input-type=module', '-e', SCRIPT]
  const { runProgram } = await import('../base/open-process.js')
  const ran = await runProgram(process.execPath, [...args, pathToFileURL(peer).href, String(MOST_CHARACTERS)], {
    input: JSON.stringify(texts),
    timeoutMs: LONGEST_MS,
  })
  const lines = (ran?.stdout.toString('utf8') ?? '').split('\n').slice(0, -1)
  return lines.map((line) => readAnswer(line))
}

function readAnswer(line: string): Made {
  const value: unknown = JSON.parse(line)
  const { html, attributes, fault } = Object(value) as Partial<Record<'html' | 'attributes' | 'fault', unknown>>
  if (typeof html !== 'string' || typeof attributes !== 'object' || attributes === null)
    return { fault: typeof fault === 'string' ? fault : 'asciidoctor made nothing of the post' }
  const texts = Object.entries(attributes).filter((pair): pair is [string, string] => typeof pair[1] === 'string')
  return { html, attributes: Object.fromEntries(texts) }
}

/** A line of JSON for each text; front matter is no AsciiDoc. Ids of headings are as GitHub makes them. */
const SCRIPT = `
const [, peer, most] = process.argv.length > 3 ? process.argv : ['', ...process.argv.slice(1)]
const module = await import(peer)
const { load } = module.load ? module : module.default
let input = ''
for await (const part of process.stdin) input += part
const wanted = /^(?:page-.*|doctitle|authors?|revdate|description)$/
for (const text of JSON.parse(input)) {
  let answer
  try {
    const attributes = { 'skip-front-matter': '', 'allow-uri-read': null, 'source-highlighter': null }
    const document = await load(text, { safe: 'secure', attributes })
    const html = await document.convert({ standalone: false })
    const all = Object.entries(document.getAttributes()).filter(([name]) => wanted.test(name))
    const made = { html, attributes: Object.fromEntries(all) }
    answer = html.length > Number(most) ? { fault: 'its HTML is longer than a post may be' } : made
  } catch (thrown) {
    answer = { fault: 'asciidoctor cannot read it: ' + String(thrown && thrown.message).slice(0, 200) }
  }
  const isTaken = process.stdout.write(JSON.stringify(answer) + '\\n')
  if (!isTaken) await new Promise((done) => process.stdout.once('drain', done))
}
`
