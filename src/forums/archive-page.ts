import { html } from 'hono/html'
import { dateWords, momentWords } from '#src/kernel/london.ts'
import { clip } from '#src/kernel/words.ts'
import { type Html, page } from '#src/pages/layout.ts'
import type { Forum, Post } from './forum.ts'
import { CHATHAM_HOUSE } from './naming.ts'
import { type ForumState, stateOf } from './rules.ts'

export type ArchiveFacts = Readonly<{
  forum: Forum
  /** As `archivePosts` gives them. */
  posts: readonly Post[]
  /** A London day, YYYY-MM-DD. */
  today: string
  /** Addresses; null where there is nothing to lead to. */
  links: Readonly<{ start: string | null; later: string | null; file: string | null }>
}>

const standing = ({ closes, opens }: Forum, state: ForumState): string => {
  if (state === 'to-come') return `It opens on ${dateWords(opens)}.`
  if (state === 'closed')
    return `It closed${closes === null ? '' : ` at the end of ${dateWords(closes)}`}. Nothing can be written there any more.`
  return closes === null
    ? 'It is open. This is what was written so far.'
    : `It is open until the end of ${dateWords(closes)}. This is what was written so far.`
}

/** What stands where a post was taken away. */
export const removedWords = (post: Post): string =>
  post.removedByAuthor
    ? 'Its author took it back.'
    : `A moderator removed it: ${post.removedWhy ?? 'no reason is kept'}`

function answers({ replyTo }: Post): Html | '' {
  if (replyTo === null) return ''
  const { id, authorName, body, removed } = replyTo
  return html`<p class="cascade-small">
    ${
      removed
        ? `In answer to post ${id}, which was removed.`
        : `In answer to post ${id} by ${authorName}: “${clip(body.replaceAll(/\s+/g, ' '), 120)}”`
    }
  </p>`
}

function archived(post: Post): Html {
  const { id, at, editedAt, removedAt, authorName, replyTo, body } = post
  const title =
    removedAt !== null
      ? `Post ${id} was removed`
      : `${authorName} ${replyTo === null ? 'wrote' : `replied to post ${replyTo.id}`}`
  const reply = replyTo === null ? '' : ' cascade-post--reply'
  return html`<article class="cascade-post${reply}" aria-labelledby="post-${id}">
    <h3 class="nhsuk-heading-s" id="post-${id}">${title}</h3>
    ${
      removedAt !== null
        ? html`<p>${removedWords(post)}</p>`
        : html`${answers(post)}
            <p class="cascade-text">${body}</p>`
    }
    <p class="cascade-small">
      Post ${id},
      ${momentWords(at)}.${
        editedAt === null || removedAt !== null ? '' : ` Changed ${momentWords(editedAt)}.`
      }
    </p>
  </article>`
}

const rootOf = ({ id, rootId }: Post): number => rootId ?? id

/** One thread; it goes on from the page before when its first post is not here. */
function thread(root: number, posts: readonly Post[]): Html {
  const title = `Thread from post ${root}${posts[0]?.id === root ? '' : ', continued'}`
  return html`<section aria-labelledby="thread-${root}">
    <h2 class="nhsuk-heading-m" id="thread-${root}">${title}</h2>
    ${posts.map(archived)}
  </section>`
}

/** All that was written in a forum, thread by thread, for whoever may read it. */
export function archivePage({ forum, posts, today, links }: ArchiveFacts): Html {
  const threads = [...Map.groupBy(posts, rootOf)]
  return page({
    title: `Archive of ${forum.name}`,
    footer: 'Only members of a forum and its moderators can read its archive.',
    body: html`<div class="cascade-archive">
      <h1 class="nhsuk-heading-l">
        <span class="nhsuk-caption-l">Archive of a forum, opened by ${forum.organisationName}</span>
        ${forum.name}
      </h1>
      <p class="cascade-text">${forum.purpose}</p>
      <p>${standing(forum, stateOf(forum, today))}</p>
      ${
        forum.chathamHouse
          ? html`<p class="cascade-note"><strong>${CHATHAM_HOUSE}</strong></p>`
          : ''
      }
      ${links.file === null ? '' : html`<p><a href="${links.file}">Download as a file (CSV)</a></p>`}
      ${posts.length === 0 ? html`<p>There are no posts here.</p>` : ''}
      ${threads.map(([root, its]) => thread(root, its))}
      ${
        links.start === null && links.later === null
          ? ''
          : html`<nav aria-label="More of this forum">
              <ul class="nhsuk-list">
                ${links.later === null ? '' : html`<li><a href="${links.later}">Later posts</a></li>`}
                ${links.start === null ? '' : html`<li><a href="${links.start}">From the start</a></li>`}
              </ul>
            </nav>`
      }
      <p class="cascade-small">
        This link is for you alone and works for one hour after you ask for it: for a new one, type
        archive ${forum.id} in the chat.
      </p>
    </div>`,
  })
}
