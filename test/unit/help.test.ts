import { describe, expect, test } from 'vitest'
import { Help } from '#src/app/cards.ts'
import { spoken } from '#src/app/commands.ts'
import { createHelp } from '#src/app/help.ts'
import type { Turn } from '#src/app/turn.ts'
import { Message } from '#src/chat/message.ts'
import type { Actor, HeldRole } from '#src/people/actor.ts'
import { actor, all, director, locum, newcomer, without } from './all-commands.ts'

describe('help', () => {
  /** Of a turn, help uses only who it is. */
  const helpFor = async (who: Actor, capabilities = without) => {
    const [handler] = createHelp(capabilities).handlers
    const reaction = await handler?.run({ actor: who } as Turn, {}, null)
    if (reaction === undefined || reaction === 'bad-intent') return []
    return reaction.flatMap((step) => (step.do === 'say' ? [Message.parse(step.message)] : []))
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
    ['a newcomer', newcomer, 1],
    ['a locum', locum, 2],
    ['a clinical director', director, 4],
  ])('shows %s exactly what is offered', async (_, who, cards) => {
    const shown = await helpFor(who)
    expect(shown).toHaveLength(cards)
    expect(usages(shown).toSorted()).toEqual(offered(who).toSorted())
  })

  test('offers a newcomer to join and nothing that needs joining', async () => {
    expect(usages(await helpFor(newcomer)).toSorted()).toEqual([
      'delete me',
      'join',
      'link',
      'my data',
    ])
  })

  test('offers a locum nothing that needs a role', async () => {
    const shown = usages(await helpFor(locum))
    expect(shown).toContain('read 12')
    for (const usage of [
      'join',
      'compose prescribing',
      'send 12',
      'report 12',
      'answer 5 your answer',
    ])
      expect(shown).not.toContain(usage)
  })

  test('says which role lets somebody do what, on a card of its own', async () => {
    // What does not fit on it goes on over the next.
    const senders = (await helpFor(director)).find((card) =>
      JSON.stringify(card.blocks).includes('You are clinical director, Lyngford PCN.'),
    )
    expect(senders?.title).toBe('What your role lets you do')
    expect(usages(senders === undefined ? [] : [senders])).toContain('compose prescribing')
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
    const shown = await helpFor(actor(true, ...roles), [
      ...without,
      { handlers: [], redraws: [], commands: more },
    ])
    expect(usages(shown).filter((usage) => usage.startsWith('word'))).toHaveLength(80)
    expect(shown.length).toBeGreaterThan(5)
  })
})

test('no two capabilities handle an intent of one name: the later would take what was meant for the other', () => {
  const names = all.flatMap((one) => one.handlers.map((handler) => handler.do))
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
})
