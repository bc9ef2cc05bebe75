import { expect } from 'vitest'
import type { Database } from '#src/kernel/db.ts'
import { ofName, readIcs } from './read-ics.ts'

/** Where the newest link of that name in somebody's local chat leads; empty where there is none. */
export async function linkedOn(url: string, user: string, label: string): Promise<string> {
  const html = await (await fetch(`${url}/chat?as=${user}`)).text()
  const hrefs = [...html.matchAll(/<a[^>]*href="([^"]+)"[^>]*>([\s\S]*?)<\/a\s*>/g)]
    .filter(([, , text = '']) => text.includes(label))
    .map(([, href = '']) => href.replaceAll('&amp;', '&'))
  return hrefs.at(-1) ?? ''
}

/** The calendar file at an address, with its events. */
export async function calendarAt(href: string) {
  const response = await fetch(href)
  expect(response.headers.get('content-type')).toBe('text/calendar; charset=utf-8')
  const calendar = readIcs(await response.text())
  return { calendar, events: ofName(calendar, 'VEVENT') }
}

/** The person behind an account of the local chat. */
export async function personOf({ pool }: Database, user: string): Promise<string> {
  const { rows } = await pool.query<{ it: string }>(
    'select person_id as it from identities where user_ref = $1',
    [user],
  )
  return rows[0]?.it ?? ''
}
