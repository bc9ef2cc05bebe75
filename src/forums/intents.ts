import { z } from 'zod'
import { formIntent, intentType, NumberId } from '#src/chat/intent.ts'

const none = z.strictObject({})
const forum = z.strictObject({ forum: NumberId })
const post = z.strictObject({ post: NumberId })
const member = z.strictObject({ member: NumberId })
/** 0 where there is none. */
const place = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number)

export const Forums = intentType('forums', none)
export const ShowForum = intentType('forum', forum)
export const MoreOfForum = intentType('more-of-forum', forum)
export const NewForum = formIntent('new-forum', none)
export const SaveNewForum = intentType('save-new-forum', none)
export const ChangeForum = formIntent('change-forum', forum)
export const SaveForum = intentType('save-forum', forum)

export const JoinForum = formIntent('join-forum', forum)
export const SubmitJoinForum = intentType('submit-join-forum', forum)
export const LeaveForum = intentType('leave-forum', forum)
export const AcceptMember = intentType('accept-member', member)
export const DeclineMember = formIntent('decline-member', member)
export const SubmitDecline = intentType('submit-decline', member)

export const ShowGuidelines = intentType('guidelines', forum)
export const AcceptGuidelines = intentType(
  'accept-guidelines',
  z.strictObject({ forum: NumberId, version: NumberId }),
)

export const WritePost = formIntent('write-post', forum)
export const SubmitPost = intentType('submit-post', forum)
export const ReplyPost = formIntent('reply-post', post)
export const SubmitReplyPost = intentType('submit-reply-post', post)
export const EditPost = formIntent('edit-post', post)
export const SavePost = intentType('save-post', post)
export const RemovePost = formIntent('remove-post', post)
export const SubmitRemovePost = intentType('submit-remove-post', post)
export const ShowPost = intentType('show-post', post)
export const ShowThread = intentType('thread', z.strictObject({ post: NumberId, after: place }))
/** Posts before or after one of them; 0 for the newest. */
export const ReadForum = intentType(
  'read-forum',
  z.strictObject({ forum: NumberId, before: place, after: place }),
)

/** All of it on a page. */
export const ForumArchive = intentType('forum-archive', forum)

export const ForumSettings = formIntent('forum-settings', forum)
export const SaveForumSettings = intentType('save-forum-settings', forum)
export const MuteForum = intentType(
  'mute-forum',
  z.strictObject({ forum: NumberId, on: z.enum(['yes', 'no']) }),
)
export const SearchForum = formIntent('search-forum', forum)
export const SubmitSearchForum = intentType('submit-search-forum', forum)

export const ReportPost = formIntent('report-post', post)
export const SubmitReportPost = intentType('submit-report-post', post)
export const SettleReports = intentType('settle-reports', post)
export const ForumMembers = intentType(
  'forum-members',
  z.strictObject({ forum: NumberId, after: place }),
)
export const MakeModerator = intentType(
  'make-moderator',
  z.strictObject({ member: NumberId, on: z.enum(['yes', 'no']) }),
)
export const RemoveMember = formIntent('remove-member', member)
export const SubmitRemoveMember = intentType('submit-remove-member', member)
