import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { PERIODS } from '#src/config-retention.ts'
import { HOLDINGS } from '#src/people/rights/holdings.ts'

const squeeze = (line: string) => line.replaceAll(/\s+/g, ' ').trim()

const manual = async () => {
  const text = await readFile(join(import.meta.dirname, '../../docs/operating.md'), 'utf8')
  return text.split('\n').map(squeeze)
}

test('the manual says of everything that is held what it is, for how long, and what is left of it', async () => {
  const lines = await manual()
  for (const { what, table, kept, erased } of HOLDINGS)
    expect(lines).toContain(squeeze(`| ${what} | \`${table}\` | ${kept} | ${erased} |`))
})

test('the manual says how long what is kept, and between which one may choose', async () => {
  const lines = await manual()
  for (const { setting, days, least, most } of Object.values(PERIODS)) {
    const line = lines.find((one) => one.startsWith(`| \`${setting}\``))
    expect(line).toContain(`| ${days} | ${least}, ${most} |`)
  }
})

test('each table is registered once', () => {
  const tables = HOLDINGS.map(({ table }) => table)
  expect(new Set(tables).size).toBe(tables.length)
})
