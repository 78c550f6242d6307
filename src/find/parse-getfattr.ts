/**
 * Values of one attribute by path, from the text that `getfattr --absolute-names -e text -n NAME` prints (read as latin1): blocks
 * of `# file: PATH` and `NAME="VALUE"`, with octal escapes in both.
 */
export function parseGetfattr(text: string, name: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  let path: string | null = null;
  for (const line of text.split('\n')) {
    if (line.startsWith('# file: ')) path = unescapeText(line.slice('# file: '.length));
    else if (path !== null && line.startsWith(`${name}="`) && line.endsWith('"'))
      values.set(path, unescapeText(line.slice(name.length + 2, -1)));
  }
  return values;
}

/** `user.root_hash` as the client gives it (CVMFS-CLIENT.md); null for what is none: on a plain tree anybody may have set one. */
export function rootHashOf(text: string | undefined): string | null {
  const hash = text?.trim() ?? '';
  return /^[0-9a-f]{40,}(?:-[a-z0-9]+)?$/.test(hash) ? hash : null;
}

/** `user.catalog_counters` → the hash of the nested catalog that holds the path (CVMFS-CLIENT.md); null for another text. */
export function catalogHash(counters: string): string | null {
  // Exactly forty: with more of them to share out, a long text that ends otherwise would be tried in every way.
  return /^catalog_hash: ([0-9a-f]{40}[a-z0-9-]*)$/m.exec(counters)?.[1] ?? null;
}

function unescapeText(text: string): string {
  const bytes = text.replace(/\\([0-7]{3}|.)/g, (_, code: string) =>
    code.length === 3 ? String.fromCharCode(Number.parseInt(code, 8)) : code === 'n' ? '\n' : code === 'r' ? '\r' : code,
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
