/**
 * The question which release cycles somebody runs. Pure. In: what is offered. Out: a fieldset, or nothing where nothing
 * is offered.
 */
import type { VNode } from 'preact'
import { say, type Words } from '../../words/words.js'
import { RUN_FIELD, type RunBox, type RunGroup } from '../run-offer.js'
import { FieldFault } from './choices.js'

/** With more products than this, each is folded until it is asked for. */
const UNFOLDED = 6

export interface RunChoiceProps {
  readonly words: Words
  readonly offer: readonly RunGroup[]
  readonly fault: string | undefined
}

export function RunChoice({ words, offer, fault }: RunChoiceProps): VNode | null {
  const [first, ...others] = offer
  if (first === undefined) return null
  const describedBy = fault === undefined ? 'runs-hint' : 'runs-fault runs-hint'
  return (
    <fieldset class="runs" aria-describedby={describedBy}>
      <legend>
        {others.length === 0 && first.title !== undefined
          ? say(words, 'forms.runs.whichOf', { title: first.title })
          : say(words, 'forms.runs.which')}
      </legend>
      <FieldFault id="runs-fault" text={fault} />
      <p id="runs-hint">
        <small>{say(words, 'forms.runs.hint')}</small>
      </p>
      <input type="hidden" name={RUN_FIELD} value="" />
      {others.length === 0 ? (
        <Boxes words={words} boxes={first.boxes} />
      ) : (
        offer.map((group) => <Group key={group.title} words={words} group={group} isFolded={offer.length > UNFOLDED} />)
      )}
    </fieldset>
  )
}

function Group({ words, group, isFolded }: { words: Words; group: RunGroup; isFolded: boolean }): VNode {
  const title = group.title ?? say(words, 'forms.runs.others')
  if (isFolded)
    return (
      <details open={group.boxes.some(({ isChosen }) => isChosen)}>
        <summary>{title}</summary>
        <Boxes words={words} boxes={group.boxes} />
      </details>
    )
  return (
    <fieldset>
      <legend>{title}</legend>
      <Boxes words={words} boxes={group.boxes} />
    </fieldset>
  )
}

function Boxes({ words, boxes }: { words: Words; boxes: readonly RunBox[] }): VNode {
  return (
    <div class="boxes">
      {boxes.map(({ run, label, note, isChosen }) => (
        <label key={run}>
          <input type="checkbox" name={RUN_FIELD} value={run} checked={isChosen} />
          <span>
            {label}
            {note !== undefined && <em> ({say(words, `forms.runs.${note}`)})</em>}
          </span>
        </label>
      ))}
    </div>
  )
}
