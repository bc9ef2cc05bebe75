/** The code on the card that gives one; empty when it is another card. */
export const codeIn = (title: string): string =>
  /^Your code is ([A-Z\d]{8})$/.exec(title)?.[1] ?? ''
