import { describe, expect, test } from 'vitest'
import { Help, HelpOn } from '#src/app/cards.ts'
import { hear, spoken } from '#src/app/commands.ts'
import { createHelp } from '#src/app/help.ts'
import { ComposeKind } from '#src/broadcasts/intents.ts'
import { KIND_NAMES, KINDS } from '#src/broadcasts/kind-names.ts'
import type { Turn } from '#src/app/turn.ts'
import type { Intent } from '#src/chat/intent.ts'
import { Message } from '#src/chat/message.ts'
import type { Actor, HeldRole } from '#src/people/actor.ts'
import { actor, all, commands, director, locum, newcomer, without } from './all-commands.ts'

describe('help', () => {
  /** Of a turn, help uses only who it is. */
  const pressed = async (intent: Intent, who: Actor, capabilities = without) => {
    const handler = createHelp(capabilities).handlers.find((one) => one.do === intent.do)
    const reaction = await handler?.run({ actor: who } as Turn, intent.with, null)
    if (reaction === undefined || reaction === 'bad-intent') return []
    return reaction.flatMap((step) => (step.do === 'say' ? [Message.parse(step.message)] : []))
  }
  const helpFor = async (who: Actor, capabilities = without) => {
    const [card, ...more] = await pressed(Help({}), who, capabilities)
    if (card === undefined || more.length > 0) throw new Error('Help is one card')
    return card
  }
  /** The cards behind the buttons of a help card. */
  const behind = async (card: Message, who: Actor, capabilities = without) => {
    const buttons = card.blocks.flatMap((block) => (block.is === 'row' ? block.actions : []))
    const shown = await Promise.all(
      buttons.map(async (one) =>
        one.is === 'button' ? pressed(one.intent, who, capabilities) : [],
      ),
    )
    return shown.flat()
  }
  const usages = (cards: readonly Message[]) =>
    cards.flatMap(({ blocks }) =>
      blocks.flatMap((block) =>
        block.is === 'facts' ? block.facts.map(({ label }) => label) : [],
      ),
    )
  const offered = (who: Actor) =>
    without.flatMap((one) =>
      one.commands.filter((command) => command.offered(who)).map(({ usage }) => usage),
    )

  test.each([
    ['a newcomer', newcomer],
    ['a locum', locum],
    ['a clinical director', director],
  ])('shows %s exactly what is offered, by topic', async (_, who) => {
    const card = await helpFor(who)
    const shown = [...usages([card]), ...usages(await behind(card, who))]
    expect(shown.toSorted()).toEqual(offered(who).toSorted())
  })

  test('names every kind that can be written, in words that can be typed', () => {
    const does = commands.find(({ usage }) => usage === 'compose prescribing')?.does ?? ''
    for (const kind of KINDS) {
      const words = KIND_NAMES[kind].one.toLowerCase()
      expect(does).toContain(words)
      const heard = hear(commands, director, `compose ${words}`)
      expect(heard).toMatchObject({ spoken: { value: { intent: ComposeKind({ kind }) } } })
    }
  })

  test('offers a newcomer to join and nothing that needs joining', async () => {
    expect(usages([await helpFor(newcomer)]).toSorted()).toEqual([
      'delete me',
      'join',
      'link',
      'my data',
    ])
  })

  test.each([
    ['a locum', locum, ['Catch up', 'Today at a place', 'Search']],
    ['a director', director, ['Write a message', 'Catch up', 'Today at a place', 'Search']],
  ])('begins for %s with what is done every day', async (_, who, labels) => {
    const [first] = (await helpFor(who)).blocks
    expect(first?.is === 'row' && first.actions.map(({ label }) => label)).toEqual(labels)
  })

  test('names whole commands, as many as fit', async () => {
    const whole = new Set(offered(director))
    for (const block of (await helpFor(director)).blocks.slice(1)) {
      if (block.is !== 'row') continue
      const named = (block.parts[1]?.text ?? '').slice(2).split(', ')
      expect(named.filter((one) => !whole.has(one) && one !== 'and more')).toEqual([])
    }
  })

  test('says who somebody is, and in which role', async () => {
    expect(JSON.stringify(await helpFor(director))).toContain(
      'You are Dr Bo Locum: clinical director, Lyngford PCN.',
    )
    expect(JSON.stringify(await helpFor(locum))).toContain('You are Dr Bo Locum.')
  })

  test.each([
    ['help', 'help'],
    ['help forums', 'help-on'],
    ['Help  Forums', 'help-on'],
    ['help me please', 'help'],
  ])('%s asks for %s', (typed, wanted) => {
    const heard = hear(commands, locum, typed)
    if (heard.is !== 'command' || !heard.spoken.ok) throw new Error('It is a command')
    expect(heard.spoken.value.intent.do).toBe(wanted)
  })

  test('of a topic that somebody has nothing of is all that they have', async () => {
    const [card] = await pressed(HelpOn({ topic: 'sources' }), locum)
    expect(card?.title).toBe('What you can do')
  })

  test('goes on over as many cards as it needs', async () => {
    const more = Array.from({ length: 80 }, (_, n) => ({
      words: [`word${n}`] as const,
      usage: `word${n} ${'&'.repeat(50)}`,
      does: '&'.repeat(70),
      offered: () => true,
      read: () => spoken(Help({})),
    }))
    const roles = Array.from({ length: 40 }, (_, n): HeldRole => ({
      role: 'practice-manager',
      organisation: `L${n}`,
      organisationName: 'Lyngford Park Surgery'.repeat(4),
    }))
    const all = [
      ...without,
      { topic: 'messages' as const, handlers: [], redraws: [], commands: more },
    ]
    const who = actor(true, ...roles)
    const shown = await behind(await helpFor(who, all), who, all)
    expect(usages(shown).filter((usage) => usage.startsWith('word'))).toHaveLength(80)
    expect(shown.filter(({ title }) => title === 'Messages: more').length).toBeGreaterThan(5)
  })
})

test('no two capabilities handle an intent of one name: the later would take what was meant for the other', () => {
  const names = all.flatMap((one) => one.handlers.map((handler) => handler.do))
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
})
