/**
 * `belfry releases`: the releases table as it is read. In: --json or --ics. Out: a table, the text of releases.json,
 * that of releases.ics.
 */
import { Option } from 'commander'
import { dayIn } from '../base/days.js'
import { calendar } from '../feeds/calendar.js'
import { releaseRecords } from '../feeds/releases-json.js'
import { withoutWithdrawnUpgrades } from '../register/withdrawn-now.js'
import type { Day, End, ReleaseTable } from '../releases/release.js'
import { type Phase, supportOf } from '../releases/support.js'
import { read } from '../run/read-content.js'
import { type AddCommand, addCommand, exitCodeFor, withReadContext } from './command.js'
import { table } from './terminal.js'

export const releasesCommand: AddCommand = (program, finish) => {
  addCommand(program, 'releases', 'the releases table: what is supported, and until when')
    .addOption(new Option('--ics', 'print the calendar').conflicts('json'))
    .action(async (flags: { ics?: boolean }, command) => {
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
