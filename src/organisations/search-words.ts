/**
 * How a typed text and a name are made comparable: lower case, no accents, no apostrophes, "&" is "and".
 * The two lists have one character for each other, as SQL's translate() wants them.
 */
export const ACCENTED = 'àáâãäåçèéêëìíîïñòóôõöùúûüýÿāēīōūăąćčďęěğńňőřśşšťţůűźżžŵŷœæøßðþł'
export const PLAIN = 'aaaaaaceeeeiiiinooooouuuuyyaeiouaaccdeegnnorsssttuuzzzwyoaosdtl'
/** The words of what was typed, at most eight of at most 40 letters; whatever is longer finds nothing more. */
export const foldedWords = (typed: string): string[] =>
  typed
    .slice(0, 400)
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[^ -~]/g, (letter) => PLAIN[ACCENTED.indexOf(letter)] ?? letter)
    .replaceAll(/['’]/g, '')
    .replaceAll('&', ' and ')
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
    .slice(0, 8)
    .map((word) => word.slice(0, 40))

/**
 * A word's beginning, for PostgreSQL's case-insensitive `~*`: "marys" also finds "St Mary's".
 * A word is a-z and 0-9 only, so nothing in it means anything to a regular expression.
 */
export const wordPattern = (word: string): string => word.split('').join("['’]?")
