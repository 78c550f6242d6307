/**
 * Finds the lines of keys in TOML text, for errors of the schema, which know keys and no lines.
 *
 * This is no parser (smol-toml has parsed the text before): it looks at table headers and at the beginnings of `key =` lines,
 * which is how families are written. Inline tables and arrays give the line of the key they belong to.
 *
 * @returns of a path (keys from the top, array members by number: `['layout', '0', 'entry', 'kind']`) the line, from 1; that of the
 * nearest key above when the key itself is not written. The text is read once for all of them
 */
export function linesOfKeys(text: string): (path: readonly string[]) => number {
  const lines = keyLines(text);
  return path => {
    for (let length = path.length; length > 0; length--) {
      const line = lines.get(path.slice(0, length).join('\0'));
      if (line !== undefined) return line;
    }
    return 1;
  };
}

/** Deeper keys have the line of those above them; no schema of ours goes half as far. */
const DEEPEST = 16;
/** Longer lines are texts. */
const LONGEST_LINE = 4096;

function keyLines(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const counts = new Map<string, number>();
  let table: readonly string[] = [];
  text.split('\n').forEach((whole, index) => {
    const line = whole.slice(0, LONGEST_LINE).trimStart();
    const header = /^(\[\[?)([^\]]+)\]\]?/.exec(line);
    const key = /^((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=/.exec(line);
    if (header !== null && key === null) {
      table = open(keyParts(header[2] ?? ''), header[1] === '[[', counts);
      remember(lines, table, index + 1);
    } else if (key !== null) remember(lines, [...table, ...keyParts(key[1] ?? '')], index + 1);
  });
  return lines;
}

/** `[[layout]]` opens the next member; `[layout.entry]` is a table of the last one. */
function open(parts: readonly string[], isMember: boolean, counts: Map<string, number>): readonly string[] {
  const path: string[] = [];
  parts.forEach((part, index) => {
    path.push(part);
    const name = path.join('\0');
    const count = counts.get(name);
    if (isMember && index === parts.length - 1) {
      counts.set(name, (count ?? 0) + 1);
      path.push(String(count ?? 0));
    } else if (count !== undefined) path.push(String(count - 1));
  });
  return path;
}

function remember(lines: Map<string, number>, path: readonly string[], line: number): void {
  for (let length = 1; length <= Math.min(path.length, DEEPEST); length++) {
    const name = path.slice(0, length).join('\0');
    if (!lines.has(name)) lines.set(name, line);
  }
}

function keyParts(text: string): readonly string[] {
  const parts = text.matchAll(/[\w-]+|"([^"]*)"|'([^']*)'/g);
  return [...parts.take(DEEPEST)].map(match => match[1] ?? match[2] ?? match[0]);
}
