/** What shows nothing is also left out when a form is read: nobody may hide a number with it. */
const INVISIBLE = /[[\p{Cc}\p{Cf}\p{Cs}\p{Co}]--[\n\t]]/gv

const LINKS = /(?:https?:\/\/|www\.)\S+/gi
/** Bounded on both sides, so that a long word without "@" is looked through once. */
const ADDRESSES = /(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,255}/g

/** The marks with which chats make words bold or code. */
const MARKS = /[*`~]/g

/**
 * A text as the rules read it: "９９９" and "٩٩٩" are digits to whoever reads them, line breaks are spaces,
 * and links and e-mail addresses, which hold long numbers of their own, are gone.
 */
export const plainText = (text: string): string =>
  text
    .normalize('NFKC')
    .replaceAll(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) =>
      String((digit.codePointAt(0) ?? 0) & 0xf),
    )
    .replaceAll(INVISIBLE, '')
    .replaceAll(MARKS, '')
    .replaceAll('\u2019', "'")
    .replaceAll(/\s+/g, ' ')
    .replaceAll(LINKS, ' | ')
    .replaceAll(ADDRESSES, ' | ')
