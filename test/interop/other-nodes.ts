/**
 * The package on other releases of Node, each from npm's registry: from an empty folder to an announcement and a page.
 * Out: a line for each; exit code 1 where one failed, 0 where a Node could not be had, which is said. Door: processes,
 * network.
 * Usage: npm run interop:nodes
 */
import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { messageOf } from '../../src/base/errors.js'
import { firstProject, packed } from '../support/packed.js'
import { NODES, nodeOf } from './open-node.js'

const { main, archive } = await packed()
process.once('exit', () => rmSync(dirname(archive), { recursive: true, force: true }))
for (const release of NODES) {
  const node = nodeOf(release)
  if (node === undefined) console.log(`skipped: Node ${release} (npm has none for this machine).`)
  else await tried(release, node)
}

async function tried(release: number, node: string): Promise<void> {
  try {
    const { version = '' } = await firstProject(node, main)
    console.log(`Node ${release}: Belfry ${version.trim()} went from init to a page`)
  } catch (thrown) {
    process.exitCode = 1
    console.log(`Node ${release}: ${messageOf(thrown)}`)
  }
}
