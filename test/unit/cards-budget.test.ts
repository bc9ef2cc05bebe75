import { describe, expect, test } from 'vitest'
import { Form } from '#src/chat/form.ts'
import { type Action, Message } from '#src/chat/message.ts'
import { MODULES, WORST } from './worst-cards.ts'
import { type Fill, FILLS } from './worst-content.ts'
import type { Shown } from './worst-own-cards.ts'

const isMessage = (shown: Shown): shown is Message => 'preview' in shown

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}

const labels = (actions: readonly Action[]) => actions.map(({ label }) => label)

const shownBy = (name: string, fill: Fill) => WORST[name]?.(fill) ?? []
const calm: Fill = (max) => 'Sore throat pathway '.repeat(max).slice(0, max - 1) + '.'

test('no card or form is left out here', () => {
  const builders = MODULES.flatMap((module) => Object.entries(module))
    .filter(([name, value]) => /(Card|Form)$/.test(name) && typeof value === 'function')
    .map(([name]) => name)
  expect(Object.keys(WORST).toSorted()).toEqual(builders.toSorted())
})

describe.each(Object.keys(WORST))('%s', (name) => {
  test.each(FILLS)('fits every platform when all of it is full: %s', (_, fill) => {
    for (const shown of shownBy(name, fill)) {
      const parsed = isMessage(shown) ? Message.safeParse(shown) : Form.safeParse(shown)
      expect(parsed.error?.issues).toBeUndefined()
    }
  })

  test.each(FILLS)('cuts no character in half: %s', (_, fill) => {
    for (const text of shownBy(name, fill).flatMap(textsOf)) expect(text.isWellFormed()).toBe(true)
  })

  test('has no two buttons that read the same', () => {
    for (const shown of shownBy(name, calm)) {
      const blocks = isMessage(shown) ? shown.blocks : shown.intro
      const rows = blocks.flatMap((block) => (block.is === 'row' ? [labels(block.actions)] : []))
      const all = isMessage(shown) ? [...rows, labels(shown.actions)] : rows
      for (const one of all) expect(new Set(one).size).toBe(one.length)
      if (!isMessage(shown)) continue
      for (const one of rows)
        expect(one.filter((label) => labels(shown.actions).includes(label))).toEqual([])
    }
  })

  test('has one main action at most', () => {
    for (const shown of shownBy(name, calm).filter(isMessage)) {
      const main = shown.actions.filter((one) => one.is === 'button' && one.tone === 'primary')
      expect(main.length).toBeLessThanOrEqual(1)
    }
  })

  test('speaks the words of the house', () => {
    for (const text of shownBy(name, calm).flatMap(textsOf)) {
      const words = text.replaceAll(/Central Alerting System|National Patient Safety Alert/g, '')
      expect(words).not.toMatch(/alert|\be\.?g\b\.?|\bi\.?e\.?\b|undefined|null|NaN|\[object/i)
    }
  })

  test('counts with a comma', () => {
    for (const text of shownBy(name, calm).flatMap(textsOf))
      expect(text).not.toMatch(/\b(46000|45992|38000|5000|3000)\b/)
  })

  test('leaves what matters out of the notification', () => {
    for (const shown of shownBy(name, calm).filter(isMessage))
      expect(shown.preview).not.toMatch(/^$|Use FeverPAIN/)
  })
})
