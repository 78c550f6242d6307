/** Rows as aligned lines, two blanks between columns, nothing after the last one. Escape sequences do not count as width. */
export function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, widthOf(cell));
  return rows.map(row =>
    row
      .map((cell, index) => (index === row.length - 1 ? cell : cell + ' '.repeat((widths[index] ?? 0) - widthOf(cell))))
      .join('  ')
      .trimEnd(),
  );
}

const ESCAPES = /\u001b\[[0-9;]*m/g;

/** Terminal cells of a text. Platform names are ASCII; anything else is counted by code point, which is near enough. */
export function widthOf(text: string): number {
  const plain = text.includes('\u001b') ? text.replace(ESCAPES, '') : text;
  return /^[\x20-\x7e]*$/.test(plain) ? plain.length : [...plain].length;
}
