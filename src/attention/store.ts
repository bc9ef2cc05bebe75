import type { Db, Tx } from '#src/kernel/db.ts'
import type { BankHoliday } from './bank-holidays.ts'
import type { BankHolidays } from './rules.ts'

export async function bankHolidays(db: Db | Tx): Promise<BankHolidays> {
  const rows = await db.selectFrom('bankHolidays').select('day').execute()
  return new Set(rows.map(({ day }) => day))
}

/** The last day of the last year of which bank holidays are known, YYYY-MM-DD. */
export async function holidaysKnownUntil(db: Db | Tx): Promise<string> {
  const { last } = await db
    .selectFrom('bankHolidays')
    .select((eb) => eb.fn.max('day').as('last'))
    .executeTakeFirstOrThrow()
  return `${String(last).slice(0, 4)}-12-31`
}

/** Puts the years of a newer file in place of what was known of them; other years stay. */
export async function saveBankHolidays(db: Tx, holidays: readonly BankHoliday[]): Promise<void> {
  const days = holidays.map(({ day }) => day).toSorted()
  const [first = '', last = ''] = [days[0], days.at(-1)].map((day) => day?.slice(0, 4))
  await db
    .deleteFrom('bankHolidays')
    .where('day', '>=', `${first}-01-01`)
    .where('day', '<=', `${last}-12-31`)
    .execute()
  await db
    .insertInto('bankHolidays')
    .values([...holidays])
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
