import { stringify } from 'csv-stringify/sync'

/**
 * Lines of a file for a spreadsheet. `first`: whether these begin the file, with the byte order mark that Excel needs.
 * Whatever somebody typed stays text in it.
 */
export const csv = (rows: readonly (readonly string[])[], first = true): string =>
  stringify([...rows], {
    bom: first,
    record_delimiter: 'windows',
    // Everything, since a line break inside a cell is a single character and would not be quoted for itself.
    quoted_string: true,
    quoted_empty: false,
    // A cell that begins with = + - @ or a tab would be run as a formula.
    escape_formulas: true,
  })
