/**
 * A chart of bars as SVG, without a script, with what its axes begin and end at, and the same numbers as a table. Pure.
 * In: series, rows. Out: HTML.
 */
import type { VNode } from 'preact'
import { Table } from './frame.js'

export interface Bars {
  readonly title: string
  /** What a row is: `Day`, `List`. */
  readonly of: string
  /** Their names, bottom up. */
  readonly series: readonly string[]
  readonly rows: readonly { readonly label: string; readonly values: readonly number[] }[]
  /** Below the chart, which has no words of its own. */
  readonly says: string
}

const WIDTH = 720
const HEIGHT = 180

/**
 * The words of the axes stand beside the SVG, which is stretched to the page: in it they would be as well.
 * Rows without anything are left out of the table, not of the chart.
 */
export function BarChart({ title, of, series, rows, says }: Bars): VNode {
  const sums = rows.map(({ values }) => values.reduce((sum, value) => sum + value, 0))
  const most = Math.max(1, ...sums)
  const slot = WIDTH / Math.max(1, rows.length)
  const filled = rows.filter((_, index) => (sums[index] ?? 0) > 0)
  return (
    <section>
      <h2>{title}</h2>
      {filled.length === 0 ? (
        <p>There is nothing to draw yet.</p>
      ) : (
        <figure>
          <ul class="legend">
            {series.map((name, index) => (
              <li key={name}>
                <svg class={`bar-${index}`} viewBox="0 0 10 10" aria-hidden="true">
                  <rect width="10" height="10" />
                </svg>
                {name}
              </li>
            ))}
          </ul>
          <div class="plot">
            <div class="of-y" aria-hidden="true">
              <span>{most}</span> <span>0</span>
            </div>
            <svg
              class="bars"
              viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
              preserveAspectRatio="none"
              role="img"
              aria-label={says}
            >
              {rows.map(({ label, values }, at) => (
                <g key={label}>
                  {stacked(values).map(({ from, to }, index) => (
                    <rect
                      key={series[index] ?? index}
                      class={`bar-${index}`}
                      x={rounded(at * slot + slot * 0.1)}
                      y={rounded(HEIGHT - (to / most) * HEIGHT)}
                      width={rounded(slot * 0.8)}
                      height={rounded(((to - from) / most) * HEIGHT)}
                    />
                  ))}
                </g>
              ))}
            </svg>
            <div class="of-x" aria-hidden="true">
              <span>{rows[0]?.label}</span> {rows.length > 1 && <span>{rows.at(-1)?.label}</span>}
            </div>
          </div>
          <figcaption>{says}</figcaption>
          <details>
            <summary>The same as numbers</summary>
            <Table
              caption={title}
              head={[of, ...series]}
              rows={filled.map(({ label, values }) => [label, ...values])}
            />
          </details>
        </figure>
      )}
    </section>
  )
}

function stacked(values: readonly number[]): { readonly from: number; readonly to: number }[] {
  let top = 0
  return values.map((value) => {
    const from = top
    top += value
    return { from, to: top }
  })
}

function rounded(length: number): number {
  return Math.round(length * 100) / 100
}
