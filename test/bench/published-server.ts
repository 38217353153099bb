/** `serve` as it answers published files, over a sample project. In: a port, a folder with atom.xml. */

import { silentLog } from '../../src/base/log.js'
import { openAppContext } from '../../src/run/app-context.js'
import { openReadContext } from '../../src/run/read-context.js'
import { startServer } from '../../src/web/server.js'
import { makeProject } from '../support/project.js'

const [, , port = '', folder = ''] = process.argv
const project = await makeProject('sqlite', { feeds: { folder }, web: { listen: `127.0.0.1:${port}` } })
const world = await openAppContext(openReadContext({ file: project.configFile, environment: {}, log: silentLog }))
await startServer(world, { mailWaiting: () => undefined })
