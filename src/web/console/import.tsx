/**
 * Subscribers from a file, in two steps: what would happen, and then what happened. Pure. In: what was read of the file
 * and what came of it. Out: HTML.
 */

import type { Imported, ImportedLine } from '../../run/people/import.js'
import { type Column, IMPORT_COLUMNS } from '../../subscribers/import-shapes.js'
import { ENCODINGS } from '../../subscribers/read-import.js'
import { webTexts } from '../texts.js'
import type { SignedIn } from './accounts/signed-in.js'
import { Csrf, consolePage, FAULT_ID, peopleCount, ReasonField, Table } from './frame.js'
import { ListFields, type TitledList } from './person-fields.js'
import { BACK } from './sure.js'

export const IMPORT_PATH = '/console/people/import'
export const MOST_PEOPLE = 20_000
/** Of the file. */
export const MOST_MB = 2
export const MOST_BYTES = MOST_MB * 1024 * 1024

/** What came of a file, line by line. */
export interface ImportedText extends Imported {
  readonly lines: readonly ImportedLine[]
}

/** Lines of each table. */
const SHOWN = 200

export function importPage(here: SignedIn, lists: readonly TitledList[]): string {
  return consolePage({
    title: 'Import subscribers',
    here,
    children: (
      <form class="act" method="post" action={IMPORT_PATH} encType="multipart/form-data">
        <Csrf here={here} />
        <p>
          A CSV or JSON file of Belfry or of another program, or a list of addresses; at most {MOST_MB} MB and{' '}
          {MOST_PEOPLE} people. First you see what would happen; nothing is changed by this step.
        </p>
        <label>
          File <input name="file" type="file" required accept=".csv,.json,.txt,text/csv,application/json,text/plain" />
        </label>
        <label>
          Its encoding{' '}
          <select name="encoding">
            <option value="">UTF-8, or what the file says</option>
            {ENCODINGS.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
        {lists.length > 1 && (
          <>
            <input type="hidden" name={TICKED} value="yes" />
            <ListFields lists={lists} isTicked={() => true} legend={webTexts.import.listsWhereNoneNamed()} />
          </>
        )}
        <label class="check">
          <input name="confirmed" type="checkbox" value="yes" /> All who are subscribed in the file have confirmed it
          elsewhere: nobody is asked again
        </label>
        <button type="submit">Show what would happen</button>
      </form>
    ),
  })
}

/** What was chosen, which the second step is asked with. */
export interface ImportAsked {
  /** The file's bytes. */
  readonly bytes: Buffer
  readonly encoding: string
  readonly confirmed: boolean
  /** Ids of lists that people come to whom the file names none for; absent: all. */
  readonly lists?: readonly string[]
  /** Our column → theirs; empty where ours is not read. */
  readonly map: Columns
}

/** Our column → theirs. */
export type Columns = Readonly<Partial<Record<Column, string>>>

/** Stands beside ticks of lists: without one nobody would come to any. */
export const TICKED = 'ticked'
/** Of what is called `lists` in the file the field is `map-lists`; where this stands beside them, empty means none. */
export const MAPPED = 'mapped'
export const mapField = (column: Column) => `map-${column}`

export function importTrialPage(here: SignedIn, asked: ImportAsked, imported: ImportedText): string {
  const changes = imported.added + imported.changed
  return consolePage({
    title: webTexts.import.whatImportWouldDo(),
    here,
    children: (
      <>
        <Sums imported={imported} would />
        {asked.lists !== undefined && <p class="quiet">{webTexts.import.listsAsChosen(asked.lists.join(', '))}</p>}
        {changes === 0 ? (
          <p>There is nothing to import.</p>
        ) : (
          <form class="act" method="post" action={IMPORT_PATH} encType="multipart/form-data">
            <Csrf here={here} />
            <input type="hidden" name="sure" value="yes" />
            <SentAgain asked={asked} />
            {Object.entries(asked.map).map(([column, name]) => (
              <input key={column} type="hidden" name={`map-${column}`} value={name} />
            ))}
            {Object.keys(asked.map).length > 0 && <input type="hidden" name={MAPPED} value="yes" />}
            <p>
              It adds {peopleCount(imported.added)} and changes {imported.changed}; {mailsOf(imported.lines)}.
            </p>
            <ReasonField />
            <button type="submit">Import</button> <a href={IMPORT_PATH}>{BACK}</a>
          </form>
        )}
        {imported.columns.address !== undefined && (
          <ColumnsForm
            here={here}
            asked={asked}
            columns={imported.columns}
            names={[...Object.values(imported.columns), ...imported.unused]}
          />
        )}
        <Lines imported={imported} />
      </>
    ),
  })
}

/** It is a table, of which nobody can tell where addresses stand. @param names of its columns */
export function importColumnsPage(
  here: SignedIn,
  asked: ImportAsked,
  { names, why }: { readonly names: readonly string[]; readonly why: string },
): string {
  return consolePage({
    title: webTexts.import.whichColumnHoldsWhat(),
    here,
    children: (
      <>
        <p class="alarm" id={FAULT_ID}>
          {why}
        </p>
        <ColumnsForm here={here} asked={asked} columns={asked.map} names={names} />
        <p>
          <a href={IMPORT_PATH}>Choose another file</a>
        </p>
      </>
    ),
  })
}

function SentAgain({ asked }: { asked: ImportAsked }) {
  return (
    <>
      <input type="hidden" name="bytes" value={asked.bytes.toString('base64')} />
      <input type="hidden" name="encoding" value={asked.encoding} />
      <input type="hidden" name="confirmed" value={asked.confirmed ? 'yes' : ''} />
      {asked.lists?.map((id) => (
        <input key={id} type="hidden" name="list" value={id} />
      ))}
    </>
  )
}

const HOLDS: Readonly<Record<Column, string>> = {
  address: 'Addresses',
  lists: 'Lists that they get (without a column: every list)',
  pending: 'Lists that they did not confirm yet',
  ended: 'Lists that they left',
  suppressed: 'Whether they are never to be mailed',
  format: 'Format (html or text)',
  runs: 'Release cycles they run',
  language: 'Language',
  since: 'Since when',
}

/** @param names of the file's columns */
function ColumnsForm(props: {
  readonly here: SignedIn
  readonly asked: ImportAsked
  readonly columns: Columns
  readonly names: readonly string[]
}) {
  const { here, asked, columns, names } = props
  return (
    <details class="act" open={columns.address === undefined}>
      <summary>Choose which column is what</summary>
      <form method="post" action={IMPORT_PATH} encType="multipart/form-data">
        <Csrf here={here} />
        <SentAgain asked={asked} />
        <input type="hidden" name={MAPPED} value="yes" />
        <p>Nothing is changed by this step.</p>
        {IMPORT_COLUMNS.map((column) => (
          <label key={column}>
            {HOLDS[column]}{' '}
            <select
              name={mapField(column)}
              required={column === 'address'}
              {...(column === 'address' &&
                columns.address === undefined && { autofocus: true, 'aria-describedby': FAULT_ID })}
            >
              <option value="">{column === 'address' ? 'choose one' : 'no column'}</option>
              {names.map((name) => (
                <option key={name} value={name} selected={name === columns[column]}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        ))}
        <button type="submit">Show it again</button>
      </form>
    </details>
  )
}

export function importedPage(here: SignedIn, imported: ImportedText): string {
  return consolePage({
    title: 'Imported',
    here,
    children: (
      <>
        <Sums imported={imported} />
        <Lines imported={imported} />
      </>
    ),
  })
}

function mailsOf(lines: readonly ImportedLine[]): string {
  const asked = lines.filter((one) => one.asked.length > 0).length
  if (asked === 0) return 'nobody is mailed'
  return `${peopleCount(asked)} ${asked === 1 ? 'gets' : 'get'} a mail that asks them to confirm`
}

function Sums({ imported, would = false }: { imported: ImportedText; would?: boolean }) {
  const { added, changed, skipped, lines, unused, from, columns } = imported
  const same = lines.filter(({ done }) => done === 'as it was').length
  return (
    <>
      <p role="status">
        {would ? 'It would be: ' : ''}
        {added} added, {changed} changed, {same} as they were, {skipped.length} skipped; {mailsOf(lines)}.
      </p>
      <p class="quiet">
        {from !== undefined && webTexts.import.readFile(from)}
        {Object.keys(columns).length > 0 &&
          webTexts.import.columnsRead(
            Object.entries(columns)
              .map(([ours, theirs]) => `${ours} from ${theirs}`)
              .join(', '),
          )}
        {unused.length > 0 && webTexts.import.columnsNotRead(unused.join(', '))}
      </p>
    </>
  )
}

function Lines({ imported: { skipped, lines } }: { imported: ImportedText }) {
  return (
    <>
      {skipped.length > 0 && (
        <Table
          caption={`Skipped${shownOf(skipped.length)}`}
          head={['Line', 'Why']}
          rows={skipped.slice(0, SHOWN).map(({ line, reason }) => [line, reason])}
        />
      )}
      {lines.length > 0 && (
        <Table
          caption={`Line by line${shownOf(lines.length)}`}
          head={['Line', 'Address', 'Becomes', 'Asked to confirm']}
          rows={lines
            .slice(0, SHOWN)
            .map(({ line, address, done, asked }) => [line, address, done, asked.join(', ') || 'nothing'])}
        />
      )}
    </>
  )
}

function shownOf(count: number): string {
  return count > SHOWN ? `, the first ${SHOWN} of ${count}` : ''
}
