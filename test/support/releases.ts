/** Releases tables for tests. In: what the test is about. Out: the rest filled in, the same every time. */
import type { Product, Release, ReleaseTable } from '../../src/releases/release.js'

export function release(cycle: string, about: Partial<Release> = {}): Release {
  return { cycle, label: cycle, lts: false, computed: [], line: 1, ...about }
}

export function product(id: string, releases: readonly Release[], about: Partial<Product> = {}): Product {
  return {
    id,
    title: id === 'lantern' ? 'Lantern OS' : id,
    tags: [],
    aliases: [],
    identifiers: [],
    labels: {},
    releases,
    file: '/lantern/content/releases.yaml',
    ...about,
  }
}

export function releaseTable(...products: readonly Product[]): ReleaseTable {
  return { products, unreadable: [] }
}

/** The sample project's, as of late 2026. */
export const lantern = releaseTable(
  product(
    'lantern',
    [
      release('3.1', { releaseDate: '2026-11-10', eoas: '2027-12-15', eol: '2028-12-15', latest: '3.1.0' }),
      release('3.0', {
        releaseDate: '2025-09-23',
        eoas: '2026-12-15',
        eol: '2027-12-15',
        latest: '3.0.3',
        latestReleaseDate: '2026-07-14',
        link: 'https://lantern.example/news/2026/07/14/lantern-os-3-0-3-has-been-released/',
        successor: '3.1',
        upgrade: 'https://lantern.example/doc/upgrade/3.1/',
      }),
      release('2.1', { releaseDate: '2024-10-15', eoas: '2025-12-15', eol: '2026-12-15', latest: '2.1.7' }),
      release('2.0', { releaseDate: '2023-11-14', eoas: '2024-12-15', eol: '2025-12-15', latest: '2.0.9' }),
    ],
    { link: 'https://lantern.example/doc/support/' },
  ),
)

/** A releases table as a file, as endoflife.date has it. @param ends of each cycle */
export function releasesFile(ends: Readonly<Record<string, string>>): string {
  const cycles = Object.entries(ends).map(
    ([cycle, eol]) => `  - { releaseCycle: "${cycle}", releaseDate: 2024-06-01, eol: ${eol} }\n`,
  )
  return `title: Lantern OS\npermalink: /lantern\nreleases:\n${cycles.join('')}`
}
