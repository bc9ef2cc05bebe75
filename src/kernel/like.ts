/** The pattern for LIKE, in lower case, of what has these typed letters anywhere in it. */
export const likeTyped = (typed: string): string =>
  `%${typed
    .trim()
    .toLowerCase()
    .replaceAll(/[\\%_]/g, (mark) => `\\${mark}`)}%`
