/**
 * A version into every text that names it. Pure. In: the texts as they are, the version, its day. Out: the texts anew,
 * or a sentence for each place that is not there.
 */

/** By file: what stands there, and what stands there afterwards; `$version` and `$day` are filled in. */
const PLACES: readonly (readonly [file: string, place: RegExp, anew: string])[] = [
  ['package.json', /^ {2}"version": "[^"]+",$/m, '  "version": "$version",'],
  ['package-lock.json', /^ {2}"version": "[^"]+",$/m, '  "version": "$version",'],
  ['package-lock.json', /^ {6}"version": "[^"]+",$/m, '      "version": "$version",'],
  ['CHANGELOG.md', /^## Unreleased$/m, '## $version, $day'],
  ['README.md', /^Version \d+\.\d+\.\d+\b/m, 'Version $version'],
]

export const RELEASED_FILES: readonly string[] = [...new Set(PLACES.map(([file]) => file))]

/** Semantic Versioning, numbers alone: nothing is published under another. */
const VERSION = /^(\d+)\.(\d+)\.(\d+)$/

/** @throws Error with a sentence a line, where a place is missing or the version is not above the present one */
export function released(
  texts: ReadonlyMap<string, string>,
  { version, day }: { readonly version: string; readonly day: string },
): Map<string, string> {
  const present = versionsIn(texts)
  const faults = [
    ...(VERSION.test(version) ? [] : [`${version} is no version: write it as 1.0.0.`]),
    ...present.filter((one) => !isAbove(version, one)).map((one) => `${version} is not above ${one}.`),
    ...PLACES.filter(([file, place]) => !place.test(texts.get(file) ?? '')).map(
      ([file, place]) => `${file} has no line like ${place.source}.`,
    ),
  ]
  if (faults.length > 0) throw new Error([...new Set(faults)].join('\n'))
  const made = new Map(texts)
  for (const [file, place, anew] of PLACES) {
    const line = anew.replace('$version', version).replace('$day', day)
    made.set(
      file,
      (made.get(file) ?? '').replace(place, () => line),
    )
  }
  // The part on top of a great release speaks of the part below it by its name.
  made.set('CHANGELOG.md', (made.get('CHANGELOG.md') ?? '').replaceAll('"Unreleased"', `"${version}"`))
  return made
}

/** The version that each place names, those without a number left out. */
export function versionsIn(texts: ReadonlyMap<string, string>): string[] {
  return PLACES.flatMap(
    ([file, place]) => /\d+\.\d+\.\d+/.exec(place.exec(texts.get(file) ?? '')?.[0] ?? '')?.[0] ?? [],
  )
}

function isAbove(version: string, other: string): boolean {
  const [numbers, others] = [version, other].map((one) => (VERSION.exec(one) ?? []).slice(1).map(Number))
  const at = numbers?.findIndex((number, index) => number !== others?.[index]) ?? -1
  return at >= 0 && (numbers?.[at] ?? 0) > (others?.[at] ?? 0)
}
