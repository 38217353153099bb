/** Every key of the configuration, its value and where it comes from. Pure. Out: HTML. */
import type { Setting } from '../../config/read-settings.js'
import type { SignedIn } from './accounts/signed-in.js'
import { consolePage, Table } from './frame.js'

export function settingsPage(here: SignedIn, settings: readonly Setting[], file: string): string {
  const given = settings.filter(({ place }) => place !== undefined)
  const left = settings.filter(({ place }) => place === undefined)
  const row = ({ key, value, place }: Setting) => [
    key,
    value === '' ? <span class="quiet">empty</span> : <code>{value}</code>,
    place === undefined ? 'default' : placeText(place.file ?? '', place.line, file),
  ]
  return consolePage({
    title: 'Settings',
    here,
    children: (
      <>
        <p>
          As {file} and the environment read now. A service that runs takes changes when it is sent SIGHUP or started
          anew. Keys and passwords are not shown.
        </p>
        <Table caption="What is set" head={['Key', 'Value', 'From']} rows={given.map(row)} />
        <Table caption="What is left at its default" head={['Key', 'Value', 'From']} rows={left.map(row)} />
      </>
    ),
  })
}

function placeText(file: string, line: number | undefined, own: string): string {
  if (file.startsWith('$')) return `environment, ${file}`
  const name = file === own ? (own.split(/[\\/]/).at(-1) ?? own) : file
  return line === undefined ? name : `${name}, line ${line}`
}
