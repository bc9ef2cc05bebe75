/**
 * Does each by itself, one after the other: one that fails holds up no other. When all have had their turn it throws the
 * failures together, under `what` could not be done. `failed` hears of each at once.
 */
export async function eachAlone<One>(
  all: Iterable<One>,
  what: string,
  act: (one: One) => Promise<unknown>,
  failed: (error: unknown, one: One) => void = () => {},
): Promise<void> {
  const errors: unknown[] = []
  for (const one of all) {
    try {
      await act(one)
    } catch (error) {
      failed(error, one)
      errors.push(error)
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, what)
}
