import { bare, type Command, joined } from '#src/app/capability.ts'
import { spoken } from '#src/app/commands.ts'
import { ALL_KINDS_WORDS, KIND_WORDS } from '#src/broadcasts/kind-names.ts'
import { refused } from '#src/kernel/refusal.ts'
import {
  Away,
  Back,
  Browse,
  CatchUp,
  FindPlace,
  Library,
  SaveAway,
  Search,
  SearchForm,
} from './intents.ts'

/** What can be typed about the library; each comes to the intent that a button carries. */
export const libraryCommands: readonly Command[] = [
  {
    words: ['today at', 'today'],
    usage: 'today at french weir',
    does: 'See what applies at a practice today, and who to ask',
    offered: joined,
    read: (rest) => spoken(FindPlace({}), { place: rest.trim() }),
  },
  {
    words: ['search', 'find', 'look up'],
    usage: 'search sore throat',
    does: 'Search what is in force; search alone for a form',
    offered: joined,
    read: (rest) =>
      rest.trim() === '' ? spoken(SearchForm({})) : spoken(Search({}), { words: rest }),
  },
  {
    words: ['library'],
    usage: 'library',
    does: 'See what is in force, by kind; library pathways for one',
    offered: joined,
    read: (rest) => {
      const typed = rest.trim().toLowerCase()
      const kind = KIND_WORDS.get(typed)
      if (kind !== undefined) return spoken(Browse({ kind }))
      return typed === ''
        ? spoken(Library({}))
        : refused(
            'I do not know that kind of message',
            `Type library and one of these: ${ALL_KINDS_WORDS}. To look for words, type search and the words.`,
          )
    },
  },
  {
    words: ['opportunities', 'vacancies', 'jobs'],
    usage: 'opportunities',
    does: 'See the opportunities that are open to you',
    offered: joined,
    read: bare(Browse({ kind: 'opportunity' })),
  },
  {
    words: ['catch up', 'catchup', 'what did i miss'],
    usage: 'catch up',
    does: 'See what you missed, what you have not read first',
    offered: joined,
    read: bare(CatchUp({})),
  },
  {
    words: ['away until', 'away'],
    usage: 'away until 31 December 2026',
    does: 'Be left alone, except for what is critical',
    offered: joined,
    read: (rest) => {
      const until = rest.trim()
      return until === '' ? spoken(Away({})) : spoken(SaveAway({}), { until })
    },
  },
  {
    words: ['back', 'i am back'],
    usage: 'back',
    does: 'End your absence and see what you missed',
    offered: joined,
    read: bare(Back({})),
  },
]
