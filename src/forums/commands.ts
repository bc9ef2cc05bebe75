import { bare, type Command, joined } from '#src/app/capability.ts'
import { numbered, spoken } from '#src/app/commands.ts'
import type { Intent } from '#src/chat/intent.ts'
import type { Actor } from '#src/people/actor.ts'
import {
  ChangeForum,
  EditPost,
  ForumMembers,
  Forums,
  ForumSettings,
  JoinForum,
  LeaveForum,
  MuteForum,
  NewForum,
  ReadForum,
  RemovePost,
  ReplyPost,
  ReportPost,
  SearchForum,
  ShowForum,
  ShowGuidelines,
  ShowPost,
  SubmitPost,
  SubmitReplyPost,
  SubmitSearchForum,
  WritePost,
} from './intents.ts'
import { mayOpenForums } from './rules.ts'

const opens = (actor: Actor): boolean => actor.person !== null && mayOpenForums(actor.roles)

/** Typed in place of a button of a forum's own cards. Help would be longer than anybody reads with all of them in it. */
const inItsCards = (): boolean => false

/** A command about one numbered thing, as "forum 3". */
const about = (
  words: Command['words'],
  does: string,
  intent: (id: number) => Intent,
  offered: Command['offered'] = inItsCards,
): Command => {
  const usage = `${words[0]} 3`
  return {
    words,
    usage,
    does,
    offered,
    read: (rest) => numbered(rest, usage, (id) => spoken(intent(id))),
  }
}

/** The same with words of one's own after the number, or a form for them. */
const saying = (
  words: Command['words'],
  usage: string,
  does: string,
  form: (id: number) => Intent,
  submit: (id: number) => Intent,
): Command => ({
  words,
  usage,
  does,
  offered: joined,
  read: (rest) =>
    numbered(rest, usage, (id, text) =>
      text === '' ? spoken(form(id)) : spoken(submit(id), { text }),
    ),
})

export const forumCommands: readonly Command[] = [
  {
    words: ['forums'],
    usage: 'forums',
    does: 'See the forums that you are in or may join',
    offered: joined,
    read: bare(Forums({})),
  },
  about(['forum'], 'Open a forum', (forum) => ShowForum({ forum }), joined),
  {
    words: ['new forum', 'open a forum'],
    usage: 'new forum',
    does: 'Open a forum for your organisation',
    offered: opens,
    read: bare(NewForum({})),
  },
  about(['change forum'], 'Change a forum that you moderate', (forum) => ChangeForum({ forum })),
  about(['join forum'], 'Join a forum, or ask to', (forum) => JoinForum({ forum })),
  about(['leave forum'], 'Leave a forum', (forum) => LeaveForum({ forum })),
  about(['guidelines'], 'Read and accept the guidelines of a forum', (forum) =>
    ShowGuidelines({ forum }),
  ),
  saying(
    ['post'],
    'post 3 your words',
    'Write to the members of a forum',
    (forum) => WritePost({ forum }),
    (forum) => SubmitPost({ forum }),
  ),
  saying(
    ['reply post', 'reply to post'],
    'reply post 12 your words',
    'Reply to a post in a forum',
    (post) => ReplyPost({ post }),
    (post) => SubmitReplyPost({ post }),
  ),
  about(['show post'], 'Open a post', (post) => ShowPost({ post })),
  about(['change post'], 'Change a post of yours', (post) => EditPost({ post })),
  about(['remove post'], 'Take a post away', (post) => RemovePost({ post })),
  about(['forum settings'], 'Choose how you read a forum', (forum) => ForumSettings({ forum })),
  about(['mute forum'], 'Get no posts of a forum', (forum) => MuteForum({ forum, on: 'yes' })),
  about(['unmute forum'], 'Get posts of a forum again', (forum) => MuteForum({ forum, on: 'no' })),
  about(['forum members'], 'See who is in a forum that you moderate', (forum) =>
    ForumMembers({ forum, after: 0 }),
  ),
  about(['report post'], 'Tell the moderators of a post', (post) => ReportPost({ post })),
  {
    ...saying(
      ['search forum'],
      'search forum 3 rota',
      'Search what was written in a forum',
      (forum) => SearchForum({ forum }),
      (forum) => SubmitSearchForum({ forum }),
    ),
    offered: inItsCards,
  },
  about(['read forum'], 'Read the newest posts of a forum', (forum) =>
    ReadForum({ forum, before: 0, after: 0 }),
  ),
]
