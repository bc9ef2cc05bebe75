import type { MessageHandle, NeverReason, SendOutcome } from '#src/chat/chat-platform.ts'
import type { Answer } from './transport.ts'

type Meaning = 'later' | 'unknown' | NeverReason

/** What Slack's error codes mean for one delivery. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  // Nobody there to be reached.
  channel_not_found: 'unreachable',
  user_not_found: 'unreachable',
  users_not_found: 'unreachable',
  user_not_visible: 'unreachable',
  user_disabled: 'unreachable',
  user_deactivated: 'unreachable',
  cannot_dm_bot: 'unreachable',
  is_archived: 'unreachable',
  not_in_channel: 'unreachable',
  invalid_user_combination: 'unreachable',
  external_channel_migrating: 'later',

  // There, and closed to us by a setting.
  messages_tab_disabled: 'blocked',
  restricted_action: 'blocked',
  restricted_action_read_only_channel: 'blocked',
  restricted_action_non_threadable_channel: 'blocked',
  restricted_action_thread_only_channel: 'blocked',
  restricted_action_thread_locked: 'blocked',
  ekm_access_denied: 'blocked',
  is_inactive: 'blocked',

  // The app is not, or is no longer, in that workspace with what it needs.
  account_inactive: 'not-installed',
  token_revoked: 'not-installed',
  token_expired: 'not-installed',
  invalid_auth: 'not-installed',
  not_authed: 'not-installed',
  access_denied: 'not-installed',
  missing_scope: 'not-installed',
  no_permission: 'not-installed',
  not_allowed_token_type: 'not-installed',
  team_access_not_granted: 'not-installed',
  team_not_found: 'not-installed',
  org_login_required: 'not-installed',
  enterprise_is_restricted: 'not-installed',
  method_deprecated: 'rejected',

  // What we asked for was wrong. These are our own faults, found in tests.
  invalid_blocks: 'rejected',
  invalid_blocks_format: 'rejected',
  invalid_arguments: 'rejected',
  invalid_metadata_format: 'rejected',
  invalid_metadata_schema: 'rejected',
  metadata_too_large: 'rejected',
  metadata_must_be_sent_from_app: 'rejected',
  msg_too_long: 'rejected',
  msg_blocks_too_long: 'rejected',
  no_text: 'rejected',
  too_many_attachments: 'rejected',
  message_not_found: 'rejected',
  cant_update_message: 'rejected',
  edit_window_closed: 'rejected',
  block_mismatch: 'rejected',
  duplicate_channel_not_found: 'rejected',

  // Surely not done, and worth another try.
  request_timeout: 'later',
  team_added_to_org: 'later',
  message_limit_exceeded: 'later',

  // Slack itself says that some of it may have been done.
  fatal_error: 'unknown',
  internal_error: 'unknown',
  service_unavailable: 'unknown',
  accesslimited: 'unknown',
  duplicate_message_not_found: 'unknown',
}

/** Codes after which an installation is worth asking about: it may be gone. */
const OF_THE_TOKEN = new Set(['account_inactive', 'token_revoked', 'token_expired', 'invalid_auth'])

export const meansTokenIsBad = (answer: Answer): boolean =>
  answer.is === 'refused' && OF_THE_TOKEN.has(answer.code)

type NotDone = Exclude<Answer, { is: 'ok' }>

/** A code that nobody has heard of is a refusal all the same: Slack did nothing. */
export function outcomeOf(answer: NotDone): Exclude<SendOutcome, { is: 'sent' }> {
  switch (answer.is) {
    case 'limited':
      return { is: 'later', afterMs: answer.afterMs, detail: 'ratelimited' }
    case 'unsent':
      return { is: 'later', afterMs: null, detail: answer.code }
    case 'lost':
      return { is: 'unknown', detail: answer.code }
    case 'refused':
      return refused(answer.code)
  }
}

function refused(code: string): Exclude<SendOutcome, { is: 'sent' }> {
  const meaning = Object.hasOwn(MEANINGS, code) ? MEANINGS[code] : undefined
  switch (meaning) {
    case 'later':
      return { is: 'later', afterMs: null, detail: code }
    case 'unknown':
      return { is: 'unknown', detail: code }
    case 'unreachable':
    case 'blocked':
    case 'not-installed':
    case 'rejected':
      return { is: 'never', reason: meaning, detail: code }
    case undefined:
      // Not a word of Slack's: a proxy on the way answered, and the message went nowhere.
      if (code.startsWith('http_')) return { is: 'later', afterMs: null, detail: code }
      return { is: 'never', reason: 'rejected', detail: code }
  }
}

export const sent = (handle: MessageHandle): SendOutcome => ({ is: 'sent', handle })

export const never = (reason: NeverReason, detail: string): SendOutcome => ({
  is: 'never',
  reason,
  detail,
})
