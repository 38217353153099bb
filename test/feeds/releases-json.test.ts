/** releases.json in the shape of endoflife.date's API v1. */
import { describe, expect, test } from 'vitest'
import { releaseRecords, releasesJson } from '../../src/feeds/releases-json.js'
import { configOf } from '../support/announcements.js'
import { lantern, product, release, releaseTable } from '../support/releases.js'

const now = Date.parse('2026-11-20T10:00:00Z')
const only = (...releases: Parameters<typeof product>[1]) =>
  releaseRecords(releaseTable(product('p', releases)), configOf(), now)[0]?.releases

describe('releases.json', () => {
  test('holds a product as endoflife.date gives it under `result`', () => {
    const ubuntu = product(
      'ubuntu',
      [
        release('22.04', {
          label: "22.04 'Jammy Jellyfish'",
          codename: 'Jammy Jellyfish',
          releaseDate: '2022-04-21',
          lts: '2022-04-21',
          eoas: '2024-09-30',
          eol: '2027-04-01',
          eoes: '2032-04-09',
          latest: '22.04.2',
          latestReleaseDate: '2022-04-21',
          link: 'https://wiki.ubuntu.com/JammyJellyfish/ReleaseNotes/',
        }),
      ],
      {
        title: 'Ubuntu',
        aliases: ['ubuntu-linux'],
        category: 'os',
        tags: ['canonical'],
        versionCommand: 'lsb_release --release',
        identifiers: [{ type: 'cpe', id: 'cpe:/o:canonical:ubuntu_linux' }],
        labels: {
          eoas: 'Hardware & Maintenance',
          eol: 'Maintenance & Security Support',
          eoes: 'Extended Security Maintenance',
        },
        iconSlug: 'ubuntu',
        link: 'https://endoflife.date/ubuntu',
        policyLink: 'https://wiki.ubuntu.com/Releases',
      },
    )
    expect(JSON.parse(releasesJson(releaseTable(ubuntu), configOf(), now))).toEqual([
      {
        name: 'ubuntu',
        aliases: ['ubuntu-linux'],
        label: 'Ubuntu',
        category: 'os',
        tags: ['canonical', 'os'],
        versionCommand: 'lsb_release --release',
        identifiers: [{ id: 'cpe:/o:canonical:ubuntu_linux', type: 'cpe' }],
        labels: {
          eoas: 'Hardware & Maintenance',
          discontinued: null,
          eol: 'Maintenance & Security Support',
          eoes: 'Extended Security Maintenance',
        },
        links: {
          icon: 'https://cdn.jsdelivr.net/npm/simple-icons/icons/ubuntu.svg',
          html: 'https://endoflife.date/ubuntu',
          releasePolicy: 'https://wiki.ubuntu.com/Releases',
        },
        releases: [
          {
            name: '22.04',
            codename: 'Jammy Jellyfish',
            label: "22.04 'Jammy Jellyfish' (LTS)",
            releaseDate: '2022-04-21',
            isLts: true,
            ltsFrom: '2022-04-21',
            isEoas: true,
            eoasFrom: '2024-09-30',
            isEol: false,
            eolFrom: '2027-04-01',
            isEoes: false,
            eoesFrom: '2032-04-09',
            isMaintained: true,
            latest: {
              name: '22.04.2',
              date: '2022-04-21',
              link: 'https://wiki.ubuntu.com/JammyJellyfish/ReleaseNotes/',
            },
            custom: null,
          },
        ],
      },
    ])
  })

  test('leaves out the keys of columns that a product does not have', () => {
    const keys = (about: Partial<ReturnType<typeof release>>) => Object.keys(only(release('1', about))?.[0] ?? {})
    const base = [
      'name',
      'codename',
      'label',
      'releaseDate',
      'isLts',
      'ltsFrom',
      'isEol',
      'eolFrom',
      'isMaintained',
      'latest',
      'custom',
    ]
    expect(keys({})).toEqual(base)
    expect(keys({ eoas: '2026-01-01' })).toEqual([...base.slice(0, 6), 'isEoas', 'eoasFrom', ...base.slice(6)])
    expect(keys({ discontinued: false })).toEqual([
      ...base.slice(0, 8),
      'isDiscontinued',
      'discontinuedFrom',
      ...base.slice(8),
    ])
    expect(keys({ eoes: true })).toEqual([...base.slice(0, 8), 'isEoes', 'eoesFrom', ...base.slice(8)])
  })

  test('a release without a column that others have is not eligible, and never lacks a boolean that the schema wants', () => {
    const records = only(
      release('2', { eoas: '2027-01-01', eol: false, eoes: '2030-01-01', discontinued: false }),
      release('1', { eol: true }),
    )
    expect(records?.[0]).toMatchObject({
      isEoas: false,
      isEol: false,
      eolFrom: null,
      isEoes: false,
      isMaintained: true,
    })
    expect(records?.[1]).toMatchObject({
      isEoas: true,
      eoasFrom: null,
      isEol: true,
      eolFrom: null,
      isEoes: null,
      eoesFrom: null,
      isDiscontinued: false,
      isMaintained: false,
      latest: null,
      releaseDate: null,
    })
  })

  test('the last day counts as supported, in the site’s zone', () => {
    const table = releaseTable(product('p', [release('1', { eol: '2026-11-20', lts: '2026-11-20' })]))
    const at = (text: string) => {
      const config = configOf({ site: { timezone: 'America/Los_Angeles' } })
      const record = releaseRecords(table, config, Date.parse(text))[0]?.releases[0]
      return [record?.isEol, record?.isMaintained, record?.isLts, record?.label]
    }
    expect(at('2026-11-21T07:59:59Z')).toEqual([false, true, false, '1 (Upcoming LTS)'])
    expect(at('2026-11-21T08:00:00Z')).toEqual([true, false, true, '1 (LTS)'])
  })

  test('is the same bytes at any time of a day', () => {
    expect(releasesJson(lantern, configOf(), now + 3_600_000)).toBe(releasesJson(lantern, configOf(), now))
  })
})
