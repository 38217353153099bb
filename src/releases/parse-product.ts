/**
 * One product of a releases table. Pure but for the problems it reports. In: its mapping and its id. Out: the product
 * with every release that can be read, and the names of what cannot. What decides about dates makes a product
 * unreadable; what only describes it does not.
 */

import { nearest } from '../base/nearest.js'
import { plainLine } from '../base/plain-line.js'
import { scalarText, YamlMap } from '../base/yaml-map.js'
import { addressAt, namesAt, wordsAt } from './fields.js'
import { type ParsedRelease, parseRelease } from './parse-release.js'
import { endFields, type Product, type Release } from './release.js'
import { applyPolicy, dependsOn, policyStarts, type SupportPolicy } from './support-policy.js'
import { releasesTexts } from './texts.js'

export interface ParsedProduct {
  readonly product?: Product
  /** `product` or `product/cycle`. */
  readonly unreadable: readonly string[]
}

export function parseProduct(map: YamlMap, id: string, siteUrl: string): ParsedProduct {
  const entries = map.list('releases', releasesTexts.parseProduct.writeReleasesEntriesBegin())
  if (entries === undefined && !map.isBroken)
    map.fail('releases', 'is missing.', releasesTexts.parseProduct.addListReleases())
  const title = map.text('title') ?? id
  const policy = policyOf(map)
  if (entries === undefined || map.isBroken) return { unreadable: [id] }
  const releaseLabel = map.text('releaseLabel', 'warning')
  const changelogTemplate = map.text('changelogTemplate', 'warning')
  const parsed = entries.map((entry) => parseRelease(map.source, entry, { siteUrl, releaseLabel, changelogTemplate }))
  const { good, bad } = withoutTwins(map, parsed)
  const { releases: all, unsure } = computed(good, bad, policy)
  const releases = withOwnLabels(map, all)
  const product = { id, title, ...describe(map, siteUrl, releases), releases, file: map.source.file }
  const names = [...bad, ...unsure].map((cycle) => (cycle === undefined ? id : `${id}/${cycle}`))
  return { product, unreadable: [...new Set(names)].sort() }
}

/** Of two releases of one cycle nobody can say which is meant, so neither is. */
function withoutTwins(map: YamlMap, parsed: readonly ParsedRelease[]) {
  const good: Release[] = []
  const bad: (string | undefined)[] = []
  const counts = new Map<string, number>()
  for (const { cycle } of parsed) if (cycle !== undefined) counts.set(cycle, (counts.get(cycle) ?? 0) + 1)
  for (const { release, cycle } of parsed)
    if (release === undefined || (counts.get(release.cycle) ?? 0) > 1) bad.push(cycle)
    else good.push(release)
  for (const [cycle, count] of counts) {
    if (count < 2) continue
    const lines = parsed.flatMap((one) => (one.release?.cycle === cycle ? one.release.line : []))
    const where = lines.length > 1 ? `, on lines ${lines.join(' and ')}` : ''
    const at = map.list('releases', '')?.[parsed.findLastIndex((one) => one.cycle === cycle)]
    map.source.report(
      releasesTexts.parseProduct.cycleTimes(cycle, count, where),
      at,
      releasesTexts.parseProduct.keepOneThemNone(),
    )
  }
  return { good, bad }
}

/** Two releases of one label are told apart: by LTS where one of them alone has it, else by their cycles. */
function withOwnLabels(map: YamlMap, releases: readonly Release[]): readonly Release[] {
  const groups = new Map<string, Release[]>()
  for (const release of releases) {
    const label = plainLine(release.label).toLowerCase()
    groups.set(label, [...(groups.get(label) ?? []), release])
  }
  const own = new Map<Release, string>()
  for (const group of groups.values()) {
    if (group.length < 2) continue
    const labels = apart(group)
    for (const [release, label] of labels) own.set(release, label)
    const shown = labels.map(([, label]) => `"${label}"`).join(', ')
    const cycles = group.map(({ cycle }) => cycle).join(', ')
    const at = map.list('releases', '')?.[0]
    const fix = releasesTexts.parseProduct.giveEachReleaselabelOwn()
    map.source.report(releasesTexts.parseProduct.cyclesHaveOneLabel(cycles, shown), at, fix, 'warning')
  }
  return own.size === 0 ? releases : releases.map((one) => ({ ...one, label: own.get(one) ?? one.label }))
}

function apart(group: readonly Release[]): [Release, string][] {
  const isOnly = group.length === 2 && group.filter(({ lts }) => lts !== false).length === 1
  return group.map((one) => {
    const own = isOnly ? `${one.label}${one.lts === false ? '' : ' LTS'}` : `${one.label} (${one.cycle})`
    return [one, own]
  })
}

/** What a policy would compute from a cycle that cannot be read is not known either. */
function computed(good: readonly Release[], bad: readonly (string | undefined)[], policy: SupportPolicy | undefined) {
  if (policy === undefined) return { releases: good, unsure: [] }
  const all = applyPolicy(good, policy)
  const isUnsure = (release: Release) => bad.some((cycle) => dependsOn(release, cycle, policy))
  return {
    releases: all.filter((release) => !isUnsure(release)),
    unsure: all.filter(isUnsure).map((release) => release.cycle),
  }
}

function policyOf(map: YamlMap): SupportPolicy | undefined {
  const policy = map.map('policy')
  if (policy === undefined) return undefined
  const months = policy.text('months')
  const after = oneOf(policy, 'after', policyStarts)
  const field = policy.has('field') ? oneOf(policy, 'field', endFields) : 'eol'
  const known = ['months', 'after', 'field']
  for (const key of policy.keys()) {
    if (known.includes(key)) continue
    const near = nearest(key, known)
    policy.fail(
      key,
      releasesTexts.parseProduct.noPartPolicy(),
      `Write ${near === undefined ? 'months, after and field' : `${near}:`}.`,
    )
  }
  const isCount = months !== undefined && /^\d{1,4}$/.test(months)
  if (!isCount && !policy.isBroken) {
    const said = months === undefined ? 'is missing.' : releasesTexts.parseProduct.notNumberMonths(months.slice(0, 40))
    policy.fail('months', said, releasesTexts.parseProduct.writeWholeMonthsLike())
  }
  if (policy.isBroken || !isCount || after === undefined || field === undefined) {
    map.isBroken = true
    return undefined
  }
  return { months: Number(months), after, field }
}

function oneOf<Word extends string>(map: YamlMap, key: string, known: readonly Word[]): Word | undefined {
  const text = map.text(key)
  const found = known.find((word) => word === text?.toLowerCase())
  if (found !== undefined || map.isBroken) return found
  const said = text === undefined ? 'is missing.' : releasesTexts.parseProduct.notKnown(text.slice(0, 40))
  return map.fail(key, said, releasesTexts.parseProduct.writeOne(known.join(', ')))
}

function describe(map: YamlMap, siteUrl: string, releases: readonly Release[]) {
  const category = map.text('category', 'warning')
  const versionCommand = map.text('versionCommand', 'warning') ?? map.text('command', 'warning')
  const link = addressAt(map, 'link', siteUrl)
  const was = namesAt(map, 'was')
  const policyLink = addressAt(map, 'releasePolicyLink', siteUrl)
  const iconSlug = map.text('iconSlug', 'warning')
  return {
    ...(category === undefined ? {} : { category }),
    ...(was === undefined ? {} : { was }),
    tags: wordsAt(map, 'tags'),
    aliases: wordsAt(map, 'alternate_urls').map((path) => path.replace(/^\/+|\/+$/g, '')),
    identifiers: identifiersOf(map),
    ...(versionCommand === undefined ? {} : { versionCommand }),
    ...(link === undefined ? {} : { link }),
    ...(policyLink === undefined ? {} : { policyLink }),
    ...(iconSlug === undefined ? {} : { iconSlug }),
    labels: labelsOf(map, releases),
    ...supportWordsOf(map, releases),
  }
}

/** `- purl: pkg:npm/lantern`: each entry names one thing in one way. */
function identifiersOf(map: YamlMap): Product['identifiers'] {
  const entries = map.list('identifiers', releasesTexts.parseProduct.writeEntriesLikePurl(), 'warning') ?? []
  return entries.flatMap((entry) => {
    const one = YamlMap.of(map.source, entry, 'An identifier')
    return (one?.keys() ?? []).flatMap((type) => {
      const id = one?.text(type, 'warning')
      return id === undefined ? [] : [{ type, id }]
    })
  })
}

/** The titles that endoflife.date gives the columns that a file switches on; of ours, each that a release has is on. */
const COLUMNS = {
  eoas: { keys: ['eoasColumn', 'activeSupportColumn'], title: 'Active Support' },
  eol: { keys: ['eolColumn'], title: 'Security Support' },
  eoes: { keys: ['eoesColumn', 'extendedSupportColumn'], title: 'Extended Support' },
  discontinued: { keys: ['discontinuedColumn'], title: 'Discontinued' },
} as const

function labelsOf(map: YamlMap, releases: readonly Release[]): Product['labels'] {
  const label = (field: keyof typeof COLUMNS): Product['labels'] => {
    const { keys, title } = COLUMNS[field]
    const key = keys.find((one) => map.has(one))
    const said = key === undefined ? undefined : map.text(key, 'warning')?.toLowerCase()
    if (said === 'false' || said === 'no' || said === 'off') return {}
    if (key === undefined || said === undefined || said === 'true' || said === 'yes' || said === 'on')
      return key !== undefined || releases.some((release) => release[field] !== undefined) ? { [field]: title } : {}
    return { [field]: plainLine((map.text(key) ?? title).replace(/<[^<>]*>/g, '')) || title }
  }
  return { ...label('eoas'), ...label('eol'), ...label('eoes'), ...label('discontinued') }
}

/** Not the title that a column has by itself. */
function supportWordsOf(map: YamlMap, releases: readonly Release[]): Pick<Product, 'supportWords'> {
  const labels = labelsOf(map, releases)
  const own = endFields.flatMap((field) => {
    const label = labels[field]
    return label === undefined || label.toLowerCase() === COLUMNS[field].title.toLowerCase() ? [] : [[field, label]]
  })
  return own.length === 0 ? {} : { supportWords: Object.fromEntries(own) }
}

/** The id of a product: it stands in keys, addresses and file names. */
export function isProductId(id: string): boolean {
  return /^[a-z0-9][a-z0-9._+~-]{0,99}$/i.test(id)
}

/** `permalink` without its slashes. @returns undefined where there is none; null where it is no id */
export function permalinkId(map: YamlMap): string | null | undefined {
  const node = map.value('permalink')
  if (node === undefined) return map.isTwice('permalink') ? null : undefined
  const scalar = scalarText(node)
  const id = 'text' in scalar ? scalar.text.trim().replace(/^\/+|\/+$/g, '') : ''
  if (isProductId(id)) return id
  map.fail('permalink', releasesTexts.parseProduct.noNameProduct(), releasesTexts.parseProduct.writeSlashThenLetters())
  return null
}
