/**
 * Ten releases tables in endoflife.date's format, of our own making, each with the habits of a kind of project; and
 * people who run their cycles. In: a day, for tables are edited. Out: the files as they are on that day.
 */
import { collectReleases } from '../../src/releases/collect.js'
import type { ReleaseTable } from '../../src/releases/release.js'

type Value = string | boolean

interface Row {
  readonly cycle: string
  readonly [key: string]: Value | undefined
}

export interface TenthTable {
  readonly name: string
  /** File → text, on that day. */
  files(day: string): Readonly<Record<string, string>>
  /** Its operator approves what is held as a move in doubt. */
  readonly approves?: true
  /** Days on which a file changes. */
  readonly edits: readonly string[]
  /** Name → what they run. */
  readonly people: Readonly<Record<'ending' | 'another' | 'ended' | 'renamed' | 'none', readonly string[]>>
}

/** One product as endoflife.date keeps it: Markdown with front matter. */
function page(id: string, title: string, rows: readonly Row[], more = ''): string {
  const releases = rows.map(({ cycle, ...keys }) =>
    [
      `  - releaseCycle: ${JSON.stringify(cycle)}`,
      ...Object.entries(keys).flatMap(([key, value]) =>
        value === undefined ? [] : [`    ${key}: ${/^\d{4}-/.test(String(value)) ? value : JSON.stringify(value)}`],
      ),
    ].join('\n'),
  )
  return `---\ntitle: ${title}\npermalink: /${id}\ncategory: os\n${more}releases:\n${releases.join('\n')}\n---\nA page.\n`
}

const since = (day: string, edit: string) => day >= edit

/** Three kinds of support under names of its own, each longer than the one before. */
const harbor: TenthTable = {
  name: 'debian-like',
  edits: ['2026-02-01', '2026-05-10'],
  people: { ending: ['harbor/11'], another: ['harbor/13'], ended: ['harbor/9'], renamed: ['harbor/10'], none: [] },
  files: (day) => ({
    'harbor.md': page(
      'harbor',
      'Harbor Linux',
      [
        {
          cycle: '13',
          codename: 'Skiff',
          releaseDate: '2025-08-09',
          eoas: '2028-08-09',
          eol: '2030-06-30',
          eoes: '2035-06-30',
        },
        {
          cycle: '12',
          codename: 'Ketch',
          releaseDate: '2023-06-10',
          eoas: '2026-06-10',
          eol: '2028-06-30',
          eoes: '2033-06-30',
          successor: '13',
        },
        {
          cycle: '11',
          codename: 'Sloop',
          releaseDate: '2021-08-14',
          eoas: '2024-08-14',
          eol: since(day, '2026-05-10') ? '2026-08-31' : '2026-06-30',
          eoes: '2027-06-30',
          successor: '12',
        },
        since(day, '2026-02-01')
          ? {
              cycle: '10-lts',
              was: '10',
              codename: 'Barge',
              releaseDate: '2019-07-06',
              eoas: '2022-09-10',
              eol: '2024-06-30',
              eoes: '2027-02-28',
              successor: '11',
            }
          : {
              cycle: '10',
              codename: 'Barge',
              releaseDate: '2019-07-06',
              eoas: '2022-09-10',
              eol: '2024-06-30',
              eoes: '2027-02-28',
              successor: '11',
            },
        { cycle: '9', codename: 'Raft', releaseDate: '2017-06-17', eoas: '2020-07-18', eol: '2022-06-30' },
      ],
      'eoasColumn: Full Support\neolColumn: Harbor LTS\neoesColumn: Harbor ELTS\n',
    ),
  }),
}

/** Long-term releases among short ones, and two dates for the long ones. */
const meadow: TenthTable = {
  name: 'ubuntu-like',
  edits: ['2025-12-01', '2027-01-10', '2027-01-20'],
  people: {
    ending: ['meadow/23.10'],
    another: ['meadow/24.04'],
    ended: ['meadow/22.10'],
    renamed: ['meadow/25.04'],
    none: [],
  },
  files: (day) => ({
    'meadow.md': page(
      'meadow',
      'Meadow',
      [
        {
          cycle: '26.04',
          codename: 'Clover',
          lts: true,
          releaseDate: '2026-04-23',
          eoas: '2030-04-23',
          eol: '2031-04-23',
          eoes: '2036-04-23',
        },
        { cycle: '25.10', releaseDate: '2025-10-09', eol: '2026-07-15', successor: '26.04' },
        since(day, '2025-12-01')
          ? { cycle: '25.04 final', was: '25.04', releaseDate: '2025-04-17', eol: '2026-01-15', successor: '25.10' }
          : { cycle: '25.04', releaseDate: '2025-04-17', eol: '2026-01-15', successor: '25.10' },
        { cycle: '24.10', releaseDate: '2024-10-10', eol: '2025-07-10', successor: '25.04' },
        {
          cycle: '24.04',
          codename: 'Thistle',
          lts: true,
          releaseDate: '2024-04-25',
          eoas: '2026-09-30',
          eol: '2029-05-31',
          eoes: '2034-04-25',
          successor: '26.04',
        },
        { cycle: '23.10', releaseDate: '2023-10-12', eol: '2024-07-11', successor: '24.04' },
        { cycle: '22.10', releaseDate: '2022-10-20', eol: '2023-07-20', successor: '23.10' },
        {
          cycle: '20.04',
          codename: 'Burdock',
          lts: '2020-08-06',
          releaseDate: '2020-04-23',
          eoas: '2023-10-01',
          eol: '2025-05-31',
          eoes: '2030-04-23',
          successor: '22.04',
        },
        {
          cycle: '22.04',
          codename: 'Sorrel',
          lts: '2022-08-11',
          releaseDate: '2022-04-21',
          eoas: '2024-09-30',
          // A slip of the pen, which nobody hears of.
          eol: since(day, '2027-01-10') && !since(day, '2027-01-20') ? '2037-04-01' : '2027-04-01',
          eoes: '2032-04-09',
          successor: '24.04',
        },
      ],
      'releaseLabel: "__RELEASE_CYCLE__ (__CODENAME__)"\n',
    ),
  }),
}

/** A release every half year, every other one long; no extended support. */
const kettle: TenthTable = {
  name: 'node-like',
  approves: true,
  edits: ['2025-03-03', '2025-03-05', '2026-01-15'],
  people: { ending: ['kettle/18'], another: ['kettle/26'], ended: ['kettle/17'], renamed: ['kettle/20'], none: [] },
  files: (day) => ({
    'kettle.md': page('kettle', 'Kettle.js', [
      { cycle: '26', releaseDate: '2026-04-22', lts: '2026-10-28', eoas: '2027-10-20', eol: '2029-04-30', eoes: false },
      { cycle: '25', releaseDate: '2025-10-15', lts: false, eoas: '2026-04-01', eol: '2026-06-01', eoes: false },
      { cycle: '24', releaseDate: '2025-05-06', lts: '2025-10-28', eoas: '2026-10-20', eol: '2028-04-30', eoes: false },
      {
        cycle: '22',
        releaseDate: '2024-04-24',
        lts: '2024-10-29',
        eoas: '2025-10-21',
        eol: '2027-04-30',
        eoes: false,
        successor: '24',
      },
      since(day, '2026-01-15')
        ? {
            cycle: '20.x',
            was: '20',
            releaseDate: '2023-04-18',
            lts: '2023-10-24',
            eoas: '2024-10-22',
            eol: '2026-04-30',
            eoes: false,
            successor: '22',
          }
        : {
            cycle: '20',
            releaseDate: '2023-04-18',
            lts: '2023-10-24',
            eoas: '2024-10-22',
            eol: '2026-04-30',
            eoes: false,
            successor: '22',
          },
      // Brought forward by a slip of the pen, and mended two days later.
      {
        cycle: '18',
        releaseDate: '2022-04-19',
        lts: '2022-10-25',
        eoas: '2023-10-18',
        eol: since(day, '2025-03-05') || !since(day, '2025-03-03') ? '2025-04-30' : '2025-03-30',
        eoes: false,
        successor: '20',
      },
      { cycle: '17', releaseDate: '2021-10-19', lts: false, eoas: '2022-04-01', eol: '2022-06-01', eoes: false },
    ]),
  }),
}

/** Editions of one version with dates of their own, and labels that collide. */
const pane: TenthTable = {
  name: 'windows-like',
  edits: ['2026-03-01'],
  people: {
    ending: ['pane/11-22h2-w'],
    another: ['pane/12-26h2-e'],
    ended: ['pane/10-20h2-w'],
    renamed: ['pane/11-23h2-e'],
    none: [],
  },
  files: (day) => ({
    'pane.md': page('pane', 'Pane', [
      { cycle: '12-26h2-e', releaseLabel: '12 26H2 (E)', releaseDate: '2026-09-22', eol: '2029-10-09' },
      { cycle: '11-24h2-e', releaseLabel: '11 24H2 (E)', releaseDate: '2024-10-01', eol: '2027-10-12' },
      { cycle: '11-24h2-w', releaseLabel: '11 24H2 (W)', releaseDate: '2024-10-01', eol: '2026-10-13' },
      {
        cycle: '11-24h2-lts',
        releaseLabel: '11 24H2',
        lts: true,
        releaseDate: '2024-10-01',
        eoas: '2029-10-09',
        eol: '2034-10-10',
      },
      { cycle: '11-24h2', releaseLabel: '11 24H2', releaseDate: '2024-10-01', eol: '2026-10-13' },
      since(day, '2026-03-01')
        ? {
            cycle: '11-23h2-enterprise',
            was: '11-23h2-e',
            releaseLabel: '11 23H2 (E)',
            releaseDate: '2023-10-31',
            eol: '2026-11-10',
          }
        : { cycle: '11-23h2-e', releaseLabel: '11 23H2 (E)', releaseDate: '2023-10-31', eol: '2026-11-10' },
      {
        cycle: '11-22h2-w',
        releaseLabel: '11 22H2 (W)',
        releaseDate: '2022-09-20',
        eol: '2024-10-08',
        successor: '11-24h2-w',
      },
      { cycle: '10-22h2', releaseLabel: '10 22H2', releaseDate: '2022-10-18', eol: '2025-10-14', eoes: '2028-10-10' },
      {
        cycle: '10-2021-e-lts',
        releaseLabel: '10 21H2 (E)',
        lts: true,
        releaseDate: '2021-11-16',
        eoas: '2027-01-12',
        eol: '2027-01-12',
      },
      { cycle: '10-20h2-w', releaseLabel: '10 20H2 (W)', releaseDate: '2020-10-20', eol: '2022-05-10' },
    ]),
  }),
}

/** Two hundred models, most of them dated to the end of a quarter. */
const ember: TenthTable = {
  name: 'phones',
  edits: ['2024-06-15'],
  people: { ending: ['ember/m110'], another: ['ember/m199'], ended: ['ember/m1'], renamed: ['ember/m120'], none: [] },
  files: (day) => ({
    'ember.md': page(
      'ember',
      'Ember Phone',
      Array.from({ length: 200 }, (_, index): Row => {
        const model = 199 - index
        const quarter = Math.floor(model / 7)
        const year = 2021 + Math.floor(quarter / 4)
        const [month, last] = (['03-31', '06-30', '09-30', '12-31'][quarter % 4] ?? '12-31').split('-')
        const renamed = model === 120 && since(day, '2024-06-15')
        return {
          cycle: renamed ? 'm120-pro' : `m${model}`,
          ...(renamed && { was: 'm120' }),
          releaseLabel: `Phone M${model}${renamed ? ' Pro' : ''}`,
          releaseDate: `${year - 4}-02-15`,
          eoas: `${year - 1}-${month}-${last}`,
          eol: `${year}-${month}-${last}`,
        }
      }),
    ),
  }),
}

/** Three releases a year, a year and two months each; the table is written with `support`, as old files are. */
const orrery: TenthTable = {
  name: 'kubernetes-like',
  edits: ['2026-01-20'],
  people: {
    ending: ['orrery/1.30'],
    another: ['orrery/1.40'],
    ended: ['orrery/1.26'],
    renamed: ['orrery/1.33'],
    none: [],
  },
  files: (day) => ({
    'orrery.md': page(
      'orrery',
      'Orrery',
      Array.from({ length: 15 }, (_, index): Row => {
        const minor = 40 - index
        const released = new Date(Date.UTC(2024, 3 + 4 * (minor - 30), 17))
        const later = (months: number) =>
          new Date(Date.UTC(released.getUTCFullYear(), released.getUTCMonth() + months, 28)).toISOString().slice(0, 10)
        const renamed = minor === 33 && since(day, '2026-01-20')
        return {
          cycle: renamed ? '1.33-stable' : `1.${minor}`,
          ...(renamed && { was: '1.33' }),
          releaseDate: released.toISOString().slice(0, 10),
          support: later(12),
          eol: later(14),
          ...(minor < 40 && { successor: minor === 32 && since(day, '2026-01-20') ? '1.33-stable' : `1.${minor + 1}` }),
        }
      }),
    ),
  }),
}

/** No day is ever stated: it is over, or it is not. */
const sundial: TenthTable = {
  name: 'booleans',
  edits: ['2024-09-01', '2025-02-01', '2026-04-01', '2026-09-01'],
  people: { ending: ['sundial/3'], another: ['sundial/5'], ended: ['sundial/1'], renamed: ['sundial/4'], none: [] },
  files: (day) => ({
    'sundial.md': page('sundial', 'Sundial', [
      { cycle: '5', releaseDate: '2024-02-01', eoas: false, eol: false },
      since(day, '2025-02-01')
        ? {
            cycle: '4 classic',
            was: '4',
            releaseDate: '2021-02-01',
            eoas: since(day, '2024-09-01'),
            eol: since(day, '2026-04-01'),
            successor: '5',
          }
        : { cycle: '4', releaseDate: '2021-02-01', eoas: since(day, '2024-09-01'), eol: false, successor: '5' },
      // Said to be over, and supported anew.
      {
        cycle: '3',
        releaseDate: '2018-02-01',
        eoas: true,
        eol: since(day, '2024-09-01') && !since(day, '2026-09-01'),
        successor: '5',
      },
      { cycle: '2', releaseDate: '2015-02-01', eol: true },
      { cycle: '1', eol: true },
    ]),
  }),
}

/** Known by their codenames alone, with a policy that computes the ends. */
const tern: TenthTable = {
  name: 'codenames',
  edits: ['2025-11-01'],
  people: {
    ending: ['tern/dunlin'],
    another: ['tern/godwit'],
    ended: ['tern/avocet'],
    renamed: ['tern/curlew'],
    none: [],
  },
  files: (day) => ({
    'tern.md': page(
      'tern',
      'Tern',
      [
        { cycle: 'godwit', codename: 'Godwit', releaseDate: '2027-05-20' },
        { cycle: 'fulmar', codename: 'Fulmar', releaseDate: '2026-05-20' },
        { cycle: 'eider', codename: 'Eider', releaseDate: '2025-05-20' },
        {
          cycle: 'dunlin',
          codename: 'Dunlin',
          releaseDate: '2024-05-20',
          note: 'Dunlin was the last for *32-bit* machines.',
        },
        since(day, '2025-11-01')
          ? {
              cycle: 'curlew-lts',
              was: 'curlew',
              codename: 'Curlew',
              lts: true,
              releaseDate: '2023-05-20',
              eol: '2026-11-20',
            }
          : { cycle: 'curlew', codename: 'Curlew', lts: true, releaseDate: '2023-05-20', eol: '2026-11-20' },
        { cycle: 'avocet', codename: 'Avocet', releaseDate: '2021-05-20' },
      ],
      'releaseLabel: "__CODENAME__"\npolicy: { months: 14, after: release }\n',
    ),
  }),
}

/** Names with spaces, slashes, dots, signs and other letters. */
const quill: TenthTable = {
  name: 'odd-names',
  edits: ['2025-06-01'],
  people: {
    ending: ['quill/4.1_(2022/R1)'],
    another: ['quill/v5.0+lts'],
    ended: ['quill/Älteste'],
    renamed: ['quill/pre-3.0_*beta*'],
    none: [],
  },
  files: (day) => ({
    'quill.md': page('quill', 'Quill & Ink', [
      { cycle: 'v5.0+lts', releaseDate: '2025-01-10', eol: '2031-01-10' },
      {
        cycle: '4.1 (2022/R1)',
        releaseDate: '2022-03-01',
        eoas: '2025-03-01',
        eol: '2026-03-01',
        successor: 'v5.0+lts',
        upgrade: 'https://quill.example/up?from=4.1&to=5',
      },
      since(day, '2025-06-01')
        ? {
            cycle: '3.0',
            was: 'pre-3.0 *beta*',
            releaseDate: '2020-03-01',
            eol: '2025-12-31',
            successor: '4.1 (2022/R1)',
          }
        : { cycle: 'pre-3.0 *beta*', releaseDate: '2020-03-01', eol: '2025-12-31', successor: '4.1 (2022/R1)' },
      { cycle: 'Älteste', releaseDate: '2015-03-01', eol: '2020-03-01' },
      { cycle: '2024', releaseDate: '2024-02-29', eol: '2027-02-28' },
    ]),
  }),
}

const LATHE: readonly Row[] = [
  { cycle: '3', releaseDate: '2025-09-01', eol: '2029-09-01' },
  { cycle: '2', releaseDate: '2022-09-01', eol: '2025-12-01', successor: '3' },
  { cycle: '1', releaseDate: '2019-09-01', eol: '2023-12-01', successor: '2' },
]

/** Its page is copied for a while, so that the product stands in two files, and nobody knows which counts. */
const lathe: TenthTable = {
  name: 'two-files',
  edits: ['2025-08-20', '2025-09-10', '2025-10-01'],
  people: { ending: ['lathe/2'], another: ['lathe/3'], ended: ['lathe/1'], renamed: ['spindle/7'], none: [] },
  files: (day) => ({
    'lathe.md': page('lathe', 'Lathe', LATHE),
    ...(since(day, '2025-08-20') &&
      !since(day, '2025-09-10') && { 'lathe-copy.md': page('lathe', 'Lathe', LATHE.slice(1)) }),
    'spindle.md': page(
      since(day, '2025-10-01') ? 'lathe-spindle' : 'spindle',
      'Lathe Spindle',
      [
        { cycle: '8', releaseDate: '2025-01-01', eol: '2030-01-01' },
        { cycle: '7', releaseDate: '2022-01-01', eol: '2026-02-01', successor: '8' },
      ],
      since(day, '2025-10-01') ? 'was: spindle\n' : '',
    ),
  }),
}

export const tenTables: readonly TenthTable[] = [
  harbor,
  meadow,
  kettle,
  pane,
  ember,
  orrery,
  sundial,
  tern,
  quill,
  lathe,
]

/** As it is read on that day. */
export function tableOn({ files }: TenthTable, day: string): ReleaseTable {
  const all = Object.entries(files(day)).map(([file, text]) => ({ file, bytes: Buffer.from(text) }))
  return collectReleases(all, 'https://lantern.example', true).table
}
