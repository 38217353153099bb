/**
 * A stranger's first hour, on each Node: the package as npm installs it from its archive into an empty folder, then
 * docs/getting-started.md to its end, then one of its mails through a real Postfix. Run by `npm run interop:walk`; out:
 * a line for each Node, 1 where one went wrong. A Node that npm does not bring, and Postfix where it is not installed
 * or cannot be started, is named and skipped. Door: processes, network.
 */
import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { messageOf } from '../../src/base/errors.js'
import { readSteps } from '../docs/read-steps.js'
import { packed } from '../support/packed.js'
import { NODES, nodeOf } from './open-node.js'
import { openPostfix, type Postfix, whyNoPostfix } from './open-postfix.js'

/** What an install may take, by the issue that asked for it. */
const INSTALL_SECONDS = 60
/** After the last of the page. */
const LATER = '2026-05-05T11:00:00Z'
const POST = '2026-05-04-lantern-3-1'
let sentToPostfix = 0

interface Said {
  readonly code: number | null
  readonly out: string
}

function said(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Said {
  const { status, stdout, stderr } = spawnSync(command, [...args], { cwd, encoding: 'utf8', env })
  return { code: status, out: `${stdout}${stderr}` }
}

function done(what: string, { code, out }: Said): string {
  if (code !== 0) throw new Error(`${what} ended with ${code}: ${out}`)
  return out
}

/** @returns what is to be said of it */
async function walked(node: string, archive: string, postfix: Postfix | undefined): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-walk-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const env = { ...process.env, PATH: `${dirname(node)}:${process.env.PATH}`, NODE_OPTIONS: '' }
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  const begun = performance.now()
  const installed = done('npm install', said('npm', ['install', archive], folder, env))
  const seconds = (performance.now() - begun) / 1000
  // That SQLite's install script was not run npm says from 11 on: nothing needs it.
  if (/deprecated|EBADENGINE|gyp ERR/.test(installed)) throw new Error(`npm install said ${installed}`)
  const tree = done('npm ls', said('npm', ['ls', '--all'], folder, env))
  // asciidoctor is a peer that may be absent: UNMET OPTIONAL.
  if (/extraneous|invalid|UNMET (?!OPTIONAL)|deprecated/.test(tree)) throw new Error(`npm ls said ${tree}`)
  const belfry = (args: readonly string[], now: string) =>
    done(
      `belfry ${args.join(' ')}`,
      said(join(folder, 'node_modules', '.bin', 'belfry'), args, folder, { ...env, BELFRY_NOW: now }),
    )
  for (const step of readSteps()) {
    if ('body' in step) writeFileSync(join(folder, step.file), step.body)
    else if (step.call[0] !== 'serve') belfry(step.call, step.now)
  }
  const mails = readdirSync(join(folder, 'var', 'outbox')).filter((name) => name.endsWith('.eml'))
  if (mails.length !== 2) throw new Error(`there are ${mails.length} mails`)
  const way = `installed in ${seconds.toFixed(0)} s${seconds > INSTALL_SECONDS ? ' (SLOW)' : ''}, ${mails.length} mails in the outbox`
  return postfix === undefined ? way : `${way}, ${await posted(folder, postfix, belfry)}`
}

/** "For real", as the page ends: a transport, an address of the pages, one mail to oneself. */
async function posted(folder: string, postfix: Postfix, belfry: (args: readonly string[], now: string) => string) {
  appendFileSync(
    join(folder, 'config', 'belfry.yaml'),
    `  transport: ${postfix.transport}\nweb: { url: https://news.lantern.example }\n`,
  )
  belfry(['send', POST, '--test', 'ada@example.org'], LATER)
  sentToPostfix += 1
  await postfix.delivered(sentToPostfix)
  return 'one through Postfix'
}

const { archive } = await packed()
process.once('exit', () => rmSync(dirname(archive), { recursive: true, force: true }))
const reason = whyNoPostfix()
if (reason !== undefined) console.log(`skipped: the mail through Postfix (${reason}).`)
const postfix = reason === undefined ? await openPostfix() : undefined
try {
  for (const release of NODES) {
    const node = nodeOf(release)
    if (node === undefined) console.log(`skipped: Node ${release} (npm has none for this machine).`)
    else
      await walked(node, archive, postfix).then(
        (what) => console.log(`good     Node ${release}: ${what}.`),
        (thrown: unknown) => {
          process.exitCode = 1
          console.log(`BAD      Node ${release}: ${messageOf(thrown)}`)
        },
      )
  }
} finally {
  postfix?.close()
}
