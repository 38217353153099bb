/**
 * One entry of `releases:`. Pure but for the problems it reports. In: its node, what the product says for all of its
 * releases. Out: the release; or that it cannot be read, with its cycle where that much can be. Keys that are not known
 * are passed by.
 */

import type { Node } from 'yaml'
import { type YamlFile, YamlMap } from '../base/yaml-map.js'
import { absolute, addressAt, dayAt, endAt, endOfSupportAt, namesAt, stagesAt } from './fields.js'
import { filledLabel, filledLink } from './link-template.js'
import type { End, Release } from './release.js'
import { releasesTexts } from './texts.js'

export interface ReleaseDefaults {
  readonly siteUrl: string
  readonly releaseLabel?: string | undefined
  readonly changelogTemplate?: string | undefined
}

export type ParsedRelease =
  | { readonly release: Release; readonly cycle: string }
  | { readonly release?: undefined; readonly cycle?: string }

const CYCLE_LIMIT = 100
const KEYS = [
  'releaseCycle',
  'releaseLabel',
  'codename',
  'releaseDate',
  'lts',
  'eoas',
  'eol',
  'eoes',
  'discontinued',
].concat(['latest', 'latestReleaseDate', 'link', 'successor', 'upgrade', 'note', 'stages', 'was'])

export function parseRelease(source: YamlFile, node: Node, defaults: ReleaseDefaults): ParsedRelease {
  const map = YamlMap.of(source, node, 'A release')
  if (map === undefined) return {}
  warnOfSpellings(map)
  const cycle = cycleOf(map)
  const codename = map.text('codename', 'warning')
  const releaseDate = map.has('releaseDate') ? dayAt(map, 'releaseDate') : dayAt(map, 'release')
  const lts = endAt(map, 'lts') ?? false
  const ends = withoutAbsent({
    eoas: endOfSupportAt(map, 'eoas', 'support'),
    eol: endAt(map, 'eol'),
    eoes: endOfSupportAt(map, 'eoes', 'extendedSupport'),
    discontinued: endAt(map, 'discontinued'),
  })
  const latest = map.text('latest', 'warning')
  const latestReleaseDate = dayAt(map, 'latestReleaseDate')
  const successor = map.text('successor')
  const upgrade = addressAt(map, 'upgrade', defaults.siteUrl, 'error')
  const note = map.raw('note')?.trim() || undefined
  const stages = stagesAt(map)
  const was = namesAt(map, 'was')
  if (cycle === undefined) return {}
  const values = { cycle, codename, latest, latestReleaseDate }
  const link = linkOf(map, defaults, values)
  const template = map.text('releaseLabel', 'warning') ?? defaults.releaseLabel
  const label = template === undefined ? cycle : filledLabel(template, values)
  if (map.isBroken) return { cycle }
  const optional = { codename, releaseDate, latest, latestReleaseDate, link, successor, upgrade, note, stages, was }
  return {
    cycle,
    release: { cycle, label, lts, ...ends, ...withoutAbsent(optional), computed: [], line: source.lineOf(node) },
  }
}

function cycleOf(map: YamlMap): string | undefined {
  const cycle = map.text('releaseCycle')
  const fix = releasesTexts.parseRelease.writeVersionCycleLike()
  if (cycle === undefined) return map.isBroken ? undefined : map.fail('releaseCycle', 'is missing.', fix)
  if (cycle.length > CYCLE_LIMIT)
    return map.fail('releaseCycle', releasesTexts.parseRelease.longerThanCharacters(CYCLE_LIMIT), fix)
  return cycle
}

/** `link: null` switches the template off. */
function linkOf(map: YamlMap, defaults: ReleaseDefaults, values: Parameters<typeof filledLink>[1]): string | undefined {
  if (map.names('link')) {
    const link = map.text('link', 'warning')
    const filled = link === undefined ? undefined : filledLink(link, values)
    return filled === undefined || filled === link
      ? filled && addressAt(map, 'link', defaults.siteUrl)
      : absolute(filled, defaults.siteUrl)
  }
  const filled = defaults.changelogTemplate && filledLink(defaults.changelogTemplate, values)
  return filled ? absolute(filled, defaults.siteUrl) : undefined
}

/** `releasedate` or `EOL` would be passed by in silence. */
function warnOfSpellings(map: YamlMap): void {
  for (const key of map.keys()) {
    const bare = key.replace(/[-_ ]/g, '').toLowerCase()
    const meant = KEYS.find((known) => known !== key && known.toLowerCase() === bare)
    if (meant === undefined || map.names(meant)) continue
    map.source.report(releasesTexts.parseRelease.notKnownPassed(key), map.keyNode(key), `Write ${meant}:.`, 'warning')
  }
}

type Present<Fields> = { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> }

function withoutAbsent<Fields extends Record<string, End | string | readonly number[] | readonly string[] | undefined>>(
  fields: Fields,
) {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined)
  // Object.fromEntries forgets which key had which type.
  return Object.fromEntries(present) as Present<Fields>
}
