import {
  choiceField,
  dateField,
  type Field,
  linkField,
  longTextField,
  option,
  textField,
  tickField,
  timeField,
} from '#src/chat/form.ts'
import type { BroadcastKind } from '#src/kernel/schema.ts'
import { opportunityName, TERMS_NAMES } from './broadcast-card.ts'
import { type Content, type ContentOf, OPPORTUNITY_TERMS, OPPORTUNITY_TYPES } from './content.ts'

const contentOf = <K extends BroadcastKind>(
  content: Content | null,
  kind: K,
): ContentOf<K> | null => (content?.kind === kind ? (content as ContentOf<K>) : null)

const until = (content: Content | null) =>
  dateField('until', 'In force until', {
    required: false,
    value: content?.until ?? '',
    hint: 'The last day. Leave empty if nobody has said',
  })

/** The fields that only this kind has, with what a draft says in them. */
export function kindFields(kind: BroadcastKind, draft: Content | null): readonly Field[] {
  switch (kind) {
    case 'prescribing': {
      const content = contentOf(draft, kind)
      return [
        dateField('effectiveFrom', 'From', {
          required: false,
          value: content?.effectiveFrom ?? '',
        }),
        until(content),
        textField('reference', 'Reference', 60, {
          required: false,
          value: content?.reference ?? '',
          hint: "The issuer's own, like EL(24)A/52",
        }),
      ]
    }
    case 'pathway': {
      const content = contentOf(draft, kind)
      return [
        dateField('effectiveFrom', 'From', {
          required: false,
          value: content?.effectiveFrom ?? '',
        }),
        until(content),
        dateField('reviewBy', 'Next review', { required: false, value: content?.reviewBy ?? '' }),
      ]
    }
    case 'board-meeting': {
      const content = contentOf(draft, kind)
      return [
        dateField('date', 'Date', { value: content?.date ?? '' }),
        timeField('starts', 'Starts', { value: content?.starts ?? '' }),
        timeField('ends', 'Ends', { value: content?.ends ?? '' }),
        textField('place', 'Place', 120, { value: content?.place ?? '' }),
        linkField('joinUrl', 'Link to join online', { value: content?.joinUrl ?? '' }),
        longTextField('agenda', 'Agenda', 600, {
          required: false,
          value: content?.agenda.join('\n') ?? '',
          hint: 'One item on each line, up to 6 lines of 80 characters',
        }),
        tickField('openForum', 'Open forum', 'Any GP who works in the network may come', {
          value: content?.openForum ?? false,
        }),
      ]
    }
    case 'announcement':
      return [until(draft)]
    case 'opportunity': {
      const content = contentOf(draft, kind)
      return [
        choiceField(
          'type',
          'What sort of role?',
          OPPORTUNITY_TYPES.map((one) => option(one, opportunityName(one))),
          { value: content?.type ?? '' },
        ),
        textField('sessions', 'How much time?', 80, {
          value: content?.sessions ?? '',
          hint: 'Like: 1 session a week for 12 months',
        }),
        textField('paidBy', 'Paid by', 80, { required: false, value: content?.paidBy ?? '' }),
        choiceField(
          'terms',
          'Terms',
          OPPORTUNITY_TERMS.map((one) => option(one, TERMS_LABELS[one])),
          {
            value: content?.terms ?? '',
            hint: `Employed means: ${TERMS_NAMES['employed-model-terms'].toLowerCase()}`,
          },
        ),
        textField('eligibility', 'Who can apply?', 200, {
          required: false,
          value: content?.eligibility ?? '',
        }),
        dateField('closes', 'Closing date', { value: content?.closes ?? '' }),
      ]
    }
  }
}

const TERMS_LABELS: Readonly<Record<(typeof OPPORTUNITY_TERMS)[number], string>> = {
  'employed-model-terms': 'Employed, on model salaried terms or better',
  'self-employed': 'Self-employed',
  unpaid: 'Not paid',
  'not-said': 'Not said yet',
}
