/** Fields of forms about a subscriber: lists, format, language, release cycles. Pure. Out: HTML. */
import { FaultBefore, faultyIf, type ReturnedForm } from './frame.js'

const RUNS_CHARACTERS = 2_000

export interface TitledList {
  readonly id: string
  readonly title: string
}

/** What operators read is English. */
export function nameOf(language: string): string {
  return new Intl.DisplayNames('en', { type: 'language' }).of(language) ?? language
}

/** @param props.isTicked by id */
export function ListFields(props: {
  readonly lists: readonly TitledList[]
  readonly isTicked: (id: string) => boolean
  /** What the ticks are for, where that is not said around them. */
  readonly legend?: string
  readonly fault?: ReturnedForm | undefined
}) {
  const { lists, isTicked, legend = 'Lists', fault } = props
  return (
    <fieldset>
      <legend>{legend}</legend>
      <FaultBefore fault={fault} field="list" />
      {lists.map(({ id, title }, index) => (
        <label key={id} class="check">
          <input
            name="list"
            type="checkbox"
            value={id}
            checked={isTicked(id)}
            {...(index === 0 && faultyIf(fault, 'list'))}
          />{' '}
          {title}
        </label>
      ))}
    </fieldset>
  )
}

export function FormatField({ chosen }: { chosen: string }) {
  return (
    <label>
      Mail as{' '}
      <select name="format">
        <option value="html">HTML</option>
        <option value="text" selected={chosen === 'text'}>
          plain text
        </option>
      </select>
    </label>
  )
}

/** @param chosen a tag, or empty for the site's own */
export function LanguageField({ languages, chosen }: { languages: readonly string[]; chosen: string }) {
  if (languages.length <= 1) return null
  return (
    <label>
      Language{' '}
      <select name="language">
        {languages.map((tag, index) => (
          <option key={tag} value={index === 0 ? '' : tag} selected={tag === chosen}>
            {nameOf(tag)}
          </option>
        ))}
      </select>
    </label>
  )
}

export function RunsField({ value, fault }: { value: string; fault?: ReturnedForm | undefined }) {
  return (
    <>
      <FaultBefore fault={fault} field="runs" />
      <label>
        Release cycles they run, like lantern/3.1 (may stay empty){' '}
        <input name="runs" value={value} maxLength={RUNS_CHARACTERS} autocomplete="off" {...faultyIf(fault, 'runs')} />
      </label>
    </>
  )
}
