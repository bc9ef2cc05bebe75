import { type Capability, on } from '#src/app/capability.ts'
import type { MemberTurn } from '#src/app/turn.ts'
import type { Form, FormValues } from '#src/chat/form.ts'
import type { Decision } from '#src/kernel/refusal.ts'
import { forumCommands } from './commands.ts'
import { requestRedraw } from './asking.ts'
import { countdownRedraw } from './ending.ts'
import { findForum } from './forum-store.ts'
import {
  AcceptGuidelines,
  AcceptMember,
  ChangeForum,
  DeclineMember,
  EditPost,
  ForumMembers,
  Forums,
  ForumSettings,
  JoinForum,
  LeaveForum,
  MakeModerator,
  MuteForum,
  NewForum,
  ReadForum,
  RemoveMember,
  RemovePost,
  ReplyPost,
  ReportPost,
  SaveForum,
  SaveForumSettings,
  SaveNewForum,
  SavePost,
  SearchForum,
  SettleReports,
  ShowForum,
  MoreOfForum,
  ShowGuidelines,
  ShowPost,
  ShowThread,
  SubmitDecline,
  SubmitJoinForum,
  SubmitPost,
  SubmitRemoveMember,
  SubmitRemovePost,
  SubmitReplyPost,
  SubmitReportPost,
  SubmitSearchForum,
  WritePost,
} from './intents.ts'
import {
  acceptGuidelines,
  acceptMember,
  decline,
  declineForm,
  join,
  joinForm,
  leaveForum,
  showGuidelines,
  submitDecline,
  submitJoin,
} from './joining.ts'
import { moderating } from './load.ts'
import {
  removeMember,
  removeMemberForm,
  report,
  reportForm,
  reportRedraw,
  setModerator,
  settleReports,
  showMembers,
  submitRemoveMember,
  submitReport,
} from './moderating.ts'
import {
  edit,
  editFormOf,
  postFormOf,
  remove,
  removeFormOf,
  reply,
  replyFormOf,
  savePost,
  submitPost,
  submitRemoval,
  submitReply,
  write,
} from './posting.ts'
import { listForums, readForum, moreOfForum, showForum, showPost, showThread } from './reading.ts'
import { postRedraw } from './relaying.ts'
import { mayOpenForums } from './rules.ts'
import {
  mute,
  saveForumSettings,
  searchForm,
  searchIn,
  settings,
  settingsForm,
  submitSearch,
} from './settings.ts'
import {
  changeForum,
  changeForumForm,
  newForum,
  newForumAgain,
  saveForum,
  saveNewForum,
} from './setting-up.ts'

/** A form made again for what was typed in it; null where its sender may not have it any more. */
const formAgain = async (form: Promise<Decision<Form>>): Promise<Form | null> => {
  const made = await form
  return made.ok ? made.value : null
}

async function changeAgain(turn: MemberTurn, id: number): Promise<Form | null> {
  const may = await moderating(turn, await findForum(turn.db, id))
  return may.ok ? changeForumForm(turn, may.value) : null
}

const newAgain = async (turn: MemberTurn, values: FormValues): Promise<Form | null> =>
  mayOpenForums(turn.actor.roles) ? newForumAgain(turn, values) : null

export const forums: Capability = {
  topic: 'forums',
  handlers: [
    on(Forums, async (turn) => listForums(turn)),
    on(ShowForum, async (turn, { forum }) => showForum(turn, forum)),
    on(MoreOfForum, async (turn, { forum }) => moreOfForum(turn, forum)),
    on(NewForum, async (turn) => newForum(turn)),
    on(
      SaveNewForum,
      async (turn, _, values) => saveNewForum(turn, values),
      async (turn, _, values) => newAgain(turn, values),
    ),
    on(ChangeForum, async (turn, { forum }) => changeForum(turn, forum)),
    on(
      SaveForum,
      async (turn, { forum }, values) => saveForum(turn, forum, values),
      async (turn, { forum }) => changeAgain(turn, forum),
    ),
    on(JoinForum, async (turn, { forum }) => join(turn, forum)),
    on(
      SubmitJoinForum,
      async (turn, { forum }, values) => submitJoin(turn, forum, values),
      async (turn, { forum }) => formAgain(joinForm(turn, forum)),
    ),
    on(LeaveForum, async (turn, { forum }) => leaveForum(turn, forum)),
    on(AcceptMember, async (turn, { member }) => acceptMember(turn, member)),
    on(DeclineMember, async (turn, { member }) => decline(turn, member)),
    on(
      SubmitDecline,
      async (turn, { member }, values) => submitDecline(turn, member, values),
      async (turn, { member }) => formAgain(declineForm(turn, member)),
    ),
    on(ShowGuidelines, async (turn, { forum }) => showGuidelines(turn, forum)),
    on(AcceptGuidelines, async (turn, { forum, version }) =>
      acceptGuidelines(turn, forum, version),
    ),
    on(WritePost, async (turn, { forum }) => write(turn, forum)),
    on(
      SubmitPost,
      async (turn, { forum }, values) => submitPost(turn, forum, values),
      async (turn, { forum }) => formAgain(postFormOf(turn, forum)),
    ),
    on(ReplyPost, async (turn, { post }) => reply(turn, post)),
    on(
      SubmitReplyPost,
      async (turn, { post }, values) => submitReply(turn, post, values),
      async (turn, { post }) => formAgain(replyFormOf(turn, post)),
    ),
    on(EditPost, async (turn, { post }) => edit(turn, post)),
    on(
      SavePost,
      async (turn, { post }, values) => savePost(turn, post, values),
      async (turn, { post }) => formAgain(editFormOf(turn, post)),
    ),
    on(RemovePost, async (turn, { post }) => remove(turn, post)),
    on(
      SubmitRemovePost,
      async (turn, { post }, values) => submitRemoval(turn, post, values),
      async (turn, { post }) => formAgain(removeFormOf(turn, post)),
    ),
    on(ShowPost, async (turn, { post }) => showPost(turn, post)),
    on(ShowThread, async (turn, { post, after }) => showThread(turn, post, after)),
    on(ForumSettings, async (turn, { forum }) => settings(turn, forum)),
    on(
      SaveForumSettings,
      async (turn, { forum }, values) => saveForumSettings(turn, forum, values),
      async (turn, { forum }) => formAgain(settingsForm(turn, forum)),
    ),
    on(MuteForum, async (turn, { forum, on: muted }) => mute(turn, forum, muted === 'yes')),
    on(SearchForum, async (turn, { forum }) => searchIn(turn, forum)),
    on(
      SubmitSearchForum,
      async (turn, { forum }, values) => submitSearch(turn, forum, values),
      async (turn, { forum }) => formAgain(searchForm(turn, forum)),
    ),
    on(ReportPost, async (turn, { post }) => report(turn, post)),
    on(
      SubmitReportPost,
      async (turn, { post }, values) => submitReport(turn, post, values),
      async (turn, { post }) => formAgain(reportForm(turn, post)),
    ),
    on(SettleReports, async (turn, { post }) => settleReports(turn, post)),
    on(ForumMembers, async (turn, { forum, after }) => showMembers(turn, forum, after)),
    on(MakeModerator, async (turn, { member, on: made }) =>
      setModerator(turn, member, made === 'yes'),
    ),
    on(RemoveMember, async (turn, { member }) => removeMember(turn, member)),
    on(
      SubmitRemoveMember,
      async (turn, { member }, values) => submitRemoveMember(turn, member, values),
      async (turn, { member }) => formAgain(removeMemberForm(turn, member)),
    ),
    on(ReadForum, async (turn, { forum, ...where }) => readForum(turn, forum, where)),
  ],
  commands: forumCommands,
  redraws: [postRedraw, requestRedraw, reportRedraw, countdownRedraw],
}
