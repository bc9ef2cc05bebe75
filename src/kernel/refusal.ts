/**
 * A "no" that a person meets. Expected, so it is a value and never thrown.
 * Each says what happened and what to do next; the card adds that nothing was changed.
 */
export type Refusal = Readonly<{ happened: string; next: string }>

/** What a rule answers: the thing decided, or why not. */
export type Decision<T> =
  | Readonly<{ ok: true; value: T }>
  | Readonly<{ ok: false; refusal: Refusal }>

export const allowed = <T>(value: T): Decision<T> => ({ ok: true, value })

export const refused = (happened: string, next: string): Decision<never> => ({
  ok: false,
  refusal: { happened, next },
})
