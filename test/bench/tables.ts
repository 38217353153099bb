/**
 * Ten releases tables walked from 2024 to 2028, day by day, with people who run an ending, another, an ended, a renamed
 * and no cycle. Run it with tsx: tables.ts [FOLDER]. Prints how many mails each of them gets a year, and writes every
 * distinct mail, subject and text, into the folder (var/tables).
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { schema } from '../../src/config/schema.js'
import { renderEndOfLife } from '../../src/mail/render-end-of-life.js'
import { loadTemplates } from '../../src/mail/templates/load.js'
import { endOfLifeAnnouncement } from '../../src/register/told-end-of-life.js'
import { loadWords } from '../../src/words/load-words.js'
import { rules } from '../notices/situations.js'
import { tenTables } from '../support/ten-tables.js'
import { type ToldMail, type Walked, walkTable } from '../support/walk-tables.js'

const YEARS = ['2024', '2025', '2026', '2027', '2028'] as const
const folder = process.argv[2] ?? 'var/tables'
const templates = loadTemplates('')
const settings = schema.parse({
  site: { title: 'Lantern', url: 'https://lantern.example' },
  content: { posts: 'posts' },
  feeds: { authority: 'lantern.example', since: '2024' },
  lists: [{ id: 'releases', title: 'Releases', categories: ['*'] }],
  mail: { from: 'announce@lantern.example', domain: 'announce.lantern.example' },
})
const config = { ...settings, file: 'belfry.yaml', words: loadWords('', 'en').words }
const links = { unsubscribeUrl: 'https://lantern.example/u', preferencesUrl: 'https://lantern.example/p', since: 'x' }
const [list] = config.lists

async function mailOf({ day, notice, facts }: ToldMail): Promise<string> {
  if (facts === undefined || list === undefined) throw new Error(`${notice.key} has no facts`)
  const announcement = endOfLifeAnnouncement({ ...notice, at: Date.parse(day) }, config.site)
  const input = { announcement, list, config, links, templates, endOfLife: facts, endOfLifeTexts: rules.endOfLifeTexts }
  const { subject, text } = await renderEndOfLife({ ...input, severity: notice.severity })
  return `Subject: ${subject}\n\n${text}`
}

function counts(name: string, { mails, waiting }: Walked): void {
  console.log(`${name}: ${mails.length} notices${waiting.length > 0 ? `, ${waiting.length} wait for an operator` : ''}`)
  for (const one of waiting) console.log(`    ${one}`)
  for (const person of ['ending', 'another', 'ended', 'renamed', 'none']) {
    const ofYear = YEARS.map((year) =>
      mails.filter(({ day, people }) => day.startsWith(year) && people.includes(person)),
    )
    console.log(`  ${person.padEnd(10)} ${ofYear.map((all) => String(all.length).padStart(5)).join(' ')}`)
  }
}

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
console.log(`mails a person and year, ${YEARS.join(', ')}`)
for (const table of tenTables) {
  const began = process.cpuUsage()
  const walked = walkTable(table, '2024-01-01', '2028-12-31', true)
  const { user, system } = process.cpuUsage(began)
  counts(`${table.name} (${((user + system) / 1_000_000).toFixed(1)} s)`, walked)
  const distinct = new Map<string, ToldMail>()
  for (const mail of walked.mails) distinct.set(await mailOf(mail), mail)
  const all = [...distinct].map(([text, { day, notice, people }]) => {
    return `=== ${day} ${notice.key}\n    to ${people.join(', ') || 'nobody'}\n${text}\n`
  })
  writeFileSync(join(folder, `${table.name}.txt`), all.join('\n'))
  console.log(`  ${distinct.size} distinct mails in ${join(folder, table.name)}.txt`)
}
