/**
 * What somebody asks with the form. Pure. In: the fields, the lists and releases there are. Out: a request, or what was
 * typed with what is wrong beside each field, and the sentence for it.
 */
import { directionOf } from '../base/locale.js'
import type { Config, List } from '../config/schema.js'
import { languageNamed } from '../config/spoken.js'
import { isolated } from '../markup/isolated.js'
import type { ReleaseTable } from '../releases/release.js'
import { type Address, parseAddress } from '../subscribers/address.js'
import { RUNS_LIMIT } from '../subscribers/runs.js'
import { say, type Words } from '../words/words.js'
import type { Form } from './form.js'
import { chosenRuns, type RunFault } from './run-offer.js'

export interface Typed {
  readonly address: string
  readonly lists: readonly string[]
  readonly format: 'html' | 'text'
  /** Release cycles; absent where the form did not ask, or where they are the fault. */
  readonly runs?: readonly string[]
  /** Tag of the language that they chose; absent where the form offers none. */
  readonly language?: string
  /** Of the form itself. */
  readonly asked?: string
}

/** Keys below `forms.faults`. */
export type FormFault = 'noAddress' | 'address' | 'noList' | RunFault

export interface Faults {
  readonly address?: FormFault
  readonly lists?: FormFault
  readonly runs?: FormFault
  readonly language?: FormFault
}

export interface Request extends Typed {
  readonly to: Address
  /** A link to what the address gets is all that is asked for. */
  readonly isForLink: boolean
}

/** A longer text is no address (RFC 5321 §4.5.3.1.3) and is not shown again. */
const SHOWN = 320

export function untouched(lists: readonly List[]): Typed {
  return { address: '', lists: lists.map((list) => list.id), format: 'html' }
}

/** The field that people do not see was filled in. */
export function isRobot(form: Form): boolean {
  return form.text('website') !== ''
}

/** The other button: a link to what the address gets already, whatever else is filled in. */
function wantsPreferences(form: Form): boolean {
  return form.text('want') === 'preferences'
}

export function parseRequest(
  form: Form,
  config: Pick<Config, 'lists' | 'site' | 'spoken'>,
  releases: ReleaseTable,
): Request | { readonly typed: Typed; readonly faults: Faults } {
  const isForLink = wantsPreferences(form)
  const { runs, fault: wrongRuns } = chosenRuns(form, releases)
  const runFault = isForLink ? undefined : wrongRuns
  const typed: Typed = {
    address: form.text('address').slice(0, SHOWN),
    lists: [...new Set(form.texts('list'))],
    format: form.text('format') === 'text' ? 'text' : 'html',
    ...(runs !== undefined && { runs }),
    ...languagesIn(form, config),
  }
  const to = parseAddress(form.text('address'))
  const listFault = isForLink ? undefined : faultOfLists(typed.lists, config.lists)
  const isOffered = form.text('language') === '' || typed.language !== undefined
  if (to !== undefined && listFault === undefined && runFault === undefined && isOffered)
    return { ...typed, to, isForLink }
  return {
    typed,
    faults: {
      ...(to === undefined && { address: faultOfAddress(typed.address) }),
      ...(listFault !== undefined && { lists: listFault }),
      ...(runFault !== undefined && { runs: runFault }),
      ...(!isOffered && { language: 'gone' }),
    },
  }
}

function languagesIn(form: Form, config: Pick<Config, 'site' | 'spoken'>): Pick<Typed, 'language' | 'asked'> {
  const [language, asked] = ['language', 'asked'].map((name) => languageNamed(config, form.text(name)))
  return { ...(language !== undefined && { language }), ...(asked !== undefined && { asked }) }
}

export function faultOfAddress(text: string): FormFault {
  return text.trim() === '' ? 'noAddress' : 'address'
}

function faultOfLists(chosen: readonly string[], lists: readonly List[]): FormFault | undefined {
  if (chosen.length === 0) return 'noList'
  return chosen.every((id) => lists.some((list) => list.id === id)) ? undefined : 'gone'
}

/** What stands beside the field. */
export function faultSaid(words: Words, fault: FormFault): string
export function faultSaid(words: Words, fault: FormFault | undefined): string | undefined
export function faultSaid(words: Words, fault: FormFault | undefined): string | undefined {
  const example = directionOf(words.language) === 'rtl' ? isolated(EXAMPLE) : EXAMPLE
  return fault && say(words, `forms.faults.${fault}`, { example, count: RUNS_LIMIT })
}

const EXAMPLE = 'name@example.org'
