/**
 * Every key of the configuration, its value and where it comes from: what is set, then what is left at its default, by
 * its part of the file and folded away. Pure. Out: HTML.
 */
import type { VNode } from 'preact'
import type { Setting } from '../../config/read-settings.js'
import { webTexts } from '../texts.js'
import type { SignedIn } from './accounts/signed-in.js'
import { consolePage, Spaced, Table } from './frame.js'

export function settingsPage(here: SignedIn, settings: readonly Setting[], file: string): string {
  const parts = partsOf(settings)
  return consolePage({
    title: 'Settings',
    here,
    children: (
      <>
        <p>{webTexts.settings.whereTheyComeFrom(file)}</p>
        <nav class="pages" aria-label="Parts of the configuration">
          {parts.map(({ name, set }) => (
            <Spaced key={name}>
              <a href={`#part-${name}`}>
                {name}
                {set.length > 0 && ` (${set.length})`}
              </a>
            </Spaced>
          ))}
        </nav>
        {parts.map((part) => (
          <PartOf key={part.name} part={part} file={file} />
        ))}
      </>
    ),
  })
}

/** What stands below one key of the first level, or at it. */
interface Part {
  readonly name: string
  readonly set: readonly Setting[]
  readonly left: readonly Setting[]
}

/** Keys of the first level that hold one value. */
const OTHERS = 'others'

/** In the order of the file, the others last. */
function partsOf(settings: readonly Setting[]): Part[] {
  const named = new Set(settings.map(({ key }) => partNamed(key)))
  const names = [...[...named].filter((name) => name !== OTHERS), ...(named.has(OTHERS) ? [OTHERS] : [])]
  return names.map((name) => {
    const own = settings.filter(({ key }) => partNamed(key) === name)
    const isSet = ({ place }: Setting) => place !== undefined
    return { name, set: own.filter(isSet), left: own.filter((one) => !isSet(one)) }
  })
}

function partNamed(key: string): string {
  const at = key.indexOf('.')
  return at < 0 ? OTHERS : key.slice(0, at)
}

function PartOf({ part: { name, set, left }, file }: { part: Part; file: string }): VNode {
  return (
    <section aria-labelledby={`part-${name}`}>
      <h2 id={`part-${name}`}>{name}</h2>
      {set.length > 0 && (
        <Table
          caption={webTexts.settings.setIn(name)}
          head={['Key', 'Value', 'From']}
          rows={set.map(({ key, value, place }) => [
            key,
            shownValue(value),
            placeText(place?.file ?? '', place?.line, file),
          ])}
        />
      )}
      {left.length > 0 && (
        <details>
          <summary>{webTexts.settings.atDefault(left.length)}</summary>
          <Table
            caption={webTexts.settings.leftIn(name)}
            head={['Key', 'Default']}
            rows={left.map(({ key, value }) => [key, shownValue(value)])}
          />
        </details>
      )}
    </section>
  )
}

function shownValue(value: string): VNode {
  return value === '' ? <span class="quiet">empty</span> : <code>{value}</code>
}

function placeText(file: string, line: number | undefined, own: string): string {
  if (file.startsWith('$')) return `environment, ${file}`
  const name = file === own ? (own.split(/[\\/]/).at(-1) ?? own) : file
  return line === undefined ? name : `${name}, line ${line}`
}
