/**
 * `belfry releases`: the releases table as it is read. In: --json or --ics. Out: a table, the text of releases.json,
 * that of releases.ics; with --plan what it will give notice of.
 */
import { type Command, Option } from 'commander'
import { dayIn, yearFrom } from '../base/days.js'
import { calendar } from '../feeds/calendar.js'
import { releaseRecords } from '../feeds/releases-json.js'
import { withoutWithdrawnUpgrades } from '../register/withdrawn-now.js'
import type { Day, End, ReleaseTable } from '../releases/release.js'
import { type Phase, supportOf } from '../releases/support.js'
import { read } from '../run/read-content.js'
import { type AddCommand, exitCodeFor, type Finish, withAppContext, withReadContext } from './command.js'
import { aheadLines, aheadRecords, untilDay } from './shown/ahead.js'
import { table } from './terminal.js'

export const releasesCommand: AddCommand = (self, finish) => {
  self
    .addOption(new Option('--ics', 'print the calendar').conflicts('json'))
    .addOption(new Option('--plan', 'what it will give notice of, to how many, until --until').conflicts('ics'))
    .option('--until <day>', 'of --plan: the last day (default: a year from today)')
    .action(async (flags: ReleasesFlags, command) => {
      if (flags.plan === true || flags.until !== undefined) return await printPlan(flags, command, finish)
      await withReadContext(command, async (context, terminal) => {
        const content = await read(context)
        const { register, problems } = content
        const releases = withoutWithdrawnUpgrades(content.releases, content)
        const { config, clock } = context
        const now = clock.now()
        // Those of posts are for `check`; without its repository nobody knows the table.
        const faults = problems.filter(({ code }) => /^(RELEASES|GIT)_/.test(code))
        terminal.problems(faults)
        if (flags.ics === true) process.stdout.write(calendar({ releases, dates: register.dates, config, now }))
        else
          terminal.print(releaseRecords(releases, config, now), () =>
            releaseLines(releases, dayIn(now, config.site.timezone)),
          )
        finish(exitCodeFor(faults))
      })
    })
}

interface ReleasesFlags {
  readonly ics?: boolean
  readonly plan?: boolean
  readonly until?: string
}

/** It asks the ledger, which the table alone does not. */
async function printPlan(flags: ReleasesFlags, command: Command, finish: Finish): Promise<void> {
  await withAppContext(command, async (context, terminal) => {
    const { timezone } = context.config.site
    const today = dayIn(context.clock.now(), timezone)
    const until = flags.until === undefined ? yearFrom(today) : untilDay(flags.until, today)
    // The table alone is printed without what decides.
    const [{ foresee }, { yearAhead }] = await Promise.all([
      import('../run/due/decide-now.js'),
      import('../run/year-ahead.js'),
    ])
    const content = await read(context)
    const faults = content.problems.filter(({ code }) => /^(RELEASES|GIT)_/.test(code))
    const facts = await yearAhead(context, content, await foresee(context, content), until)
    const records = aheadRecords(facts, timezone)
    terminal.problems(faults)
    terminal.print(records, () => aheadLines(records, until))
    finish(exitCodeFor(faults))
  })
}

const HEADER = [
  'product',
  'cycle',
  'released',
  'active support',
  'end of life',
  'extended',
  'latest',
  'status',
  'days left',
]

const phases: Readonly<Record<Phase, string>> = {
  planned: 'planned',
  supported: 'supported',
  security: 'security only',
  extended: 'extended only',
  ended: 'ended',
}

function releaseLines({ products }: ReleaseTable, today: Day): string[] {
  const rows = products.flatMap(({ id, releases }) =>
    releases.map((release) => {
      const { phase, daysLeft } = supportOf(release, today)
      return [
        ...[id, release.cycle, release.releaseDate ?? '-'],
        ...[endText(release.eoas), endText(release.eol), endText(release.eoes)],
        ...[release.latest ?? '-', phases[phase], daysLeft === undefined || daysLeft < 0 ? '-' : String(daysLeft)],
      ]
    }),
  )
  return rows.length === 0 ? ['No releases.'] : table([HEADER, ...rows])
}

function endText(end: End | undefined): string {
  return typeof end === 'string' ? end : end === undefined ? '-' : end ? 'ended' : 'no date'
}
