/**
 * Reads a calendar file as RFC 5545 says, and nothing of how ours is made: unfolds by octets, splits properties and
 * parameters, takes the escapes out of texts, and tells the instant of a local time from the file's own VTIMEZONE.
 */
export type IcsProperty = Readonly<{
  name: string
  parameters: Readonly<Record<string, string>>
  value: string
}>
export type IcsComponent = Readonly<{
  name: string
  properties: readonly IcsProperty[]
  components: readonly IcsComponent[]
}>

const fail = (why: string): never => {
  throw new Error(`Not a calendar file: ${why}`)
}

/** The content lines: every line ends in CRLF and has at most 75 octets, and what begins with a space goes on the one before. */
export function unfold(file: string): readonly string[] {
  if (!file.endsWith('\r\n')) fail('the last line has no end')
  const lines = file.slice(0, -2).split('\r\n')
  const whole: string[] = []
  for (const line of lines) {
    if (/[\r\n]/.test(line)) fail('a bare line break')
    if (/[^\P{Cc}\t]/u.test(line)) fail('a control character')
    if (Buffer.byteLength(line) > 75) fail('a line over 75 octets')
    if (/^[ \t]/.test(line)) whole.push(`${whole.pop() ?? fail('folded first')}${line.slice(1)}`)
    else whole.push(line)
  }
  return whole
}

function property(line: string): IcsProperty {
  const match = /^([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:,]*))*):(.*)$/s.exec(line)
  if (match === null) return fail(`no property in ${JSON.stringify(line)}`)
  const parameters = Object.fromEntries(
    (match[2] ?? '')
      .split(';')
      .slice(1)
      .map((one) => [
        one.slice(0, one.indexOf('=')),
        one.slice(one.indexOf('=') + 1).replaceAll('"', ''),
      ]),
  )
  return { name: match[1] ?? '', parameters, value: match[3] ?? '' }
}

type Open = { name: string; properties: IcsProperty[]; components: IcsComponent[] }

/** The one VCALENDAR of a file. */
export function readIcs(file: string): IcsComponent {
  const open: Open[] = [{ name: '', properties: [], components: [] }]
  for (const line of unfold(file)) {
    const one = property(line)
    const inner = open.at(-1) ?? fail('an end too many')
    if (one.name === 'BEGIN') open.push({ name: one.value, properties: [], components: [] })
    else if (one.name === 'END') {
      if (inner.name !== one.value) fail(`${one.value} ends in ${inner.name}`)
      open.pop()
      const outer = open.at(-1) ?? fail('an end too many')
      outer.components.push(inner)
    } else inner.properties.push(one)
  }
  const [calendar, ...more] = open[0]?.components ?? []
  return calendar === undefined || more.length > 0 || calendar.name !== 'VCALENDAR'
    ? fail('not one calendar')
    : calendar
}

export const ofName = (component: IcsComponent, name: string): readonly IcsComponent[] =>
  component.components.filter((one) => one.name === name)

/** The one property of that name; null where there is none. */
export function valueOf(component: IcsComponent, name: string): IcsProperty | null {
  const found = component.properties.filter((one) => one.name === name)
  return found.length > 1 ? fail(`${name} twice`) : (found[0] ?? null)
}

/** A text without its escapes; fails on what should have been escaped and was not. */
export function textOf(component: IcsComponent, name: string): string | null {
  const found = valueOf(component, name)
  if (found === null) return null
  if (/^(?:[^\\;,]|\\[\\;,nN])*$/.exec(found.value) === null) fail(`${name} is not escaped`)
  return found.value.replaceAll(/\\(.)/g, (_, mark: string) =>
    mark.toLowerCase() === 'n' ? '\n' : mark,
  )
}

const digits = (text: string) =>
  /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(Z?)$/.exec(text) ?? fail(`no time: ${text}`)

const asUtc = (text: string): number => {
  const [, y, mo, d, h, mi, s] = digits(text).map(Number)
  return Date.UTC(y ?? 0, (mo ?? 1) - 1, d, h, mi, s)
}

const offset = (text: string): number => {
  const match = /^([+-])(\d\d)(\d\d)$/.exec(text) ?? fail(`no offset: ${text}`)
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) * 60_000
}

/** When a part of a zone begins in one year, on its local clock: only the rule "the last Sunday of a month" is known. */
function onsetIn(part: IcsComponent, year: number): number {
  const first = valueOf(part, 'DTSTART')?.value ?? fail('a part of a zone without a start')
  const rule = valueOf(part, 'RRULE')?.value ?? fail('a part of a zone without a rule')
  const month = /^FREQ=YEARLY;BYMONTH=(\d+);BYDAY=-1SU$/.exec(rule)?.[1] ?? fail(rule)
  const end = new Date(Date.UTC(year, Number(month), 0))
  const sunday = end.getUTCDate() - end.getUTCDay()
  const timeOfDay = asUtc(first) % 86_400_000
  return Date.UTC(year, Number(month) - 1, sunday) + timeOfDay
}

/** The instant of DTSTART, DTEND or a stamp, by the zone in the same file. */
export function instantOf(calendar: IcsComponent, component: IcsComponent, name: string): Date {
  const found = valueOf(component, name) ?? fail(`no ${name}`)
  const local = asUtc(found.value)
  if (digits(found.value)[7] === 'Z') return new Date(local)
  const zone =
    ofName(calendar, 'VTIMEZONE').find(
      (one) => valueOf(one, 'TZID')?.value === found.parameters['TZID'],
    ) ?? fail('no such zone')
  const year = new Date(local).getUTCFullYear()
  const onsets = zone.components
    .flatMap((part) => [year - 1, year].map((one) => ({ part, at: onsetIn(part, one) })))
    .filter(({ at }) => at <= local)
    .toSorted((a, b) => b.at - a.at)
  const part = onsets[0]?.part ?? fail('before the zone begins')
  return new Date(local - offset(valueOf(part, 'TZOFFSETTO')?.value ?? ''))
}
