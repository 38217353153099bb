/**
 * The question which release cycles somebody runs. Pure. In: what is offered. Out: a fieldset, or nothing where nothing
 * is offered.
 */
import type { VNode } from 'preact'
import { RUN_FIELD, type RunBox, type RunGroup } from '../run-offer.js'
import { FieldFault } from './choices.js'

/** With more products than this, each is folded until it is asked for. */
const UNFOLDED = 6
const OTHERS = 'Others'

export function RunChoice({ offer, fault }: { offer: readonly RunGroup[]; fault: string | undefined }): VNode | null {
  const [first, ...others] = offer
  if (first === undefined) return null
  const describedBy = fault === undefined ? 'runs-hint' : 'runs-fault runs-hint'
  return (
    <fieldset class="runs" aria-describedby={describedBy}>
      <legend>
        Which releases {others.length === 0 && first.title !== undefined && `of ${first.title} `}do you run?
      </legend>
      <FieldFault id="runs-fault" text={fault} />
      <p id="runs-hint">
        <small>You hear when their support ends. Choose none, and you hear of all of them.</small>
      </p>
      <input type="hidden" name={RUN_FIELD} value="" />
      {others.length === 0 ? (
        <Boxes boxes={first.boxes} />
      ) : (
        offer.map((group) => <Group key={group.title} group={group} isFolded={offer.length > UNFOLDED} />)
      )}
    </fieldset>
  )
}

function Group({ group, isFolded }: { group: RunGroup; isFolded: boolean }): VNode {
  if (isFolded)
    return (
      <details open={group.boxes.some(({ isChosen }) => isChosen)}>
        <summary>{group.title ?? OTHERS}</summary>
        <Boxes boxes={group.boxes} />
      </details>
    )
  return (
    <fieldset>
      <legend>{group.title ?? OTHERS}</legend>
      <Boxes boxes={group.boxes} />
    </fieldset>
  )
}

function Boxes({ boxes }: { boxes: readonly RunBox[] }): VNode {
  return (
    <div class="boxes">
      {boxes.map(({ run, label, note, isChosen }) => (
        <label key={run}>
          <input type="checkbox" name={RUN_FIELD} value={run} checked={isChosen} />
          <span>
            {label}
            {note !== undefined && <em> ({note})</em>}
          </span>
        </label>
      ))}
    </div>
  )
}
