/** Text for roff: dashes stay dashes, quotes are what was typed, no line begins with a request, and long lists of values may be broken. */
export function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('~', '\\(ti')
    .replaceAll('^', '\\(ha')
    .replaceAll('`', '\\(ga')
    .replaceAll('…', '...')
    .replaceAll('|', '|\\:')
    .replace(/^([.'])/, '\\&$1');
}

/** A word with what it means. */
export function roffItem(left: string, right: string): readonly string[] {
  return ['.TP', `.B ${roff(left)}`, roff(right)];
}

/** Lines as they are typed. */
export function roffLines(lines: readonly string[]): readonly string[] {
  return ['.PP', '.RS', '.nf', ...lines.map(roff), '.fi', '.RE'];
}

export function roffTitle(name: string, section: number, version: string, kind: string): string {
  return `.TH ${name.toUpperCase()} ${section} "" "hsf ${version}" "${kind}"`;
}
