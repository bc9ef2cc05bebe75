import { type Block, type Message, message, note, paragraph } from '#src/chat/message.ts'
import { momentWords } from '#src/kernel/london.ts'
import { clip, count, listWords } from '#src/kernel/words.ts'
import type { Ballot, Candidate } from './rules.ts'

const LINES = 10

const titled = (ballot: Ballot, what: string) => clip(`${what}: ${clip(ballot.title, 80)}`, 140)

const votes = ({ votes: n, elected }: Candidate) =>
  `${count(n ?? 0, 'vote')}${elected ? ', elected' : ''}`

/** Everybody on the paper with their votes, the most first. */
function table(candidates: readonly Candidate[]): readonly Block[] {
  const order = candidates.toSorted(
    (a, b) => (b.votes ?? 0) - (a.votes ?? 0) || Number(b.elected) - Number(a.elected),
  )
  return [order.slice(0, LINES), order.slice(LINES, 2 * LINES)].flatMap((some): Block[] =>
    some.length === 0
      ? []
      : [
          {
            is: 'facts',
            facts: some.map((one) => ({ label: clip(one.name, 50), value: votes(one) })),
          },
        ],
  )
}

function turnout({ electorate, papers, blank }: Ballot): string {
  const [all, cast, none] = [electorate ?? 0, papers ?? 0, blank ?? 0]
  const share = all === 0 ? 0 : Math.round((cast / all) * 100)
  return `${cast.toLocaleString('en-GB')} of ${count(all, 'person', 'people')} voted (${share}%).${none === 0 ? '' : ` ${count(none, 'paper')} chose nobody.`}`
}

function electedWords({ seats }: Ballot, elected: readonly Candidate[]): string {
  const empty = seats - elected.length
  const who =
    elected.length === 0
      ? 'Nobody is elected.'
      : `Elected: ${clip(listWords(elected.map(({ name }) => clip(name, 50))), 450)}.`
  return empty === 0 || elected.length === 0
    ? who
    : `${who} ${count(empty, 'seat')} ${empty === 1 ? 'is' : 'are'} vacant.`
}

const lot = ({ seed }: Ballot): readonly Block[] =>
  seed === null
    ? []
    : [
        note(
          'small',
          `Votes were equal for the last seat, so it was drawn by lot. The number drawn was ${seed}; whoever runs Cascade can work the lot out again from it.`,
        ),
      ]

/** How a ballot ended, the same to everybody. */
export function resultCard(ballot: Ballot, candidates: readonly Candidate[]): Message {
  const elected = candidates.filter((one) => one.elected)
  const small = note('small', `Ballot ${ballot.id}, ${clip(ballot.organisationName, 100)}.`)
  const card = (title: string, blocks: readonly Block[]) =>
    message({
      label: 'Result',
      title,
      preview: `Result of ballot ${ballot.id}`,
      blocks: [...blocks, small],
    })
  switch (ballot.state) {
    case 'called-off':
      return message({
        label: 'Ballot',
        title: titled(ballot, 'Called off'),
        preview: `Ballot ${ballot.id}`,
        blocks: [
          paragraph(clip(ballot.reason ?? '', 300)),
          paragraph('No votes are counted. If it is called again you are told.'),
          small,
        ],
      })
    case 'unopposed':
      return card(titled(ballot, 'Elected unopposed'), [
        paragraph(electedWords(ballot, elected)),
        paragraph('No more people stood than there are seats, so there is no vote.'),
      ])
    case 'vacant':
      return card(titled(ballot, 'Vacant'), [
        paragraph(
          ballot.papers === null
            ? 'Nobody stood for it, or nobody could vote on it.'
            : `Nobody is elected, because nobody who stood has a vote. ${turnout(ballot)}`,
        ),
        paragraph(`Ask ${clip(ballot.calledBy.name, 100)} what happens next.`),
      ])
    case 'elected':
    case 'draft':
    case 'nominating':
    case 'closed':
    case 'voting':
      return card(titled(ballot, 'Result'), [
        paragraph(electedWords(ballot, elected)),
        ...table(candidates),
        paragraph(
          `${turnout(ballot)}${ballot.endedAt === null ? '' : ` Counted on ${momentWords(ballot.endedAt)}.`}`,
        ),
        ...lot(ballot),
      ])
  }
}
