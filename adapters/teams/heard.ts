import type { Inbound } from '#src/chat/chat-platform.ts'
import type { Option, SearchSource } from '#src/chat/form.ts'
import type { Account } from './address.ts'

/** Where something was done, which decides how it is answered. */
export type Surface =
  /** A message, or a button of an old client: only told, and told again when it is not taken. */
  | 'event'
  /** A button whose card is replaced in the answer. */
  | 'execute'
  /** A button that opens a dialog in the answer. */
  | 'fetch'
  /** A dialog, which stays open with its errors or closes. */
  | 'submit'

/** What was chosen in a dialog's searches, with the names: the core knows only their codes. */
export type Chosen = Readonly<Record<string, readonly Option[]>>

/** What one activity comes to. */
export type Heard =
  | Readonly<{ is: 'done'; who: Account; inbound: Inbound; surface: Surface; chosen: Chosen }>
  /** A form that waited for a press that can open it. */
  | Readonly<{ is: 'open-form'; who: Account; form: string }>
  | Readonly<{ is: 'suggest'; who: Account; source: SearchSource; typed: string }>
  /** The app was taken away from this person. */
  | Readonly<{ is: 'removed'; who: Account }>
  /** In a team or a group, where everybody reads along. */
  | Readonly<{ is: 'in-public'; who: Account; eventId: string; surface: Surface }>
  /** A file or a picture, which nobody here can read. */
  | Readonly<{ is: 'file'; who: Account; eventId: string }>
  /** Nothing for us; `type` is all that is ever logged of it. */
  | Readonly<{ is: 'nothing'; type: string }>

export const nothing = (type: string): Heard => ({ is: 'nothing', type })
