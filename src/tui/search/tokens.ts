// Operators of fuse.js's extended search and of shells: nobody means them, and none is part of a name.
const OPERATORS = /['!^$|="`\\?*()[\]{}<>;&,]/g;

/** What was typed as small words without operator characters; every one of them has to be found (RUNTIME.md 5). */
export function tokensOf(query: string): readonly string[] {
  return query
    .toLowerCase()
    .replace(OPERATORS, ' ')
    .split(/\s+/)
    .filter(token => token !== '');
}
