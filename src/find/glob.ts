const SPECIAL = /[.+^$()|\\{}[\]/-]/g;

/**
 * A glob as the source of a regular expression: `*`, `?`, `[abc]`, `[!abc]` and `{one,two}` (not nested).
 *
 * Captured text never holds a `/` unless it is a variable-depth placeholder, so `*` may match everything. An unclosed bracket
 * stands for itself.
 */
export function globSource(glob: string): string {
  let source = '';
  for (let i = 0; i < glob.length; i++) {
    const character = glob.charAt(i);
    const close = character === '[' ? glob.indexOf(']', i + 2) : character === '{' ? glob.indexOf('}', i + 1) : -1;
    if (character === '*') {
      // Two stars in a row mean the same and would only make matching slow.
      if (glob.charAt(i - 1) !== '*') source += '.*';
    } else if (character === '?') source += '.';
    else if (character === '[' && close > 0) {
      source += characterClass(glob.slice(i + 1, close));
      i = close;
    } else if (character === '{' && close > 0) {
      source += `(?:${glob
        .slice(i + 1, close)
        .split(',')
        .map(part => globSource(part))
        .join('|')})`;
      i = close;
    } else source += character.replace(SPECIAL, '\\$&');
  }
  return source;
}

/** A test for whole names. */
export function globTest(glob: string): (text: string) => boolean {
  const pattern = new RegExp(`^${globSource(glob)}$`, 's');
  return text => pattern.test(text);
}

function characterClass(body: string): string {
  const negated = body.startsWith('!') || body.startsWith('^');
  const members = (negated ? body.slice(1) : body).replace(/[\\\]^[]/g, '\\$&');
  return `[${negated ? '^' : ''}${members}]`;
}
