import type { Inbound } from '#src/chat/chat-platform.ts'
import type { Option, SearchSource } from '#src/chat/form.ts'
import type { Account } from './address.ts'
import type { Place } from './installations.ts'

/** A form as it stood in front of somebody when they sent it. */
export type SentView = Readonly<{
  /** Its fields, which are the only places that Slack shows errors at. */
  fields: readonly string[]
  /** What was chosen in its searches, with the names: the core knows only their codes. */
  chosen: Readonly<Record<string, readonly Option[]>>
}>

/** Where something was done, which decides how it is answered. */
export type Surface =
  | Readonly<{ is: 'event' }>
  | Readonly<{ is: 'press'; trigger: string; home: boolean }>
  | Readonly<{ is: 'submit'; view: SentView }>
  /** `elsewhere`: typed outside of the conversation with the app, which answers there. */
  | Readonly<{ is: 'command'; trigger: string; elsewhere: boolean }>

/** What one request from Slack comes to. */
export type Heard =
  | Readonly<{ is: 'done'; place: Place; who: Account; inbound: Inbound; surface: Surface }>
  /** A form that waited for a press that can open it. */
  | Readonly<{ is: 'open-form'; place: Place; who: Account; trigger: string; form: string }>
  | Readonly<{ is: 'home'; place: Place; who: Account }>
  | Readonly<{ is: 'suggest'; place: Place; who: Account; source: SearchSource; typed: string }>
  /** An account was closed, or opened again. */
  | Readonly<{ is: 'account'; place: Place; who: Account; open: boolean }>
  | Readonly<{ is: 'removed'; place: Place; at: Date }>
  /** Somebody of another organisation, through Slack Connect. */
  | Readonly<{ is: 'stranger'; place: Place; who: Account }>
  /** A file or a picture, which nobody here can read. */
  | Readonly<{ is: 'file'; place: Place; who: Account }>
  /** Nothing for us; `type` is all that is ever logged of it. */
  | Readonly<{ is: 'nothing'; type: string }>

export const nothing = (type: string): Heard => ({ is: 'nothing', type })
