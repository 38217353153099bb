/**
 * A large file of people taken over by the command: how long it takes, and what of CPU and memory. In: the database,
 * how many lines, nine of ten of them new: `npm run bench:import -- [sqlite|postgres] [LINES] [csv|json]`. Out:
 * seconds, CPU and peak memory of the import, and of the same file a second time. Ends with 1 where the first takes
 * more than a minute for a million (two on PostgreSQL), or more than 200 MB.
 */
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { compiled } from '../support/compiled.js'
import { makeProject } from '../support/project.js'
import { measure } from './measured.js'
import { openDatabase } from './open-database.js'

const [kind = 'sqlite', count = '1000000', form = 'csv'] = process.argv.slice(2)
const LINES = Number(count)
const MOST_SECONDS = (kind === 'postgres' ? 120 : 60) * Math.max(1, LINES / 1_000_000)
const MOST_MB = 200

const { database, stop } = await openDatabase(kind, true)
try {
  const project = await makeProject(kind === 'postgres' ? 'postgres' : 'sqlite', { database })
  const main = join(compiled(), 'main.js')
  const env = { ...process.env, BELFRY_CONFIG: project.configFile }
  const taken = async (what: string, file: string) => {
    const args = [main, 'subscribers', 'import', file, '--confirmed', '--reason', 'moved', '--by', 'bench']
    const { seconds, cpuSeconds, peakMb, output } = await measure(process.execPath, args, env)
    const cost = `${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of CPU, peak ${peakMb.toFixed(0)} MB`
    console.log(`  ${what}: ${cost}; ${output.trim().split('\n').at(-1)} (load ${loadavg()[0]?.toFixed(1)})`)
    return { seconds, peakMb }
  }
  const file = join(project.folder, `people.${form}`)
  await writePeople(join(project.folder, 'known.csv'), 'csv', Math.ceil(LINES / 10))
  await writePeople(file, form, LINES)
  console.log(`${kind}, ${LINES} lines of ${form}`)
  await taken('who is known', join(project.folder, 'known.csv'))
  const { seconds, peakMb } = await taken('all', file)
  await taken('all again', file)
  if (seconds > MOST_SECONDS || peakMb > MOST_MB) {
    console.log(`missed: ${MOST_SECONDS} s, ${MOST_MB} MB`)
    process.exitCode = 1
  }
} finally {
  await stop()
}

/** Addresses in no order, as people come. */
async function writePeople(name: string, as: string, lines: number): Promise<void> {
  const out = createWriteStream(name)
  const isJson = as === 'json'
  out.write(isJson ? '[\n' : 'email,name,status,since\n')
  for (let index = 0; index < lines; index += 1) {
    const number = (index * 7919) % lines
    const email = `person.${number}.of@host-${number % 5000}.example`
    const person = { email, name: `Name ${number}`, status: 'subscribed', since: '2024-03-05 10:00:00' }
    const line = isJson ? `${JSON.stringify(person)}${index + 1 < lines ? ',' : ''}` : Object.values(person).join(',')
    if (!out.write(`${line}\n`)) await once(out, 'drain')
  }
  out.end(isJson ? ']\n' : '')
  await once(out, 'finish')
}
