import { z } from 'zod'
import { formIntent, intentType, NumberId } from '#src/chat/intent.ts'
import { KINDS } from '#src/broadcasts/kind-names.ts'
import { View } from './view.ts'

const none = z.strictObject({})
const place = z.string().regex(/^[A-Z0-9]{3,10}$/)

export const Library = intentType('library', none)
export const Browse = intentType('library-kind', z.strictObject({ kind: z.enum(KINDS) }))
export const SearchForm = formIntent('search-form', none)
export const Search = intentType('search', none)

export const FindPlace = intentType('find-place', none)
export const PlaceForm = formIntent('place-form', none)
export const ChoosePlace = intentType('choose-place', none)
export const TodayAt = intentType('today-at', z.strictObject({ place }))
/** Opens what applies at a place, for somebody who need not work there. */
export const OpenAt = intentType('open-at', z.strictObject({ place, broadcast: NumberId }))

export const CatchUp = intentType('catch-up', none)
export const ShowList = intentType('show-list', View)
export const ReadListed = intentType(
  'read-listed',
  View.extend({ broadcast: NumberId, version: NumberId }),
)
/** Every row that was on the card and may be read at once, by number and version: "12.1 15.2 19.1". */
export const ReadShown = intentType(
  'read-shown',
  View.extend({ shown: z.string().regex(/^\d{1,10}\.\d{1,6}( \d{1,10}\.\d{1,6}){0,5}$/) }),
)

export const Away = formIntent('away', none)
export const SaveAway = intentType('save-away', none)
export const Back = intentType('back', none)
