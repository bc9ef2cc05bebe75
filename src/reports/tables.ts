import { html } from 'hono/html'
import type { Html } from '#src/pages/layout.ts'

/** In a table, where a number would say too much of somebody. */
export const HIDDEN = 'Not shown'

type Cell = Html | string | number

export type Column = Readonly<{ heading: string; numeric?: boolean }>

export type Table = Readonly<{
  caption: string
  columns: readonly Column[]
  /** The first cell of each names the row. */
  rows: readonly (readonly Cell[])[]
}>

const shown = (cell: Cell) => (typeof cell === 'number' ? cell.toLocaleString('en-GB') : cell)

/** A table that scrolls inside its own box where the window is narrower, and can be reached with the keyboard there. */
export function table(id: string, { caption, columns, rows }: Table): Html {
  const numeric = (i: number, part: string) =>
    columns[i]?.numeric === true ? ` nhsuk-table__${part}--numeric` : ''
  const width = columns.length > 3 ? ' cascade-table--wide' : ''
  return html`<div
    class="cascade-table${width}"
    role="region"
    aria-labelledby="${id}-caption"
    tabindex="0"
  >
    <table class="nhsuk-table">
      <caption class="nhsuk-table__caption" id="${id}-caption">
        ${caption}
      </caption>
      <thead class="nhsuk-table__head">
        <tr>
          ${columns.map(
            ({ heading }, i) =>
              html`<th scope="col" class="nhsuk-table__header${numeric(i, 'header')}">
                ${heading}
              </th>`,
          )}
        </tr>
      </thead>
      <tbody class="nhsuk-table__body">
        ${rows.map(
          (cells) =>
            html`<tr class="nhsuk-table__row">
              ${cells.map((cell, i) =>
                i === 0
                  ? html`<th scope="row" class="nhsuk-table__header">${shown(cell)}</th>`
                  : html`<td class="nhsuk-table__cell${numeric(i, 'cell')}">${shown(cell)}</td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}
