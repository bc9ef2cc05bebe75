import { ask, type MemberTurn, redraw, refuse, say } from '#src/app/turn.ts'
import { composing } from '#src/broadcasts/composing.ts'
import { EMPTY_DRAFT, specialtyOption } from '#src/broadcasts/forms.ts'
import { kindsFor, NO_ROLE } from '#src/broadcasts/rules.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import type { Form, FormValues } from '#src/chat/form.ts'
import { nextLondon } from '#src/kernel/london.ts'
import type { BroadcastKind } from '#src/kernel/schema.ts'
import { writeAudit } from '#src/people/store.ts'
import { correctionForm } from '#src/versions/forms.ts'
import { SaveCorrection } from '#src/versions/intents.ts'
import { ownOut } from '#src/versions/out.ts'
import { declinedCard, itemCard, putOffCard } from './cards.ts'
import { draftsOf, keepDraft } from './draft-store.ts'
import { SaveItemDraft } from './intents.ts'
import { contentFor, correctionFor, kindFor, urgencyFor } from './prefill-rules.ts'
import { type FeedItem, lockItem, setItemState } from './store.ts'
import { writtenFor } from './telling.ts'

/** What the person who releases does with an item. */
export const releasing = { show, open, save, again, decline, putOff, correct }

/** What was put off is asked again in the morning of the next day. */
const ASK_AGAIN_AT = '09:00'

type Then = (item: FeedItem) => Promise<Reaction>

const NOT_YOURS = {
  happened: 'There is no item with that number for you to release',
  next: 'Type release queue to see what waits for you.',
}

/** For the person named to release this feed, while they hold a role. */
async function own(turn: MemberTurn, id: number, then: Then): Promise<Reaction> {
  if (turn.actor.roles.length === 0) return refuse(NO_ROLE)
  const item = await lockItem(turn.db, id, turn.me.id)
  return item === null ? refuse(NOT_YOURS) : then(item)
}

const withdrawn = (item: FeedItem): Reaction =>
  refuse({
    happened: `${item.feedName} has withdrawn this`,
    next: 'Open the official text to see what they say. Type compose to write something of your own.',
  })

async function cardOf(turn: MemberTurn, item: FeedItem, tell: 'new' | 'updated') {
  return itemCard(item, tell, writtenFor(await draftsOf(turn.db, item.id), turn.me.id))
}

async function show(turn: MemberTurn, id: number): Promise<Reaction> {
  return own(turn, id, async (item) =>
    item.withdrawn ? withdrawn(item) : [say(await cardOf(turn, item, 'new'))],
  )
}

async function open(turn: MemberTurn, id: number): Promise<Reaction> {
  return own(turn, id, async (item) => {
    if (item.withdrawn) return withdrawn(item)
    const kind = kindFor(item, kindsFor(turn.actor.roles))
    if (kind !== 'prescribing' && kind !== 'announcement')
      return refuse({
        happened: 'Your role may send neither prescribing messages nor announcements',
        next: 'Ask whoever runs Cascade to name somebody who may to release this source.',
      })
    const shown = {
      ...EMPTY_DRAFT,
      urgency: urgencyFor(item),
      specialties: item.specialties.map(specialtyOption),
      content: contentFor(item, kind),
    }
    const told = item.updated.getTime()
    return composing.openWith(turn, kind, shown, SaveItemDraft({ item: id, told, kind }))
  })
}

type Saving = Readonly<{ item: number; told: number; kind: BroadcastKind }>

async function save(turn: MemberTurn, saving: Saving, values: FormValues): Promise<Reaction> {
  return own(turn, saving.item, async (item) => {
    if (item.withdrawn) return withdrawn(item)
    const given = contentFor(item, 'announcement')
    return composing.save(turn, saving.kind, null, values, {
      intent: SaveItemDraft(saving),
      keep: async (broadcast) => {
        const { title, summary } = given
        const updated = new Date(saving.told)
        await keepDraft(turn.db, { broadcast, item: item.id, updated, title, summary }, turn.at)
        // What came after the form was opened still waits to be looked at.
        if (saving.told === item.updated.getTime()) await setItemState(turn.db, item.id, 'drafted')
      },
    })
  })
}

async function again(turn: MemberTurn, saving: Saving, values: FormValues): Promise<Form> {
  return composing.again(turn, saving.kind, null, values, SaveItemDraft(saving))
}

type Told = Readonly<{ item: number; told: number }>

/** Says what becomes of the telling that they saw; of a newer one nothing is decided, and it is shown instead. */
async function decide(turn: MemberTurn, { item: id, told }: Told, then: Then): Promise<Reaction> {
  return own(turn, id, async (item) => {
    if (item.withdrawn) return withdrawn(item)
    return told === item.updated.getTime()
      ? then(item)
      : [redraw(await cardOf(turn, item, 'updated'))]
  })
}

async function decline(turn: MemberTurn, told: Told): Promise<Reaction> {
  return decide(turn, told, async (item) => {
    await setItemState(turn.db, item.id, 'declined')
    await writeAudit(turn.db, turn.at, turn.me.id, 'feed.item-declined', `feed-item:${item.id}`)
    return [redraw(declinedCard(item))]
  })
}

async function putOff(turn: MemberTurn, told: Told): Promise<Reaction> {
  return decide(turn, told, async (item) => {
    const until = nextLondon(turn.at, ASK_AGAIN_AT)
    await setItemState(turn.db, item.id, 'later', until)
    await writeAudit(turn.db, turn.at, turn.me.id, 'feed.item-put-off', `feed-item:${item.id}`)
    return [redraw(putOffCard(item, until))]
  })
}

async function correct(turn: MemberTurn, id: number, broadcast: number): Promise<Reaction> {
  return own(turn, id, async (item) => {
    if (item.withdrawn) return withdrawn(item)
    const draft = (await draftsOf(turn.db, id)).find((one) => one.broadcast === broadcast)
    if (draft === undefined) return refuse(NOT_YOURS)
    return ownOut(turn, broadcast, async (found) => {
      const shown = { ...correctionFor(found.content, draft.given, item), material: false }
      return [ask(correctionForm(found, shown, SaveCorrection({ broadcast })))]
    })
  })
}
