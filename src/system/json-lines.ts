/**
 * The line of a key in a JSON text that has been parsed before: `["roles", "text"]`. That of the nearest key above where there is none of
 * the name; null for the whole.
 */
export function lineOfKey(text: string, path: readonly string[]): number | null {
  const lines = keyLines(text);
  for (let length = path.length; length > 0; length--) {
    const line = lines.get(path.slice(0, length).join('\n'));
    if (line !== undefined) return line;
  }
  return null;
}

/** Deeper keys have the line of those above them; nothing of ours goes half as far. */
const DEEPEST = 16;

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|\n/g;

/** Of every key, with those above it. */
function keyLines(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  // One entry for each open object (its last key) or array (null).
  const open: (string | null)[] = [];
  let line = 1;
  let word: {readonly text: string; readonly line: number} | null = null;
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '\n') line++;
    else if (token === '{') open.push('');
    else if (token === '[') open.push(null);
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':' && word !== null && open.at(-1) !== null && open.length <= DEEPEST) {
      open[open.length - 1] = word.text;
      lines.set(open.filter(key => key !== null).join('\n'), word.line);
    } else if (token.startsWith('"')) word = {text: unquoted(token), line};
  }
  return lines;
}

function unquoted(token: string): string {
  try {
    return String(JSON.parse(token));
  } catch {
    return token;
  }
}

/** The line that an error of JSON.parse is about, as far as it tells a place. */
export function lineOfError(text: string, error: unknown): number | null {
  const message = error instanceof Error ? error.message : '';
  // Not the line that V8 tells: it counts a lone carriage return as well, which no editor does.
  const position = /position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return text.slice(0, Number(position)).split('\n').length;
  return /end of JSON/.test(message) ? text.trimEnd().split('\n').length : null;
}
